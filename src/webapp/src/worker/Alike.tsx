/** Whoever may be the same as a new one: what each is called, where, how likely it is and why, and the way there. */
import { useCalled } from "../form/Value";
import type { Kind } from "../local/kinds";
import { way } from "../shell/route";
import { Status } from "../shell/Said";
import { useUnitNames } from "../shell/unit";
import { useSpeech } from "../words/language";
import { type Part, Reasons, Sureness } from "./doubles/Reasons";

/** One of them: as the service compares, in bits and trait by trait; or by what is the same of both, found without it. */
export interface Candidate {
  subject: string;
  unit: string;
  closed: boolean;
  label?: string | undefined;
  score?: number;
  parts?: Part[];
  same?: string[];
}

interface Given {
  kind: Kind;
  candidates: Candidate[];
  kept: boolean;
  title: (element: string) => string;
}

export function Alike({ kind, candidates, kept, title }: Given) {
  const { t } = useSpeech();
  return (
    <div className="stack">
      <div>
        <h2>{t("alikeTitle")}</h2>
        <p className="soft">{t("alikeHelp")}</p>
        {kept && <p className="soft">{t("alikeKept")}</p>}
      </div>
      <ul className="rows">
        {candidates.map((each) => (
          <One key={each.subject} kind={kind} candidate={each} title={title} />
        ))}
      </ul>
    </div>
  );
}

function One({ kind, candidate, title }: { kind: Kind; candidate: Candidate; title: (element: string) => string }) {
  const { t } = useSpeech();
  const unitName = useUnitNames();
  const { subject, unit, closed, score, same } = candidate;
  const label = useCalled(candidate.label === undefined ? subject : undefined);
  const page = closed ? "history" : kind.kind === "household" ? "household" : "subject";
  const sameNumber = score === undefined && (!same || same.some((each) => kind.identified_by.includes(each)));
  const agreeing = (same ?? []).map((each): Part => {
    const says = t("sameTrait", { what: title(each) });
    return { comparison: each, weight: 1, says: { zh: says, en: says } };
  });
  return (
    <li className="line spread" style={{ padding: "10px 0", alignItems: "flex-start" }}>
      <div className="grow tight">
        <div className="line">
          <strong>{candidate.label ?? label ?? "…"}</strong>
          {closed && <Status of="bad">{t("closedOne")}</Status>}
          <span className="soft small">{unitName(unit)}</span>
          <Sureness score={score ?? 0} sameNumber={sameNumber} />
        </div>
        <Reasons parts={candidate.parts ?? agreeing} sameNumber={sameNumber} />
      </div>
      <a href={way(page, subject)}>{t(closed ? "openHistory" : "openSame")}</a>
    </li>
  );
}
