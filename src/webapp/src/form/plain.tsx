/** In place of a Markdown renderer: what is described here is plain text. */
export function Markdown({ children }: { children: string }) {
  return <>{children}</>;
}
