/** Forms that wait for the office, and those it has decided on; or one of them, to be decided. */
import { Button, Segmented } from "antd";
import { useState } from "react";
import { Status, Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { ADMISSIONS } from "../../words/admissions";
import { type FormSummary, useDepartmentNames, useForms } from "../known";
import { Asked, Head, Panel, Rows } from "../pieces";
import { officeWay, useWithin } from "../route";
import { Reviewed } from "./Reviewed";

export default function Admissions() {
  const [form] = useWithin();
  return form ? <Reviewed key={form} id={form} /> : <Queue />;
}

function Queue() {
  const t = useWords(ADMISSIONS);
  const [waiting, setWaiting] = useState(true);
  const forms = useForms();
  return (
    <Asked query={forms}>
      {(all) => {
        const queue = all.filter((each) => each.status === "submitted");
        const shown = waiting ? queue : all.filter((each) => each.status !== "submitted").reverse();
        return (
          <>
            <Head title={t("title")} help={t("lead")}>
              <Segmented<boolean>
                value={waiting}
                onChange={setWaiting}
                options={[
                  { value: true, label: t("waiting", { n: queue.length }) },
                  { value: false, label: t("decided") },
                ]}
              />
            </Head>
            <Panel flush>{shown.length ? <Forms forms={shown} /> : waiting ? <Empty /> : <Teach title={t("noneDecided")} help={t("noneHelp")} />}</Panel>
          </>
        );
      }}
    </Asked>
  );
}

function Empty() {
  const t = useWords(ADMISSIONS);
  return (
    <Teach title={t("none")} help={t("noneHelp")}>
      <Button href={officeWay("register")}>{t("registerOne")}</Button>
    </Teach>
  );
}

function Forms({ forms }: { forms: FormSummary[] }) {
  const t = useWords(ADMISSIONS);
  const named = useNames();
  const department = useDepartmentNames();
  return (
    <Rows<FormSummary>
      rowKey="id"
      dataSource={forms}
      columns={[
        { title: t("form"), render: (_, each) => <a href={officeWay("admissions", each.id)}>{each.title}</a> },
        { title: t("department"), render: (_, each) => department(each.department) },
        { title: t("about"), render: (_, each) => named("subject", each.subject) },
        { title: t("period"), render: (_, each) => named("period", each.period) },
        { title: t("fields"), align: "right", dataIndex: "fields" },
        { title: t("undecided"), align: "right", render: (_, each) => (each.undecided ? <Status of="missing">{each.undecided}</Status> : "—") },
        { title: t("state"), render: (_, each) => <FormState of={each.status} /> },
      ]}
    />
  );
}

const HUES: Record<string, string> = { submitted: "due", admitted: "good", refused: "bad" };

export function FormState({ of }: { of: string }) {
  const named = useNames();
  return <Status of={HUES[of] ?? ""}>{named("formState", of)}</Status>;
}
