/** Cells about which two people said otherwise: side by side, until somebody decides. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { useState } from "react";
import { call, type Schemas, Unreachable } from "../api/client";
import { titleOf } from "../form/present";
import { shownValue } from "../form/values";
import { database, type KeptTable } from "../local/database";
import { freshId } from "../local/outbox";
import { labelOf } from "../local/unit";
import { way } from "../shell/route";
import { Refusal, Teach } from "../shell/Said";
import { Waiting } from "../shell/Waiting";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { called } from "./acts";

type Contested = Schemas["Contested"];
type Told = Schemas["Told"];

export function Conflicts() {
  const { t } = useSpeech();
  const { unit } = useUnit();
  const { data, error } = useQuery({
    queryKey: ["conflicts", unit.code],
    queryFn: () => call<Schemas["ConflictsAnswer"]>(`/units/${encodeURIComponent(unit.code)}/conflicts`),
  });
  if (error instanceof Unreachable) return <Teach title={t("needsNetwork")} help={t("unreachableHelp")} />;
  if (error) return <Refusal error={error} />;
  if (!data) return <Waiting />;
  return (
    <div className="stack">
      <div>
        <h1 tabIndex={-1}>{t("conflictsTitle")}</h1>
        <p className="soft">{t("conflictsHelp")}</p>
      </div>
      {data.cells.length ? (
        data.cells.map((each) => <OneConflict key={`${each.subject} ${each.element}`} contested={each} people={data.people} />)
      ) : (
        <div className="panel">
          <Teach title={t("noConflicts")} help={t("noConflictsHelp")} />
        </div>
      )}
    </div>
  );
}

/** What this device had stated about the cell waits for nobody any more. */
async function settled(subject: string, element: string): Promise<void> {
  const mine = await database.outbox.where("subject").equals(subject).toArray();
  for (const each of mine.filter((one) => one.state === "contested")) {
    const left = (each.contested ?? []).filter((one) => one !== element);
    await database.outbox.update(each.order!, { contested: left, state: left.length ? "contested" : "sent" });
  }
}

function OneConflict({ contested, people }: { contested: Contested; people: Record<string, string> }) {
  const { t, language } = useSpeech();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [remark, setRemark] = useState("");
  const [error, setError] = useState<unknown>(null);
  const { subject, kind, element, held, others, seen } = contested;
  const { data: label } = useQuery({ queryKey: ["label", subject], queryFn: () => labelOf(subject) });
  const { data: table } = useQuery({ queryKey: ["table of", kind], queryFn: () => call<KeptTable>(`/tables/${kind}`), staleTime: 600_000 });
  const property = table?.json_schema.properties[element];
  const decide = async (chosen: number) => {
    setError(null);
    try {
      await call(`/subjects/${encodeURIComponent(subject)}/decisions`, { json: { id: freshId(), element, seen, chosen, remark: remark || null } });
      await settled(subject, element);
      message.success(t("decided"));
      await queries.invalidateQueries({ queryKey: ["conflicts"] });
    } catch (refused) {
      setError(refused);
    }
  };
  const side = (told: Told, isHeld: boolean) => (
    <div key={told.by.position} className={isHeld ? "side held tight" : "side tight"}>
      <p className="soft small">{t(isHeld ? "held" : "other")}</p>
      <p className="value">{shownValue(property, told.value, { yes: t("yes"), no: t("no"), empty: t("empty") })}</p>
      <p className="soft small">
        {t("by", { actor: called(people, told.by.actor), at: new Date(told.by.at).toLocaleString(language === "zh" ? "zh-CN" : "en-GB") })}
        {told.by.source && ` · ${t("fromImport")}`}
        {told.by.remark && ` · ${told.by.remark}`}
      </p>
      <Button type={isHeld ? "default" : "primary"} ghost={!isHeld} onClick={() => void decide(told.by.position)}>
        {t("takeThis")}
      </Button>
    </div>
  );
  return (
    <section className="panel stack" aria-label={`${label ?? ""} ${titleOf(property, language)}`}>
      <h2>
        <a href={way("subject", subject)}>{label ?? subject}</a> · {titleOf(property, language) || element}
      </h2>
      {error !== null && <Refusal error={error} />}
      <div className="sides">{[side(held, true), ...others.map((each) => side(each, false))]}</div>
      <Input aria-label={t("remark")} placeholder={t("remark")} value={remark} onChange={(event) => setRemark(event.target.value)} maxLength={500} />
    </section>
  );
}
