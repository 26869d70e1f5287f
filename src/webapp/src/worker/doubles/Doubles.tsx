/** Records that may be about one and the same: of a unit, of one record, or two that somebody chose. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { call, type Schemas, Unreachable } from "../../api/client";
import { useRoute, way } from "../../shell/route";
import { Refusal, Teach } from "../../shell/Said";
import { useUnit } from "../../shell/unit";
import { Waiting } from "../../shell/Waiting";
import { DOUBLES } from "../../words/doubles";
import { useSpeech, useWords } from "../../words/language";
import { FindOther } from "./FindOther";
import { subjectPath, useHeld } from "./known";
import { Done, type Outcome } from "./Outcome";
import { Pair } from "./Pair";
import { Past } from "./Past";

export type Double = Schemas["Double"];
type Answer = Schemas["DoublesAnswer"];

/** Subjects that the service looks at for one answer. */
const LOOKED_AT = 1_000;

export function Doubles() {
  const [, subject, other] = useRoute();
  if (!subject) return <OfUnit />;
  return other ? <OfTwo subject={subject} other={other} /> : <OfSubject subject={subject} />;
}

/** The pairs of a unit, page by page; the first is asked for by whoever tells how many there are. */
export function useDoubles(unit: string, staleTime = 0) {
  return useInfiniteQuery({
    queryKey: ["doubles", unit],
    queryFn: ({ pageParam }) => call<Answer>(`/units/${encodeURIComponent(unit)}/duplicates?after=${encodeURIComponent(pageParam)}`),
    initialPageParam: "",
    getNextPageParam: (last: Answer) => last.after ?? undefined,
    staleTime,
  });
}

function OfUnit() {
  const t = useWords(DOUBLES);
  const { unit } = useUnit();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useDoubles(unit.code);
  const [done, setDone] = useState<Outcome | null>(null);
  if (error) return <Failed error={error} />;
  if (!data) return <Waiting />;
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
      {hasNextPage && (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("goOn", { n: (LOOKED_AT * data.pages.length).toLocaleString() })}
        </Button>
      )}
      <Past unit={unit.code} done={setDone} />
    </div>
  );
}

function OfSubject({ subject }: { subject: string }) {
  const t = useWords(DOUBLES);
  const held = useHeld(subject);
  const { data, error } = useQuery({ queryKey: ["doubles of", subject], queryFn: () => call<Answer>(`${subjectPath(subject)}/duplicates`) });
  const [done, setDone] = useState<Outcome | null>(null);
  const failed = error ?? held.error;
  if (failed) return <Failed error={failed} />;
  if (!data || !held.data) return <Waiting />;
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
  if (error) return <Failed error={error} />;
  const pair = data?.doubles[0];
  if (!pair) return <Waiting />;
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

function Failed({ error }: { error: unknown }) {
  const { t } = useSpeech();
  if (error instanceof Unreachable) return <Teach title={t("needsNetwork")} help={t("unreachableHelp")} />;
  return <Refusal error={error} />;
}
