/** What the page says: refusals with what to do, findings, and what an empty page teaches. */
import { Alert } from "antd";
import type { ReactNode } from "react";
import { type Finding, type Problem, Refused, Unreachable } from "../api/client";
import { useSpeech } from "../words/language";

/** A refusal, or that nobody answers, with what can be done. */
export function Refusal({ error }: { error: unknown }) {
  const { t } = useSpeech();
  if (error instanceof Refused) return <ProblemSaid problem={error.problem} />;
  if (error instanceof Unreachable) {
    return <Alert type="warning" showIcon title={t("unreachable")} description={t("unreachableHelp")} />;
  }
  return <Alert type="error" showIcon title={t("wentWrong")} description={String(error)} />;
}

/** In place of a page that only the service can answer: that it wants the network, or why it was refused. */
export function Failed({ error }: { error: unknown }) {
  const { t } = useSpeech();
  return error instanceof Unreachable ? <Teach title={t("needsNetwork")} help={t("unreachableHelp")} /> : <Refusal error={error} />;
}

export function ProblemSaid({ problem }: { problem: Problem }) {
  const speech = useSpeech();
  const { title, detail, remedy } = speech.problem(problem);
  return (
    <Alert
      type="error"
      showIcon
      title={title}
      description={
        <div className="tight">
          <p>{detail}</p>
          {!problem.errors?.length && <p>{remedy}</p>}
          <Findings findings={problem.errors ?? []} />
        </div>
      }
    />
  );
}

export function Findings({ findings }: { findings: Finding[] }) {
  const { either } = useSpeech();
  if (!findings.length) return null;
  return (
    <ul style={{ margin: "4px 0 0", paddingLeft: 18 }}>
      {findings.map((each, at) => (
        <li key={at}>
          {either(each.says)} <span className="soft">{either(each.remedy)}</span>
        </li>
      ))}
    </ul>
  );
}

/** An empty page that says what would be here, and how. */
export function Teach({ title, help, children }: { title: string; help: string; children?: ReactNode }) {
  return (
    <div className="teach stack">
      <div>
        <h2>{title}</h2>
        <p className="soft">{help}</p>
      </div>
      {children}
    </div>
  );
}

/** The status of a cell, a row or a unit, in words and colour. */
export function Status({ of, children }: { of: string; children: ReactNode }) {
  return <span className={`status ${of}`}>{children}</span>;
}
