/** Why two records may be one: in which traits they agree and differ, and how sure that is. */
import type { Schemas } from "../../api/client";
import { Status } from "../../shell/Said";
import { DOUBLES } from "../../words/doubles";
import { useSpeech, useWords } from "../../words/language";

export type Part = Pick<Schemas["Compared"], "comparison" | "weight" | "says">;

/** Bits from which it is said so, the surest first: 99 in a hundred, four in five, one in two, one in five. */
const SURE = [
  [6.6, "sure"],
  [2, "likely"],
  [0, "maybe"],
  [-2.3, "faint"],
] as const;

/** Bits from which a trait speaks for one or for two. */
const TELLING = 0.5;

export function Sureness({ score, sameNumber }: { score: number; sameNumber: boolean }) {
  const t = useWords(DOUBLES);
  if (sameNumber) return <Status of="bad">{t("sameNumber")}</Status>;
  const word = SURE.find(([bits]) => score >= bits)?.[1] ?? "unlikely";
  return <Status of={word === "sure" || word === "likely" ? "due" : ""}>{t(word)}</Status>;
}

export function Reasons({ parts, sameNumber }: { parts: readonly Part[]; sameNumber: boolean }) {
  const { listed, either } = useSpeech();
  const t = useWords(DOUBLES);
  // What is to be expected of any two beforehand is no trait of these.
  const traits = parts.filter((each) => each.comparison !== "before").sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
  const said = (some: readonly Part[]) => listed(some.map((each) => either(each.says)), "、", "; ");
  const told = [
    ["agrees", said(traits.filter((each) => each.weight >= TELLING))],
    ["differs", said(traits.filter((each) => each.weight <= -TELLING))],
    ["openLeft", said(traits.filter((each) => Math.abs(each.weight) < TELLING))],
  ] as const;
  if (!traits.length) return sameNumber ? null : <p className="soft">{t("noReasons")}</p>;
  return (
    <dl className="facts">
      {told.map(
        ([word, which]) =>
          which && (
            <div key={word} className="contents">
              <dt>{t(word)}</dt>
              <dd>{which}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
