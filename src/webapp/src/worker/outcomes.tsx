/** What became of the rows of an import, in words and colours. */
import { Status } from "../shell/Said";
import { useWords } from "../words/language";
import { OUTCOMES } from "../words/imports";

export type Outcome = keyof typeof OUTCOMES;

const LOOKS: Record<Outcome, string> = {
  accepted: "good",
  opened: "good",
  loaded: "loaded",
  unchanged: "",
  conflict: "contested",
  undecided: "missing",
  blocked: "bad",
  "asks-why": "missing",
};

/** Rows of which somebody must do something. */
export const ATTENTION: readonly string[] = ["blocked", "asks-why", "undecided", "conflict"] satisfies Outcome[];

/** In the order in which they are told. */
const TOLD = Object.keys(OUTCOMES) as Outcome[];

/** The outcomes that any row came to, with how many did. */
export function counted(counts: Record<string, number>): [Outcome, number][] {
  return TOLD.filter((each) => counts[each]).map((each) => [each, counts[each]!]);
}

/** How many rows came to what. */
export function Counted({ counts }: { counts: Record<string, number> }) {
  return (
    <ul className="result-counts">
      {counted(counts).map(([outcome, n]) => (
        <li key={outcome}>
          <OutcomeSaid of={outcome} n={n} />
        </li>
      ))}
    </ul>
  );
}

export function OutcomeSaid({ of, n }: { of: Outcome; n?: number }) {
  const t = useWords(OUTCOMES);
  return (
    <Status of={LOOKS[of]}>
      {t(of)}
      {n !== undefined && ` ${n.toLocaleString()}`}
    </Status>
  );
}
