/** A subject's time line: who said what when, by what way and for which forms; and what was held at any moment. */
import { useQuery } from "@tanstack/react-query";
import { call, type Schemas } from "../api/client";
import { first, titleOf } from "../form/present";
import { Called, Value } from "../form/Value";
import type { Property } from "../local/database";
import { useClosingReasons } from "../local/reasons";
import { AsOf } from "../moment/AsOf";
import { type Moment, momentOf, searchOf, stepsOf } from "../moment/moment";
import { Long } from "../shell/Long";
import { go, useRoute, way } from "../shell/route";
import { Failed, Refusal, Status } from "../shell/Said";
import { useUnitNames } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { useSpeech } from "../words/language";
import { useFigures } from "../words/names";
import { ACTS, called } from "./acts";
import { Closed } from "./doubles/Closed";
import { type Held, subjectPath, useHeld } from "./doubles/known";
import { useProperties } from "./properties";
import { useWhen, useWhence } from "./whence";

type Step = Schemas["Step"];
type Timeline = Schemas["TimelineAnswer"];
type Properties = Record<string, Property>;

/** Steps that are shown before somebody asks for more, and with each asking. */
const FIRST = 20;
const MORE = 100;

export function History() {
  const [, subject = "", ...steps] = useRoute();
  const { t } = useSpeech();
  const moment = momentOf(steps);
  const past = moment.of !== "now";
  const timeline = useQuery({ queryKey: ["history", subject], queryFn: () => whole(subject) });
  const now = useHeld(subject);
  const then = useQuery({
    queryKey: ["held", subject, moment],
    queryFn: () => call<Held>(`${subjectPath(subject)}?${searchOf(moment)}`),
    enabled: past,
  });
  const properties = useProperties(now.data?.record.kind, elementsOf(timeline.data, now.data, then.data));
  const error = timeline.error ?? now.error;
  if (!timeline.data || !now.data) return error ? <Failed error={error} /> : <Waiting />;
  if (!properties || (past && then.isPending)) return <Waiting />;
  return (
    <div className="stack">
      <div className="line spread">
        <h1 tabIndex={-1}>{t("historyOf", { who: now.data.label ?? subject })}</h1>
        <a className="no-print" href={way("subject", subject)}>
          {t("toOnesForm")}
        </a>
      </div>
      <div className="line no-print">
        <AsOf moment={moment} choose={(chosen) => go("history", subject, ...stepsOf(chosen))} />
        <span className="soft small">{t("historyAsOf")}</span>
      </div>
      {!past && <Closed record={now.data.record} />}
      {past && (
        <section className="panel">
          <h2>
            <HeldThen moment={moment} />
          </h2>
          {then.data ? <FactsThen held={then.data} properties={properties} /> : <Refusal error={then.error} />}
        </section>
      )}
      <Steps timeline={timeline.data} properties={properties} />
    </div>
  );
}

/** Every page of it, to the newest entry. */
async function whole(subject: string): Promise<Timeline> {
  const path = `${subjectPath(subject)}/history`;
  let found = await call<Timeline>(path);
  while (found.after !== null) {
    const more = await call<Timeline>(`${path}?after=${found.after}`);
    const names = { people: { ...found.people, ...more.people }, forms: { ...found.forms, ...more.forms }, departments: { ...found.departments, ...more.departments }, files: { ...found.files, ...more.files } };
    found = { ...more, ...names, steps: [...found.steps, ...more.steps] };
  }
  return found;
}

/** Every element that anything is said of here. */
function elementsOf(timeline: Timeline | undefined, ...held: (Held | undefined)[]): string[] {
  return [...(timeline?.steps ?? []).flatMap((each) => Object.keys(each.values ?? {})), ...held.flatMap((each) => Object.keys(each?.record.cells ?? {}))];
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
  return (
    <Long all={[...timeline.steps].reverse()} first={FIRST} more={MORE} said={(n) => t("loadMore", { n })}>
      {(shown) => (
        <ol className="time-line">
          {shown.map((each) => (
            <OneStep key={each.by.position} step={each} timeline={timeline} properties={properties} />
          ))}
        </ol>
      )}
    </Long>
  );
}

function OneStep({ step, timeline, properties }: { step: Step; timeline: Timeline; properties: Properties }) {
  const { t, either } = useSpeech();
  const { moment } = useFigures();
  const unitName = useUnitNames();
  const { by } = step;
  const whence = useWhence(timeline);
  const asked = step.asked ?? {};
  const shared = alike(asked, Object.keys(step.values ?? {}));
  const reasons = useClosingReasons(Boolean(step.reason));
  const reason = step.reason && (either(reasons.data?.codes.find((each) => each.code === step.reason)?.label) || step.reason);
  const through = [
    by.round && t("inRound", { round: by.round }),
    whence.file(by),
    shared && whence.forms(Object.values(asked)[0]),
    by.act === "move" && by.unit && unitName(by.unit),
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
              → <Called subject={step.into} />
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
