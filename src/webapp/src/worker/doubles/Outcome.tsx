/** What was just decided about two records, and how it is taken back. */
import { Alert, Button } from "antd";
import { useEffect, useRef } from "react";
import type { Schemas } from "../../api/client";
import { way } from "../../shell/route";
import { DOUBLES } from "../../words/doubles";
import { useSpeech, useWords } from "../../words/language";
import { useMeanings } from "./known";
import { useUndoing } from "./undoing";

type Side = Schemas["Lookalike"];

export type Outcome =
  | { did: "merged"; id: string; into: Side; contested: number; kind: string }
  | { did: "told-apart"; one: Side; other: Side }
  | { did: "undone"; parted: Schemas["Parted"]; kind: string };

export function Done({ outcome, done }: { outcome: Outcome | null; done: (outcome: Outcome) => void }) {
  const box = useRef<HTMLDivElement>(null);
  // It stands above the pairs, of which whoever decided may have been far down.
  useEffect(() => {
    box.current?.scrollIntoView({ block: "center" });
  }, [outcome]);
  return outcome && <div ref={box}>{outcome.did === "merged" ? <Merged {...outcome} done={done} /> : outcome.did === "told-apart" ? <ToldApart {...outcome} /> : <Undone {...outcome} />}</div>;
}

function Merged({ id, into, contested, kind, done }: Extract<Outcome, { did: "merged" }> & { done: (outcome: Outcome) => void }) {
  const t = useWords(DOUBLES);
  const undoing = useUndoing(done);
  return (
    <Alert
      type="success"
      showIcon
      title={t("merged", { who: into.label ?? "" })}
      description={
        <div className="stack">
          {contested > 0 && <p>{t("mergedDisputed", { n: contested })}</p>}
          {undoing.refusal}
          <div className="line">
            <Button href={way("subject", into.subject)}>{t("openRecord")}</Button>
            {contested > 0 && <Button href={way("conflicts")}>{t("decide")}</Button>}
            <Button loading={undoing.busy} onClick={() => void undoing.undo(id, kind)}>
              {t("undo")}
            </Button>
          </div>
        </div>
      }
    />
  );
}

function ToldApart({ one, other }: Extract<Outcome, { did: "told-apart" }>) {
  const t = useWords(DOUBLES);
  return (
    <Alert
      type="success"
      showIcon
      title={t("told", { one: one.label ?? "", other: other.label ?? "" })}
      description={<a href={way("doubles", one.subject, other.subject)}>{t("lookAgain")}</a>}
    />
  );
}

function Undone({ parted, kind }: Extract<Outcome, { did: "undone" }>) {
  const { listed } = useSpeech();
  const t = useWords(DOUBLES);
  const left = parted.left ?? [];
  const { title } = useMeanings(kind, left.map((each) => each.element));
  const which = listed([...new Set(left.map((each) => title(each.element)))]);
  return <Alert type="success" showIcon title={t("undone")} description={left.length > 0 && t("undoneLeft", { n: left.length, which })} />;
}
