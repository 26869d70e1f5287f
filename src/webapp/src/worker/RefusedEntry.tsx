/** An entry that was not taken: why, and what can be done about it. */
import { Alert, App, Button, Input } from "antd";
import { useState } from "react";
import { codeOf, elementOf, type Problem } from "../api/client";
import type { Outgoing } from "../local/database";
import { again, drop } from "../local/outbox";
import { ProblemSaid } from "../shell/Said";
import { DOUBLES } from "../words/doubles";
import { useSpeech, useWords } from "../words/language";
import { Lookalikes } from "./doubles/Lookalikes";
import { MendHere, MendInForm } from "./Mending";

const WANT_WHY = new Set(["remark-wanted", "subject-identified"]);
const OF_A_ROUND = new Set(["unit-submitted", "round-closed", "round-not-open"]);
const ANSWERED = new Set(["decided", "not-found"]);
const OF_DOUBLES = new Set(["subject-identified", "subject-resembles"]);
/** So many of those that it resembles are named at once. */
const NAMED = 5;

export function RefusedEntry({ outgoing }: { outgoing: Outgoing }) {
  const { t, listed, problem: said } = useSpeech();
  const words = useWords(DOUBLES);
  const { modal } = App.useApp();
  const [why, setWhy] = useState("");
  const problem = outgoing.problem;
  if (!problem) return null;
  const code = codeOf(problem);
  const { title, detail } = said(problem);
  const doubles = OF_DOUBLES.has(code);
  const candidates = problem.candidates ?? [];
  const hidden = doubles ? hiddenOf(problem) : 0;
  const wantsWhy = WANT_WHY.has(code) && !hidden;
  const remark = why.trim() ? { remark: why.trim() } : {};
  const wrong = [...new Set((problem.errors ?? []).filter((each) => each.level === "error").map(elementOf))].filter((each) => each in (outgoing.entry.values ?? {}));
  const unopened = outgoing.entry.act === "open";
  const others = [...new Set([...(outgoing.entry.unlike ?? []), ...candidates.map((each) => each.subject)])];
  const mended = doubles ? { ...remark, unlike: others } : remark;
  return (
    <div className="stack">
      {doubles ? <Alert type="error" showIcon title={title} description={hidden ? detail : listed([detail, words("refusedHelp")], "。", ". ")} /> : <ProblemSaid problem={problem} />}
      {doubles && <Lookalikes outgoing={outgoing} candidates={candidates} sameNumber={code === "subject-identified"} hidden={hidden} />}
      {wantsWhy && (
        <Input.TextArea aria-label={t("why")} placeholder={t("whyHelp")} rows={2} maxLength={500} value={why} onChange={(event) => setWhy(event.target.value)} />
      )}
      {wrong.length > 0 && unopened && <MendHere outgoing={outgoing} elements={wrong} />}
      <div className="line">
        {wrong.length > 0 ? (
          !unopened && <MendInForm outgoing={outgoing} elements={wrong} />
        ) : OF_A_ROUND.has(code) ? (
          <Button type="primary" onClick={() => void again(outgoing, { round: null })}>
            {t("asCorrection")}
          </Button>
        ) : outgoing.entry.challenge && ANSWERED.has(code) ? (
          <Button type="primary" onClick={() => void again(outgoing, { challenge: null })}>
            {t("doubtOver")}
          </Button>
        ) : (
          // Nobody can say of whom they do not see that it is somebody else: it would be refused again.
          !hidden && (
            <Button type="primary" disabled={wantsWhy && !why.trim()} onClick={() => void again(outgoing, mended)}>
              {doubles ? t("anotherPerson") : wantsWhy ? t("saveWithWhy") : t("sendAgain")}
            </Button>
          )
        )}
        <Button
          onClick={() =>
            modal.confirm({ title: t("letGo"), content: t("letGoAsk"), okText: t("letGo"), cancelText: t("cancel"), onOk: () => drop(outgoing) })
          }
        >
          {t("letGo")}
        </Button>
      </div>
    </div>
  );
}

/** How many of those that may be the same are in units that are not shown to whoever stated it. */
function hiddenOf({ count, candidates = [] }: Problem): number {
  return candidates.length < NAMED ? Math.max(0, Number(count ?? 0) - candidates.length) : 0;
}
