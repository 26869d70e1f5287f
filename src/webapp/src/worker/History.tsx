/** A subject's time line: who said what when and by what way; and what was held at the end of any day. */
import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { call, type Schemas, Unreachable } from "../api/client";
import { first, titleOf } from "../form/present";
import { shownValue } from "../form/values";
import type { KeptTable, Property } from "../local/database";
import { today } from "../local/day";
import { labelOf } from "../local/unit";
import { go, useRoute, way } from "../shell/route";
import { Refusal, Status, Teach } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { useFigures } from "../words/names";
import { useSpeech } from "../words/language";
import { ACTS, called } from "./acts";
import { Closed } from "./doubles/Closed";
import { closingReasons } from "./reasons";

type Step = Schemas["Step"];
type Timeline = Schemas["TimelineAnswer"];
type Properties = Record<string, Property>;

/** Steps that are shown before somebody asks for more. */
const FIRST = 20;

export function History() {
  const [, subject = "", day] = useRoute();
  const { t } = useSpeech();
  const label = useQuery({ queryKey: ["label", subject], queryFn: () => labelOf(subject) });
  const timeline = useQuery({ queryKey: ["history", subject], queryFn: () => whole(subject) });
  const held = useQuery({
    queryKey: ["held", subject, day],
    queryFn: () => call<Schemas["RecordThen"]>(`/subjects/${encodeURIComponent(subject)}${day ? `?as_of=${encodeURIComponent(day)}` : ""}`),
    retry: false,
  });
  const kind = held.data?.record.kind;
  const table = useQuery({ queryKey: ["table of", kind], queryFn: () => call<KeptTable>(`/tables/${kind}`), staleTime: 600_000, enabled: Boolean(held.data) });
  const { error } = timeline;
  if (error instanceof Unreachable) return <Teach title={t("needsNetwork")} help={t("unreachableHelp")} />;
  if (error) return <Refusal error={error} />;
  if (!timeline.data || held.isPending || (held.data && table.isPending)) return <Waiting />;
  const properties = table.data?.json_schema.properties ?? {};
  return (
    <div className="stack">
      <div className="line spread">
        <h1 tabIndex={-1}>{t("historyOf", { who: label.data ?? subject })}</h1>
        <a className="no-print" href={way("subject", subject)}>
          {t("toOnesForm")}
        </a>
      </div>
      <div className="line no-print">
        <label className="line">
          {t("asOnDay")}
          <Input type="date" style={{ width: 160 }} max={today()} value={day ?? ""} onChange={(event) => (event.target.value ? go("history", subject, event.target.value) : go("history", subject))} />
        </label>
        {day && <Button onClick={() => go("history", subject)}>{t("asNow")}</Button>}
      </div>
      {!day && held.data && <Closed record={held.data.record} />}
      {day && (
        <section className="panel">
          <h2>{t("heldOn", { day })}</h2>
          {held.error ? <Refusal error={held.error} /> : <Facts values={valuesOf(held.data!.record)} properties={properties} />}
        </section>
      )}
      <Steps timeline={timeline.data} properties={properties} />
    </div>
  );
}

/** Every page of it, to the newest entry. */
async function whole(subject: string): Promise<Timeline> {
  const path = `/subjects/${encodeURIComponent(subject)}/history`;
  let found = await call<Timeline>(path);
  while (found.after !== null) {
    const more = await call<Timeline>(`${path}?after=${found.after}`);
    found = { ...more, steps: [...found.steps, ...more.steps], people: { ...found.people, ...more.people }, forms: { ...found.forms, ...more.forms } };
  }
  return found;
}

function valuesOf(record: Schemas["Record"]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record.cells ?? {}).map(([element, cell]) => [element, cell.value]));
}

function Steps({ timeline, properties }: { timeline: Timeline; properties: Properties }) {
  const { t } = useSpeech();
  const [shown, setShown] = useState(FIRST);
  const newest = [...timeline.steps].reverse();
  const left = newest.length - shown;
  return (
    <>
      <ol className="time-line">
        {newest.slice(0, shown).map((each) => (
          <OneStep key={each.by.position} step={each} timeline={timeline} properties={properties} />
        ))}
      </ol>
      {left > 0 && <Button onClick={() => setShown(shown + FIRST * 5)}>{t("loadMore", { n: Math.min(left, FIRST * 5) })}</Button>}
    </>
  );
}

function OneStep({ step, timeline, properties }: { step: Step; timeline: Timeline; properties: Properties }) {
  const { t, either } = useSpeech();
  const { moment } = useFigures();
  const { units } = useUnit();
  const { by } = step;
  const reasons = useQuery({ queryKey: ["closing-reasons"], queryFn: closingReasons, enabled: Boolean(step.reason), staleTime: 600_000 });
  const reason = step.reason && (either(reasons.data?.codes.find((each) => each.code === step.reason)?.label) || step.reason);
  const through = [
    by.form && (timeline.forms?.[by.form] ?? by.form),
    by.round && t("inRound", { round: by.round }),
    by.source && [t("fromImport"), by.source.place].filter(Boolean).join(" "),
    by.act === "move" && units.find((each) => each.code === by.unit)?.name,
  ].filter(Boolean);
  return (
    <li className="panel tight">
      <div className="line">
        <strong>{by.act ? t(ACTS[by.act] ?? "actState") : t("actErased")}</strong>
        <span>{called(timeline.people, by.actor)}</span>
        <time className="soft num" dateTime={by.at}>
          {moment(by.at)}
        </time>
        <span className="soft small">{through.join(" · ")}</span>
        <span className="soft small num">{t("entryAt", { n: by.position })}</span>
      </div>
      <Facts values={step.values ?? {}} properties={properties} loaded={step.loaded} held={step.held} />
      {(reason || step.into || by.remark) && (
        <p className="soft small">
          {[reason, by.remark].filter(Boolean).join(" · ")}
          {step.into && (
            <a href={way("history", step.into)}>
              → <Linked subject={step.into} />
            </a>
          )}
        </p>
      )}
    </li>
  );
}

/** Values under the names of what they answer; `held` is what stood all the same. */
function Facts({ values, properties, loaded = [], held = {} }: { values: Record<string, unknown>; properties: Properties; loaded?: string[]; held?: Record<string, unknown> }) {
  const { t, language } = useSpeech();
  const told = first(Object.keys(values));
  if (!told.length) return null;
  return (
    <dl className="facts">
      {told.map((element) => (
        <div key={element} className="contents">
          <dt>{titleOf(properties[element], language) || element}</dt>
          <dd>
            <Value property={properties[element]} value={values[element]} /> {loaded.includes(element) && <Status of="loaded">{t("loaded")}</Status>}
            {element in held && (
              <span className="soft small">
                {" "}
                {t("heldAllTheSame")} <Value property={properties[element]} value={held[element]} />
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ property, value }: { property: Property | undefined; value: unknown }) {
  const { t } = useSpeech();
  if (property?.["x-kind"] === "link" && typeof value === "string") return <Linked subject={value} />;
  return <>{shownValue(property, value, { yes: t("yes"), no: t("no"), empty: t("empty") })}</>;
}

function Linked({ subject }: { subject: string }) {
  const { data } = useQuery({ queryKey: ["label", subject], queryFn: () => labelOf(subject), staleTime: 600_000 });
  return <>{data ?? subject}</>;
}
