/** Records that may be about one and the same: of a unit, of one record, or two that somebody chose. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call, type Schemas } from "../../api/client";
import { NextPage } from "../../shell/Long";
import { useRoute, way } from "../../shell/route";
import { Failed, Teach } from "../../shell/Said";
import { useUnit } from "../../shell/unit";
import { Waiting } from "../../shell/Waiting";
import { DOUBLES } from "../../words/doubles";
import { useSpeech, useWords } from "../../words/language";
import { FindOther } from "./FindOther";
import { type Double, subjectPath, useDoubles, useHeld } from "./known";
import { Done, type Outcome } from "./Outcome";
import { Pair } from "./Pair";
import { Past } from "./Past";

type Answer = Schemas["DoublesAnswer"];

/** Subjects that the service looks at for one answer. */
const LOOKED_AT = 1_000;

export function Doubles() {
  const [, subject, other] = useRoute();
  if (!subject) return <OfUnit />;
  return other ? <OfTwo subject={subject} other={other} /> : <OfSubject subject={subject} />;
}

function OfUnit() {
  const t = useWords(DOUBLES);
  const { unit } = useUnit();
  const query = useDoubles(unit.code);
  const { data, error } = query;
  const [done, setDone] = useState<Outcome | null>(null);
  if (!data) return error ? <Failed error={error} /> : <Waiting />;
  const found = data.pages.flatMap((each) => each.doubles);
  return (
    <div className="stack">
      <div>
        <h1 tabIndex={-1}>
          {t("title")} · {unit.name}
        </h1>
        <p className="soft">{t("lead")}</p>
      </div>
      <Done outcome={done} done={setDone} />
      {!found.length && (
        <div className="panel">
          <Teach title={t("none")} help={t("noneHelp")} />
        </div>
      )}
      <Pairs pairs={found} done={setDone} />
      <NextPage query={query}>{t("goOn", { n: (LOOKED_AT * data.pages.length).toLocaleString() })}</NextPage>
      <Past unit={unit.code} done={setDone} />
    </div>
  );
}

function OfSubject({ subject }: { subject: string }) {
  const t = useWords(DOUBLES);
  const held = useHeld(subject);
  const { data, error } = useQuery({ queryKey: ["doubles of", subject], queryFn: () => call<Answer>(`${subjectPath(subject)}/duplicates`) });
  const [done, setDone] = useState<Outcome | null>(null);
  if (!data || !held.data) {
    const failed = error ?? held.error;
    return failed ? <Failed error={failed} /> : <Waiting />;
  }
  const { record, label } = held.data;
  return (
    <div className="stack">
      <Heading who={label ?? subject} subject={subject} />
      <Done outcome={done} done={setDone} />
      {!data.doubles.length && !done && <p className="panel soft">{t("noneOf")}</p>}
      <Pairs pairs={data.doubles} done={setDone} />
      {!record.closed && <FindOther subject={subject} kind={record.kind} />}
    </div>
  );
}

function OfTwo({ subject, other }: { subject: string; other: string }) {
  const { data, error } = useQuery({
    queryKey: ["doubles of", subject, other],
    queryFn: () => call<Answer>(`${subjectPath(subject)}/duplicates?other=${encodeURIComponent(other)}`),
  });
  const [done, setDone] = useState<Outcome | null>(null);
  const pair = data?.doubles[0];
  if (!pair) return error ? <Failed error={error} /> : <Waiting />;
  return (
    <div className="stack">
      <Heading who={pair.one.label ?? subject} subject={subject} />
      <Done outcome={done} done={setDone} />
      {(!done || done.did === "undone") && <Pair pair={pair} open done={setDone} />}
    </div>
  );
}

function Heading({ who, subject }: { who: string; subject: string }) {
  const { t: said } = useSpeech();
  const t = useWords(DOUBLES);
  return (
    <div className="line spread">
      <h1 tabIndex={-1}>{t("titleOf", { who })}</h1>
      <div className="line">
        <a href={way("subject", subject)}>{said("toOnesForm")}</a>
        <a href={way("doubles")}>{t("backToAll")}</a>
      </div>
    </div>
  );
}

function Pairs({ pairs, done }: { pairs: Double[]; done: (outcome: Outcome) => void }) {
  return (
    <>
      {pairs.map((each) => (
        <Pair key={`${each.one.subject} ${each.other.subject}`} pair={each} done={done} />
      ))}
    </>
  );
}
