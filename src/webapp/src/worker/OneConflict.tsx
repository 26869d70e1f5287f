/** One contested cell: what was said of it, by whom, and deciding it. */
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useId, useState } from "react";
import { call, type Schemas } from "../api/client";
import { titleOf } from "../form/present";
import { Typed } from "../form/Typed";
import { Value } from "../form/Value";
import { settleCell } from "../local/conflicts";
import type { KeptTable, Property } from "../local/database";
import { freshId } from "../local/outbox";
import { useAct } from "../shell/acting";
import { way } from "../shell/route";
import { Refusal } from "../shell/Said";
import { useUnit, useUnitNames, useUnits } from "../shell/unit";
import { CONFLICTS } from "../words/conflicts";
import { useSpeech, useWords } from "../words/language";
import { useFigures } from "../words/names";
import { called } from "./acts";

type Contested = Schemas["Contested"];
type Told = Schemas["Told"];
type Chosen = { chosen: number } | { value: unknown };

/** What stands for the unit where a subject belongs, as if it were an element. */
const UNIT = "#unit";

interface Given {
  contested: Contested;
  /** What the subject is called. */
  label: string;
  /** What the cell is about; nothing where it is whose the subject is. */
  title: string;
  people: Record<string, string>;
}

export function OneConflict({ contested, label, title: about, people }: Given) {
  const { t: say, language } = useSpeech();
  const t = useWords(CONFLICTS);
  const { units } = useUnit();
  const named = useUnitNames();
  const { subject, kind, unit, element, held, others } = contested;
  const moved = element === UNIT;
  const { data: table } = useQuery({ queryKey: ["table of", kind], queryFn: () => call<KeptTable>(`/tables/${kind}`), staleTime: 600_000, enabled: !moved });
  const property = table?.json_schema.properties[element];
  const { decide, remark, setRemark, busy, error } = useDeciding(contested);
  const title = moved ? t("whose") : titleOf(property, language) || about;
  const here = units.some((each) => each.code === unit);
  const side = (told: Told, isHeld: boolean) => (
    <Side key={told.by.position} told={told} isHeld={isHeld} moved={moved} property={property} people={people} busy={busy} take={contested.may_decide ? () => void decide({ chosen: told.by.position }) : null} />
  );
  return (
    <section className="panel stack" aria-label={`${label} ${title}`}>
      <div className="line spread">
        <h2>
          {here ? <a className="named" href={way("subject", subject)}>{label}</a> : label} · {title}
        </h2>
        <span className="soft small">{named(unit)}</span>
      </div>
      {moved && <p className="soft">{t("apart", { unit: named(unit) })}</p>}
      {error !== null && <Refusal error={error} />}
      <div className="sides">{[side(held, true), ...others.map((each) => side(each, false))]}</div>
      {contested.may_decide ? (
        <>
          <Another moved={moved} property={property} busy={busy} decide={decide} />
          <Input aria-label={say("remark")} placeholder={say("remark")} value={remark} onChange={(event) => setRemark(event.target.value)} maxLength={500} />
        </>
      ) : (
        <p className="soft">{t("decides", { unit: named(unit) })}</p>
      )}
    </section>
  );
}

/** Deciding it, with a remark. */
function useDeciding({ subject, element, seen }: Contested) {
  const t = useWords(CONFLICTS);
  const [remark, setRemark] = useState("");
  const { act, busy, error } = useAct(["conflicts"]);
  const decide = (chosen: Chosen) =>
    act(async () => {
      await call(`/subjects/${encodeURIComponent(subject)}/decisions`, { json: { id: freshId(), element, seen, ...chosen, remark: remark.trim() || null } });
      await settleCell(subject, element);
    }, t("decided"));
  return { decide, remark, setRemark, busy, error };
}

interface Said {
  told: Told;
  isHeld: boolean;
  moved: boolean;
  property: Property | undefined;
  people: Record<string, string>;
  busy: boolean;
  /** Takes this; nothing where others decide. */
  take: (() => void) | null;
}

function Side({ told, isHeld, moved, property, people, busy, take }: Said) {
  const { t: say } = useSpeech();
  const t = useWords(CONFLICTS);
  const { moment } = useFigures();
  const named = useUnitNames();
  const what = moved ? (isHeld ? "heldUnit" : "otherUnit") : isHeld ? "held" : "other";
  const { by, value } = told;
  return (
    <div className={isHeld ? "side held tight" : "side tight"}>
      <p className="soft small">{t(what)}</p>
      <p className="value">{moved ? named(String(value)) : <Value property={property} value={value} />}</p>
      <p className="soft small">
        {t("by", { actor: called(people, by.actor), at: moment(by.at) })}
        {by.source && ` · ${say("fromImport")}`}
        {by.remark && ` · ${by.remark}`}
      </p>
      {take && (
        <Button type={isHeld ? "default" : "primary"} ghost={!isHeld} disabled={busy} onClick={take}>
          {t(moved ? "takeUnit" : "take")}
        </Button>
      )}
    </div>
  );
}

/** Something else than what anybody said. */
function Another({ moved, property, busy, decide }: { moved: boolean; property: Property | undefined; busy: boolean; decide: (chosen: Chosen) => Promise<boolean> }) {
  const t = useWords(CONFLICTS);
  const [open, setOpen] = useState(false);
  const [value, setValue] = useState<unknown>();
  if (!moved && !property) return null;
  if (!open) {
    return (
      <Button type="link" style={{ padding: 0 }} onClick={() => setOpen(true)}>
        {t(moved ? "anotherUnit" : "another")}
      </Button>
    );
  }
  return (
    <div className="line">
      <div className="grow" style={{ minWidth: 200 }}>
        {moved ? <AnyUnit value={value as string | undefined} change={setValue} /> : <Valued property={property!} value={value} change={setValue} />}
      </div>
      <Button type="primary" disabled={value === undefined} loading={busy} onClick={() => void decide({ value })}>
        {t("takeValue")}
      </Button>
    </div>
  );
}

function AnyUnit({ value, change }: { value: string | undefined; change: (code: string) => void }) {
  const { t } = useSpeech();
  const { data: units = [] } = useUnits();
  return (
    <Select
      aria-label={t("unit")}
      showSearch={{ optionFilterProp: "label" }}
      style={{ width: "100%" }}
      placeholder={t("choose")}
      value={value ?? null}
      onChange={change}
      options={units.map((each) => ({ value: each.code, label: each.name }))}
    />
  );
}

function Valued(given: { property: Property; value: unknown; change: (value: unknown) => void }) {
  const t = useWords(CONFLICTS);
  const id = useId();
  return (
    <label className="line" htmlFor={id} style={{ flexWrap: "nowrap" }}>
      <span style={{ whiteSpace: "nowrap" }}>{t("value")}</span>
      <span className="grow">
        <Typed id={id} {...given} />
      </span>
    </label>
  );
}
