/** Whoever may be the same as a new one: what each is called, where, how likely it is and why, and the way there. */
import { useQuery } from "@tanstack/react-query";
import { call, type Schemas } from "../api/client";
import type { Kind } from "../local/kinds";
import { labelOf } from "../local/unit";
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
  const { data: label } = useQuery({ queryKey: ["called", subject], queryFn: () => calledOf(candidate, kind), enabled: !candidate.label });
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
          <strong>{candidate.label ?? label ?? t("loading")}</strong>
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

/** What it is called; of a closed one, for which there is no form, by what is held. */
async function calledOf({ subject, closed }: Candidate, kind: Kind): Promise<string> {
  if (!closed) return labelOf(subject);
  const { record } = await call<Schemas["RecordThen"]>(`/subjects/${encodeURIComponent(subject)}`);
  const cells = record.cells as unknown as Record<string, { value?: unknown }>;
  return kind.called_by.map((each) => cells[each]?.value).find((each): each is string => typeof each === "string") ?? kind.name.zh;
}
