/** What speaks against a password, while it is chosen. The rule is the service's (`yibiao.credentials`), which has the last word; nothing is sent for it. */
import known from "../../../../schemas/common-passwords.json";

export const LEAST = 12;
export const MOST = 128;
/** A name shorter than this may stand in a password by chance. */
const TELLING = 4;

const COMMONEST = new Set(known.passwords);
const RUNS = known.runs.flatMap((each) => [each, characters(each).reverse().join("")]);

export type Fault = "password-too-short" | "password-too-long" | "password-names-account" | "password-common";

export function faults(password: string, names: readonly string[]): Fault[] {
  const text = password.normalize("NFKC");
  const length = characters(text).length;
  const lowered = text.toLowerCase();
  const found: Fault[] = [];
  if (length < LEAST) found.push("password-too-short");
  if (length > MOST) found.push("password-too-long");
  const folded = names.map((each) => each.normalize("NFKC").toLowerCase());
  if (folded.some((each) => characters(each).length >= TELLING && lowered.includes(each))) found.push("password-names-account");
  if (common(lowered)) found.push("password-common");
  return found;
}

/** Whether anybody would try it early: a common one, with figures and marks around it or repeated, or a run of keys. */
function common(password: string): boolean {
  const core = password.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const letters = password.replace(/[^\p{L}\p{N}]/gu, "");
  const tried = [password, core, letters, unit(password), unit(core), unit(letters)];
  return tried.some((each) => COMMONEST.has(each)) || [password, letters].some((each) => each !== "" && RUNS.some((run) => run.includes(unit(each))));
}

/** The shortest text that *text* is a repetition of, the last time perhaps cut off. */
function unit(text: string): string {
  const all = characters(text);
  for (let length = 1; length <= all.length / 2; length++) {
    if (all.every((each, at) => each === all[at % length])) return all.slice(0, length).join("");
  }
  return text;
}

function characters(text: string): string[] {
  return Array.from(text);
}
