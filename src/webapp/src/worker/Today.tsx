/** What needs doing in the unit today, the most urgent first. */
import { App, Button } from "antd";
import { useEffect, useState } from "react";
import { Refused } from "../api/client";
import { Refusal, Teach } from "../shell/Said";
import { Unprinted } from "../shell/printing";
import { useUnit } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { way } from "../shell/route";
import { useSpeech } from "../words/language";
import { STATUSES, type Status } from "../local/unit";
import { useConfirmAll } from "./confirming";
import { DoublesLine } from "./doubles/DoublesLine";
import { KindChoice, useKind, useKindName, useNewOne } from "./kinds";
import { Rows } from "./Rows";
import { RoundLine } from "./RoundLine";
import { Reminders } from "./Reminders";
import { useTable } from "./table";


export function Today() {
  const { t } = useSpeech();
  const { unit } = useUnit();
  const { modal } = App.useApp();
  const confirmed = useConfirmAll();
  const choice = useKind();
  const called = useKindName();
  const { kind } = choice;
  const [status, setStatus] = useState<Status>();
  const query = { unit: unit.code, kind, group: kind === "household" ? ("household" as const) : undefined, status };
  const table = useTable(query);
  useEffect(() => setStatus(undefined), [unit.code, kind]);
  const subjects = table.first?.subjects ?? {};
  const choices = STATUSES.filter((each) => subjects[each]);
  // Whose row is contested or doubted waits for somebody; their members are confirmed from another list.
  const unchanged = status === "contested" || status === "challenged" ? 0 : (table.first?.confirmable ?? 0);
  const known = choice.kinds.find((each) => each.kind === kind);
  const asked = t(table.more ? "confirmAllMore" : "confirmAllAsk", { n: unchanged, of: [known && called(known), status && t(status)].filter(Boolean).join(" · ") });

  const confirm = () =>
    modal.confirm({
      title: t("confirmAll", { n: unchanged }),
      content: asked,
      okText: t("confirmOne"),
      cancelText: t("cancel"),
      onOk: async () => {
        try {
          await confirmed(query, table.first!.as_of);
          table.refresh();
        } catch (error) {
          if (error instanceof Refused) modal.error({ title: t("wentWrong"), content: <Refusal error={error} /> });
          else throw error;
        }
      },
    });

  return (
    <div className="stack">
      <div className="line spread">
        <h1 tabIndex={-1}>
          {t("today")} · {unit.name}
        </h1>
        <div className="line no-print">
          <Button href={way("asked")}>{t("asked")}</Button>
          <KindChoice {...choice} />
        </div>
      </div>
      <RoundLine unit={unit.code} />
      <Reminders unit={unit.code} />
      <DoublesLine unit={unit.code} />
      <div className="chips" role="group" aria-label={t("statusFilter")}>
        {table.first && <Chip pressed={!status} press={() => setStatus(undefined)} label={t("all")} n={choices.reduce((sum, each) => sum + (subjects[each] ?? 0), 0)} />}
        {choices.map((each) => (
          <Chip key={each} pressed={status === each} press={() => setStatus(each)} label={t(each)} n={subjects[each]!} />
        ))}
      </div>
      {table.error ? (
        <Refusal error={table.error} />
      ) : !table.first ? (
        <Waiting />
      ) : (
        <div className="panel flush">
          {table.rows.length ? <Rows rows={table.rows} asOf={table.first.as_of} /> : <Empty some={choices.length > 0} kind={kind} />}
          {table.more && <Unprinted n={table.rows.length} of={table.first.found} />}
        </div>
      )}
      <div className="line spread">
        {table.more ? (
          <Button loading={table.loading} onClick={table.loadMore}>
            {t("loadMore", { n: Math.min(30, table.first!.found - table.rows.length) })}
          </Button>
        ) : (
          <span />
        )}
        {table.first && <span className="soft num">{t("nFound", { n: table.first.found })}</span>}
      </div>
      {unchanged > 1 && (
        <div className="sticky line spread no-print">
          <span className="soft small wide grow">{asked}</span>
          <Button type="primary" onClick={confirm}>
            {t("confirmAll", { n: unchanged })}
          </Button>
        </div>
      )}
    </div>
  );
}

function Chip({ pressed, press, label, n }: { pressed: boolean; press: () => void; label: string; n: number }) {
  return (
    <button type="button" className="chip" aria-pressed={pressed} onClick={press}>
      {label} <span className="num">{n}</span>
    </button>
  );
}

function Empty({ some, kind }: { some: boolean; kind: string }) {
  const { t } = useSpeech();
  const newOne = useNewOne();
  if (some) return <Teach title={t("nothingToDo")} help={t("nothingToDoHelp")} />;
  return (
    <Teach title={t("noSubjects")} help={t("noSubjectsHelp")}>
      <Button type="primary" href={way("new", kind)}>
        {newOne(kind)}
      </Button>
    </Teach>
  );
}
