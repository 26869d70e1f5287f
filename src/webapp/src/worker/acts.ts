/** What entries do, and who made them, as people say it. */
import type { Word } from "../words/words";

export const ACTS: Record<string, Word> = { open: "actOpen", state: "actState", load: "actLoad", confirm: "actConfirm", move: "actMove", merge: "actMerge", close: "actClose" };

/** What somebody is called: by their account, or else by what they sign in with. */
export function called(people: Record<string, string> | undefined, actor: string): string {
  return people?.[actor] ?? actor.replace(/^user:/, "");
}
