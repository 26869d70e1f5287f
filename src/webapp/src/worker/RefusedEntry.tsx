/** An entry that was not taken: why, and what can be done about it. */
import { App, Button, Input } from "antd";
import { useState } from "react";
import { codeOf } from "../api/client";
import type { Outgoing } from "../local/database";
import { again, drop } from "../local/outbox";
import { way } from "../shell/route";
import { ProblemSaid } from "../shell/Said";
import { useSpeech } from "../words/language";

const WANT_WHY = new Set(["remark-wanted", "subject-identified"]);
const OF_A_ROUND = new Set(["unit-submitted", "round-closed", "round-not-open"]);
const DOUBLES = new Set(["subject-identified", "subject-resembles"]);

export function RefusedEntry({ outgoing }: { outgoing: Outgoing }) {
  const { t } = useSpeech();
  const { modal } = App.useApp();
  const [why, setWhy] = useState("");
  const problem = outgoing.problem;
  if (!problem) return null;
  const code = codeOf(problem);
  const candidates = problem.candidates ?? [];
  const remark = why.trim() ? { remark: why.trim() } : {};
  const mended = DOUBLES.has(code) ? { ...remark, unlike: candidates.map((each) => each.subject) } : remark;
  return (
    <div className="stack">
      <ProblemSaid problem={problem} />
      {candidates.map((each) => (
        <div key={each.subject} className="line">
          <a href={way("subject", each.subject)}>{t("open")}</a>
          <Button
            size="small"
            onClick={() => void again(outgoing, { act: "state", subject: each.subject, unit: each.unit, base: null })}
          >
            {t("samePerson")}
          </Button>
        </div>
      ))}
      {WANT_WHY.has(code) && (
        <Input.TextArea aria-label={t("why")} placeholder={t("whyHelp")} rows={2} value={why} onChange={(event) => setWhy(event.target.value)} />
      )}
      <div className="line">
        {OF_A_ROUND.has(code) ? (
          <Button type="primary" onClick={() => void again(outgoing, { round: null })}>
            {t("asCorrection")}
          </Button>
        ) : (
          <Button type="primary" disabled={WANT_WHY.has(code) && !why.trim()} onClick={() => void again(outgoing, mended)}>
            {DOUBLES.has(code) ? t("anotherPerson") : WANT_WHY.has(code) ? t("saveWithWhy") : t("sendAgain")}
          </Button>
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
