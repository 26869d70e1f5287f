/** One department: its forms and where they stand, the elements that it leads, and who acts for it. */
import { Button } from "antd";
import { useState } from "react";
import { Status } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { PLACES } from "../../words/places";
import { type Element, type FormSummary, useDepartments, useElements, useForms, useMayGovern } from "../known";
import { Sensitivity } from "../elements/Sensitivity";
import { Asked, Head, Panel, Rows } from "../pieces";
import { officeWay } from "../route";
import { Naming } from "./Departments";
import { Granted } from "./Granted";

export function OneDepartment({ id }: { id: string }) {
  const t = useWords(PLACES);
  const { either } = useSpeech();
  const mayChange = useMayGovern();
  const departments = useDepartments();
  const [naming, setNaming] = useState(false);
  return (
    <Asked query={departments}>
      {(found) => {
        const department = found.find((each) => each.id === id);
        return (
          <>
            <Head back={{ href: officeWay("departments"), label: t("departments") }} title={either(department?.name) || id} help={id}>
              {mayChange && department && (
                <>
                  <Button onClick={() => setNaming(true)}>{t("rename")}</Button>
                  <Button href={officeWay("register")}>{t("registerForm")}</Button>
                </>
              )}
            </Head>
            {department && (
              <>
                <Forms of={id} />
                <Leads of={id} />
                <Granted
                  title={t("acting")}
                  at={(each) => each.department === id}
                  empty={
                    <div className="stack">
                      <p className="soft">{t("nobodyActsHelp")}</p>
                      <Button href={officeWay("accounts")}>{t("toAccounts")}</Button>
                    </div>
                  }
                />
              </>
            )}
            {naming && department && <Naming department={department} known={found} done={() => setNaming(false)} />}
          </>
        );
      }}
    </Asked>
  );
}

function Forms({ of }: { of: string }) {
  const t = useWords(PLACES);
  const named = useNames();
  return (
    <Panel title={t("forms")} flush>
      <Asked query={useForms()}>
        {(found) => (
          <Rows<FormSummary>
            rowKey="id"
            pageSize={10}
            dataSource={found.filter((each) => each.department === of)}
            empty={<p className="soft">{t("noFormsOf")}</p>}
            columns={[
              { title: t("form"), render: (_, each) => <a href={officeWay("forms", each.id)}>{each.title}</a> },
              { title: t("state"), render: (_, each) => <Status of={each.status === "admitted" ? "good" : ""}>{named("formState", each.status)}</Status> },
            ]}
          />
        )}
      </Asked>
    </Panel>
  );
}

function Leads({ of }: { of: string }) {
  const t = useWords(PLACES);
  const { either } = useSpeech();
  return (
    <Panel title={t("leads")} flush>
      <Asked query={useElements()}>
        {(found) => (
          <Rows<Element>
            rowKey="id"
            pageSize={10}
            dataSource={found.filter((each) => each.lead === of && !each.merged_into)}
            empty={<p className="soft">{t("noLeads")}</p>}
            columns={[
              { title: t("element"), render: (_, each) => <a href={officeWay("elements", each.id)}>{either(each.name)}</a> },
              { title: t("sensitivity"), render: (_, each) => <Sensitivity of={each.sensitivity} /> },
            ]}
          />
        )}
      </Asked>
    </Panel>
  );
}
