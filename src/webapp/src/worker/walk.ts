/** The list somebody is going through, one subject after the other. */
const KEPT = "yibiao.walk";

export function startWalk(subjects: string[]): void {
  sessionStorage.setItem(KEPT, JSON.stringify(subjects));
}

/** Who comes before and after *subject* in the list; nobody where it is in none. */
export function neighbours(subject: string): { previous?: string | undefined; next?: string | undefined; at: number; of: number } {
  const all = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]") as string[];
  const at = all.indexOf(subject);
  return at < 0 ? { at, of: 0 } : { previous: all[at - 1], next: all[at + 1], at, of: all.length };
}
