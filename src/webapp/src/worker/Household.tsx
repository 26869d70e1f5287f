/** A household with its members. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { Unreachable } from "../api/client";
import { useLive } from "../local/live";
import { members, page, subjectForm } from "../local/unit";
import { Refusal, Status, Teach } from "../shell/Said";
import { Waiting } from "../shell/Waiting";
import { useRoute, way } from "../shell/route";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { useConfirm } from "./confirming";
import { Rows } from "./Rows";

export function Household() {
  const household = useRoute()[1] ?? "";
  const { t } = useSpeech();
  const { unit } = useUnit();
  const { confirm, busy } = useConfirm(["form", household]);
  const [seen, setSeen] = useState(false);
  const form = useQuery({ queryKey: ["form", household], queryFn: () => subjectForm(household), staleTime: 0 });
  const inside = useLive(() => members(household), [household]);
  const label = form.data?.row.label;
  const there = Boolean(form.data);
  useEffect(() => {
    if (there && !label) setSeen(true);
    if (!label) return;
    // Its members may not have been on this device yet: the household's group brings them.
    void page({ unit: unit.code, kind: "household", group: "household", words: label }).finally(() => setSeen(true));
  }, [there, label, unit.code]);
  if (!form.data && form.error) return form.error instanceof Unreachable ? <Teach title={t("notKept")} help={t("notDownloaded")} /> : <Refusal error={form.error} />;
  if (!form.data || !inside || !seen) return <Waiting />;
  const { row, as_of } = form.data;
  const whole = { ...row, members: inside };
  const todo = [row, ...inside].some((each) => each.stale.length || each.loaded.length || each.due.length);
  return (
    <div className="stack">
      <div className="line spread">
        <div className="line">
          <h1 tabIndex={-1}>{label ?? household}</h1>
          <Status of={row.status}>{t(row.status)}</Status>
        </div>
        <div className="line">
          {todo && (
            <Button type="primary" loading={busy} onClick={() => void confirm(row.unit, [whole], as_of, true)}>
              {t("confirmHousehold")}
            </Button>
          )}
          <Button href={way("subject", household)}>{t("toForm")}</Button>
          <Button href={way("new", "person", household)}>{t("addMember")}</Button>
        </div>
      </div>
      <section className="panel flush">
        <h2 style={{ padding: "12px 16px 4px" }}>
          {t("members")} <span className="soft num">{inside.length}</span>
        </h2>
        {inside.length ? <Rows rows={inside} asOf={as_of} /> : <Teach title={t("noMembers")} help={t("noMembersHelp")} />}
      </section>
    </div>
  );
}
