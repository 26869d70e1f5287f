/**
 * Styles are only taken with the nonce that the service gave this page.
 *
 * Ant Design makes its styles as they are needed and passes the nonce on, but not everywhere: so every style element
 * that is made gets it.
 */
export const nonce = document.querySelector<HTMLMetaElement>("meta[name=style-nonce]")?.content ?? "";

const made = document.createElement.bind(document);

document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = made(name, options);
  if (name.toLowerCase() === "style") element.nonce = nonce;
  return element;
}) as typeof document.createElement;
