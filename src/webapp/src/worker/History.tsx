/** A subject's time line: who said what when, by what way and for which forms; and what was held at any moment. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { call, type Schemas, Unreachable } from "../api/client";
import { first, titleOf } from "../form/present";
import { shownValue } from "../form/values";
import type { KeptTable, Property } from "../local/database";
import { labelOf } from "../local/unit";
import { AsOf } from "../moment/AsOf";
import { type Moment, momentOf, searchOf, stepsOf } from "../moment/moment";
import { go, useRoute, way } from "../shell/route";
import { Refusal, Status, Teach } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { useSpeech } from "../words/language";
import { useFigures } from "../words/names";
import { ACTS, called } from "./acts";
import { Closed } from "./doubles/Closed";
import { useProperties } from "./properties";
import { closingReasons } from "./reasons";
import { useWhen, useWhence } from "./whence";

type Held = Schemas["RecordThen"];
type Step = Schemas["Step"];
type Timeline = Schemas["TimelineAnswer"];
type Properties = Record<string, Property>;

/** Steps that are shown before somebody asks for more. */
const FIRST = 20;

export function History() {
  const [, subject = "", ...steps] = useRoute();
  const { t } = useSpeech();
  const moment = momentOf(steps);
  const label = useQuery({ queryKey: ["label", subject], queryFn: () => labelOf(subject) });
  const timeline = useQuery({ queryKey: ["history", subject], queryFn: () => whole(subject) });
  const held = useQuery({
    queryKey: ["held", subject, moment],
    queryFn: () => call<Held>(`/subjects/${encodeURIComponent(subject)}?${searchOf(moment)}`),
    retry: false,
  });
  const kind = held.data?.record.kind;
  const table = useQuery({ queryKey: ["table of", kind], queryFn: () => call<KeptTable>(`/tables/${kind}`), staleTime: 600_000, enabled: Boolean(held.data) });
  const properties = useProperties(table.data?.json_schema.properties, elementsOf(timeline.data, held.data));
  const { error } = timeline;
  if (error instanceof Unreachable) return <Teach title={t("needsNetwork")} help={t("unreachableHelp")} />;
  if (error) return <Refusal error={error} />;
  if (!timeline.data || held.isPending || (held.data && table.isPending)) return <Waiting />;
  return (
    <div className="stack">
      <div className="line spread">
        <h1 tabIndex={-1}>{t("historyOf", { who: label.data ?? subject })}</h1>
        <a className="no-print" href={way("subject", subject)}>
          {t("toOnesForm")}
        </a>
      </div>
      <div className="line no-print">
        <AsOf moment={moment} choose={(chosen) => go("history", subject, ...stepsOf(chosen))} />
        <span className="soft small">{t("historyAsOf")}</span>
      </div>
      {moment.of === "now" && held.data && <Closed record={held.data.record} />}
      {moment.of !== "now" && (
        <section className="panel">
          <h2>
            <HeldThen moment={moment} />
          </h2>
          {held.error ? <Refusal error={held.error} /> : <FactsThen held={held.data!} properties={properties} />}
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
    const names = { people: { ...found.people, ...more.people }, forms: { ...found.forms, ...more.forms }, departments: { ...found.departments, ...more.departments }, files: { ...found.files, ...more.files } };
    found = { ...more, ...names, steps: [...found.steps, ...more.steps] };
  }
  return found;
}

/** Every element that anything is said of here. */
function elementsOf(timeline: Timeline | undefined, held: Held | undefined): string[] {
  return [...(timeline?.steps ?? []).flatMap((each) => Object.keys(each.values ?? {})), ...Object.keys(held?.record.cells ?? {})];
}

function HeldThen({ moment }: { moment: Moment }) {
  const { t } = useSpeech();
  const when = useWhen();
  return <>{t("heldThen", { when: when(moment) })}</>;
}

/** What was held, each value with who said it when, which forms had asked, and out of which file. */
function FactsThen({ held, properties }: { held: Held; properties: Properties }) {
  const whence = useWhence(held);
  const by = new Map(held.by.map((each) => [each.position, each]));
  const cells = held.record.cells ?? {};
  const values = Object.fromEntries(Object.entries(cells).map(([element, cell]) => [element, cell.value]));
  const loaded = Object.keys(cells).filter((each) => cells[each]!.loaded);
  return <Facts values={values} properties={properties} loaded={loaded} beside={(element) => whence.said(by.get(cells[element]!.position), held.asked?.[element])} />;
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
  const whence = useWhence(timeline);
  const asked = step.asked ?? {};
  const shared = alike(asked, Object.keys(step.values ?? {}));
  const reasons = useQuery({ queryKey: ["closing-reasons"], queryFn: closingReasons, enabled: Boolean(step.reason), staleTime: 600_000 });
  const reason = step.reason && (either(reasons.data?.codes.find((each) => each.code === step.reason)?.label) || step.reason);
  const through = [
    by.round && t("inRound", { round: by.round }),
    whence.file(by),
    shared && whence.forms(Object.values(asked)[0]),
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
      <Facts values={step.values ?? {}} properties={properties} loaded={step.loaded} held={step.held} beside={(element) => (shared ? "" : whence.forms(asked[element]))} />
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

/** Whether the same forms asked all of it, so that they need be told only once. */
function alike(asked: Record<string, string[]>, elements: string[]): boolean {
  return new Set(elements.map((each) => (asked[each] ?? []).join(" "))).size === 1;
}

interface Facts {
  values: Record<string, unknown>;
  properties: Properties;
  loaded?: string[] | undefined;
  /** What stood all the same. */
  held?: Record<string, unknown> | undefined;
  /** What else is said of a value. */
  beside: (element: string) => string;
}

/** Values under the names of what they answer. */
function Facts({ values, properties, loaded = [], held = {}, beside }: Facts) {
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
            <span className="soft small beside">{beside(element)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Value({ property, value }: { property: Property | undefined; value: unknown }) {
  const { t } = useSpeech();
  if (property?.["x-kind"] === "link" && typeof value === "string") return <Linked subject={value} />;
  return <>{shownValue(property, value, { yes: t("yes"), no: t("no"), empty: t("empty") })}</>;
}

function Linked({ subject }: { subject: string }) {
  const { data } = useQuery({ queryKey: ["label", subject], queryFn: () => labelOf(subject), staleTime: 600_000 });
  return <>{data ?? subject}</>;
}
