/** What needs doing in the unit today, the most urgent first. */
import { App, Button } from "antd";
import { useRef } from "react";
import { Refused } from "../api/client";
import { useBegun } from "../local/begun";
import { STATUSES, type Status } from "../local/unit";
import { Chip } from "../shell/Chip";
import { way } from "../shell/route";
import { Refusal, Teach } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { useConfirmAll } from "./confirming";
import { DoublesLine } from "./doubles/DoublesLine";
import { KindChoice, useKind, useKindName, useNewOne } from "./kinds";
import { Listing } from "./Listing";
import { Reminders } from "./Reminders";
import { RoundLine } from "./RoundLine";
import { useTable } from "./table";

export function Today() {
  const { t } = useSpeech();
  const { unit } = useUnit();
  const { modal } = App.useApp();
  const confirmed = useConfirmAll();
  const choice = useKind();
  const called = useKindName();
  const { kind } = choice;
  const [status, choose] = useStatus(unit.code, kind);
  const query = { unit: unit.code, kind, group: kind === "household" ? ("household" as const) : undefined, status };
  const table = useTable(query);
  const { first } = table;
  // What is told beside the list is worked out by the service when it has given the list.
  const listed = useRef(false);
  listed.current ||= Boolean(first || table.query.error);
  const subjects = first?.subjects ?? {};
  const choices = STATUSES.filter((each) => subjects[each] || each === status);
  // Whose row is contested or doubted waits for somebody; their members are confirmed from another list.
  const unchanged = status === "contested" || status === "challenged" ? 0 : (first?.confirmable ?? 0);
  const known = choice.kinds.find((each) => each.kind === kind);
  const asked = t(table.query.hasNextPage ? "confirmAllMore" : "confirmAllAsk", { n: unchanged, of: [known && called(known), status && t(status)].filter(Boolean).join(" · ") });

  const confirm = () =>
    modal.confirm({
      title: t("confirmAll", { n: unchanged }),
      content: asked,
      okText: t("confirmOne"),
      cancelText: t("cancel"),
      onOk: async () => {
        try {
          await confirmed(query, first!.as_of);
          void table.query.refetch();
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
      <Reminders unit={unit.code} enabled={listed.current} />
      <DoublesLine unit={unit.code} enabled={listed.current} />
      <div className="chips" role="group" aria-label={t("statusFilter")}>
        {first && <Chip pressed={!status} press={() => choose(undefined)} label={t("all")} n={choices.reduce((sum, each) => sum + (subjects[each] ?? 0), 0)} />}
        {choices.map((each) => (
          <Chip key={each} pressed={status === each} press={() => choose(each)} label={t(each)} n={subjects[each] ?? 0} />
        ))}
      </div>
      <Listing table={table} empty={<Empty some={choices.length > 0} kind={kind} />} />
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

/** What is listed, once somebody chose: of this unit and kind, until they choose otherwise or go to others. */
function useStatus(unit: string, kind: string): [Status | undefined, (status: Status | undefined) => void] {
  const [chosen, choose] = useBegun<{ of: string; status: Status | undefined }>("status", () => ({ of: "", status: undefined }));
  const of = `${unit} ${kind}`;
  return [chosen.of === of ? chosen.status : undefined, (status) => choose({ of, status })];
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
