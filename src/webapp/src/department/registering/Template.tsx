/** Where a form begins: a department's file is dropped in; drafts that wait on this device. */
import { InboxOutlined } from "@ant-design/icons";
import { Alert, Button, Popconfirm, Select } from "antd";
import { useEffect, useState } from "react";
import { goOffice, officeWay } from "../../office/route";
import { Panel } from "../../office/pieces";
import { useAct } from "../../shell/acting";
import { useDepartmentNames, useDepartments } from "../../office/known";
import { useSignedIn } from "../../session/session";
import { useDropped } from "../../shell/dropped";
import { Teach } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import { begun, type Draft, drafts, forgetDraft } from "./draft";

/** The departments in whose name somebody registers; nothing where it is any. */
function useMine(): string[] | null {
  const { grants } = useSignedIn();
  const mine = grants.filter((each) => ["administrator", "office", "registrar"].includes(each.role));
  return mine.some((each) => !each.department && each.role !== "registrar") ? null : [...new Set(mine.map((each) => each.department).filter((each): each is string => Boolean(each)))];
}

export function Template() {
  const t = useWords(REGISTERING);
  const departmentName = useDepartmentNames();
  const { data } = useDepartments();
  const all = data ?? [];
  const mine = useMine();
  const choices = mine ? all.filter((each) => mine.includes(each.id)) : all;
  const [chosen, choose] = useState<string>();
  const department = chosen ?? (choices.length === 1 ? choices[0]!.id : undefined);
  const keeping = useAct();
  const take = async (file: File | undefined) => {
    if (!file || !department) return;
    await keeping.act(async () => goOffice("register", (await begun(file, department)).id));
  };
  const { over, dropping } = useDropped((file) => void take(file));
  if (data?.length === 0) {
    return (
      <Panel>
        <Teach title={t("noDepartments")} help={t("noDepartmentsHelp")}>
          <Button type="primary" href={officeWay("departments")}>
            {t("toDepartments")}
          </Button>
        </Teach>
      </Panel>
    );
  }
  return (
    <div className="stack">
      <Panel>
        <div className="stack">
          {choices.length !== 1 && (
            <div className="particulars">
              <label>
                <span className="soft small">{t("department")}</span>
                <Select value={department} placeholder={t("chooseDepartment")} showSearch={{ optionFilterProp: "label" }} options={choices.map((each) => ({ value: each.id, label: departmentName(each.id) }))} onChange={choose} />
              </label>
            </div>
          )}
          <div className={over ? "drop over large" : "drop large"} {...dropping}>
            <InboxOutlined className="drop-icon" />
            <p>
              <strong>{choices.length === 1 ? t("dropFor", { department: departmentName(choices[0]!.id) }) : t("dropHere")}</strong>
            </p>
            <p className="soft">{t("dropHelp")}</p>
            <label>
              <input type="file" aria-label={t("chooseFile")} disabled={!department} onChange={({ target }) => void take(target.files?.[0])} />
              <span>{t("chooseFile")}</span>
            </label>
            {!department && <p className="soft small">{t("departmentFirst")}</p>}
          </div>
        </div>
      </Panel>
      {keeping.error !== null && <Alert type="error" showIcon title={t("draftNotKept")} description={t("draftNotKeptHelp")} />}
      <Drafts />
      <Panel title={t("howItGoes")}>
        <ol className="how">
          {(["how1", "how2", "how3", "how4"] as const).map((each) => (
            <li key={each}>{t(each)}</li>
          ))}
        </ol>
      </Panel>
    </div>
  );
}

/** What was begun and not submitted. */
export function Drafts() {
  const t = useWords(REGISTERING);
  const { t: say } = useSpeech();
  const { moment } = useFigures();
  const departmentName = useDepartmentNames();
  const [known, setKnown] = useState<Draft[]>([]);
  const load = () => void drafts().then(setKnown);
  useEffect(load, []);
  if (!known.length) return null;
  return (
    <Panel title={t("draftsHere", { n: known.length })} flush>
      <Alert type="info" banner showIcon title={t("draftsHelp")} />
      <ul className="rows">
        {known.map((each) => (
          <li key={each.id} className="subject">
            <a href={officeWay("register", each.id)}>
              <div className="label">{each.title}</div>
              <div className="needs">
                {each.name} · {departmentName(each.department)} · {moment(each.at)}
              </div>
            </a>
            <Popconfirm title={t("forgetDraftAsk")} okText={t("forgetDraft")} cancelText={say("cancel")} onConfirm={() => void forgetDraft(each.id).then(load)}>
              <Button size="small">{t("forgetDraft")}</Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
