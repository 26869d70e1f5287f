/** Those that a new record may be one with: why, where they are, what differs, and stating it there instead. */
import { Button } from "antd";
import { useState } from "react";
import type { Candidate } from "../../api/client";
import type { Entry, Outgoing } from "../../local/database";
import { again } from "../../local/outbox";
import { go, way } from "../../shell/route";
import { Status } from "../../shell/Said";
import { useUnit, useUnitNames } from "../../shell/unit";
import { DOUBLES } from "../../words/doubles";
import { useSpeech, useWords } from "../../words/language";
import { type Held, useHeld } from "./known";
import { Reasons, Sureness } from "./Reasons";
import { answersOf, differing, Values } from "./Values";

interface Given {
  outgoing: Outgoing;
  candidates: Candidate[];
  /** Whether they hold the same number. */
  sameNumber: boolean;
  /** How many more there are, in units that are not shown. */
  hidden: number;
}

export function Lookalikes({ outgoing, candidates, sameNumber, hidden }: Given) {
  const t = useWords(DOUBLES);
  return (
    <>
      {candidates.map((each) => (
        <Lookalike key={each.subject} outgoing={outgoing} candidate={each} sameNumber={sameNumber} />
      ))}
      {hidden > 0 && <p className="soft">{t(candidates.length ? "hidden" : "hiddenOnly", { n: hidden })}</p>}
    </>
  );
}

function Lookalike({ outgoing, candidate, sameNumber }: { outgoing: Outgoing; candidate: Candidate; sameNumber: boolean }) {
  const { t: said } = useSpeech();
  const t = useWords(DOUBLES);
  const unit = useUnitNames();
  const { units } = useUnit();
  const { data: held, isFetching } = useHeld(candidate.subject);
  const [busy, setBusy] = useState(false);
  // What was known before the refusal may be so no more.
  const closed = isFetching ? candidate.closed : (held?.record.closed ?? candidate.closed);
  const mine = units.some((each) => each.code === candidate.unit);
  const same = async (): Promise<void> => {
    setBusy(true);
    await again(outgoing, stated(candidate, held!)).finally(() => setBusy(false));
    go("subject", candidate.subject);
  };
  return (
    <div className="side stack">
      <div className="line">
        <a className="named" href={way(closed ? "history" : "subject", candidate.subject)}>
          <strong>{held?.label ?? said("open")}</strong>
        </a>
        <span className="soft small">{unit(candidate.unit)}</span>
        {closed && <Status of="bad">{said("actClose")}</Status>}
        <Sureness score={candidate.score ?? 0} sameNumber={sameNumber} />
      </div>
      <Reasons parts={candidate.parts ?? []} sameNumber={sameNumber} />
      {held && <Differing outgoing={outgoing} held={held} />}
      {mine ? (
        <div className="line">
          <Button disabled={!held || isFetching} loading={busy} onClick={() => void same()}>
            {t(closed ? "thisOneClosed" : "thisOne")}
          </Button>
          <span className="soft small">{t(closed ? "thisOneClosedHelp" : "thisOneHelp")}</span>
        </div>
      ) : (
        <p className="soft">{t("elsewhere", { unit: unit(candidate.unit) })}</p>
      )}
    </div>
  );
}

/** The entry as it is stated of somebody who is there already; one that was closed is opened again by it. */
function stated({ subject, unit }: Candidate, held: Held): Partial<Entry> {
  const there = { subject, unlike: null };
  if (held.record.closed) return { ...there, act: "open", base: held.as_of };
  return { ...there, act: "state", unit, base: null };
}

/** What was stated and is not held there like that. */
function Differing({ outgoing, held }: { outgoing: Outgoing; held: Held }) {
  const t = useWords(DOUBLES);
  const mine = outgoing.entry.values ?? {};
  const theirs = answersOf(held.record);
  const elements = differing(mine, theirs).filter((each) => mine[each] != null);
  if (!elements.length) return null;
  return <Values kind={held.record.kind} sides={[mine, theirs]} heads={[t("yours"), t("theirs")]} elements={elements} marked={() => null} />;
}
