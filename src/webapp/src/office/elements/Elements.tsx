/** The catalogue of elements, one of them, or what was merged and split. */
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Input, Select } from "antd";
import { useMemo, useState } from "react";
import { call, save, type Schemas } from "../../api/client";
import { Refusal, Status, Teach } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { NAMES, useNames } from "../../words/names";
import { ELEMENTS } from "../../words/elements";
import { useAct } from "../../shell/acting";
import { type Element, useAskings, useDepartmentNames, useElements, useForms } from "../known";
import { Asked, Head, Panel, Rows } from "../pieces";
import { officeWay, useWithin } from "../route";
import { Changes } from "./Changes";
import { OneElement } from "./OneElement";
import { Sensitivity } from "./Sensitivity";
import "./elements.css";

export const useChanges = () => useQuery({ queryKey: ["changes"], queryFn: () => call<Record<string, Schemas["Change"]>>("/elements/changes") });

export default function Elements() {
  const [element] = useWithin();
  if (element === "changes") return <Changes />;
  return element ? <OneElement key={element} id={element} /> : <Catalogue />;
}

function Catalogue() {
  const t = useWords(ELEMENTS);
  const elements = useElements();
  const askings = useAskings();
  const changes = useChanges();
  return (
    <>
      <Head title={t("title")} help={t("lead")}>
        <Button href={officeWay("elements", "changes")}>{t("nChanges", { n: Object.keys(changes.data ?? {}).length })}</Button>
      </Head>
      <Asked query={elements}>{(found) => <Asked query={askings}>{(by) => <Found elements={found} askings={by} />}</Asked>}</Asked>
    </>
  );
}

type Subject = keyof typeof NAMES.subject;

function Found({ elements, askings }: { elements: Element[]; askings: Map<string, Schemas["Asking"][]> }) {
  const t = useWords(ELEMENTS);
  const named = useNames();
  const { either } = useSpeech();
  const department = useDepartmentNames();
  const forms = useForms();
  const { act, busy, error } = useAct();
  const [text, setText] = useState("");
  const [about, setAbout] = useState<Subject | "">("");
  const [asked, setAsked] = useState(askings.size > 0);
  const departmentOf = useMemo(() => new Map(forms.data?.map((each) => [each.id, each.department])), [forms.data]);
  const askers = useMemo(() => new Map([...askings].map(([id, by]) => [id, new Set(by.map((each) => each.form))])), [askings]);
  const nAskers = (id: string) => askers.get(id)?.size ?? 0;
  const shown = elements
    .filter((each) => !each.merged_into && fits(each, text.trim().toLowerCase()) && (!about || each.id.startsWith(`${about}.`)) && (!asked || nAskers(each.id)))
    .sort((one, two) => nAskers(two.id) - nAskers(one.id));

  return (
    <Panel flush>
      <div className="filters">
        <Input.Search aria-label={t("search")} placeholder={t("search")} allowClear value={text} onChange={(event) => setText(event.target.value)} style={{ maxWidth: 320 }} />
        <Select<Subject | "">
          aria-label={t("about")}
          value={about}
          onChange={setAbout}
          options={[{ value: "", label: t("allKinds") }, ...(Object.keys(NAMES.subject) as Subject[]).map((each) => ({ value: each, label: named("subject", each) }))]}
          style={{ width: 140 }}
        />
        <Checkbox checked={asked} onChange={(event) => setAsked(event.target.checked)}>
          {t("onlyAsked")}
        </Checkbox>
        {about && (
          <Button size="small" loading={busy} onClick={() => void act(() => publish(about))}>
            {t("published")}
          </Button>
        )}
      </div>
      {error !== null && <Refusal error={error} />}
      <Rows<Element>
        rowKey="id"
        dataSource={shown}
        empty={<Teach title={t("none")} help={t("noneHelp")} />}
        columns={[
          {
            title: t("element"),
            render: (_, each) => (
              <>
                <div className="line">
                  <a href={officeWay("elements", each.id)}>{either(each.name)}</a>
                  {each.minted && <Status of="loaded">{t("minted")}</Status>}
                </div>
                <div className="soft small">{each.id}</div>
              </>
            ),
          },
          { title: t("about"), render: (_, each) => named("subject", each.id.split(".")[0]) },
          { title: t("kind"), render: (_, each) => named("kind", each.kind) },
          {
            title: t("askedBy"),
            sorter: (one, two) => nAskers(one.id) - nAskers(two.id),
            render: (_, each) => {
              const by = askers.get(each.id);
              return by?.size ? t("askers", { forms: by.size, departments: new Set([...by].map((form) => departmentOf.get(form))).size }) : "—";
            },
          },
          { title: t("lead_"), render: (_, each) => department(each.lead) },
          { title: t("sensitivity"), render: (_, each) => <Sensitivity of={each.sensitivity} /> },
          { title: t("source"), className: "source", render: (_, each) => each.source ?? "—" },
        ]}
      />
    </Panel>
  );
}

/** The one table of a kind of subject, as it is published. */
async function publish(kind: Subject): Promise<void> {
  const { json_schema } = await call<Schemas["MergedTable"]>(`/tables/${kind}`);
  save({ blob: new Blob([JSON.stringify(json_schema, null, 2)], { type: "application/schema+json" }), name: `${kind}.schema.json` });
}

function fits(element: Element, text: string): boolean {
  return !text || [element.id, element.name.zh, element.name.en, ...(element.synonyms ?? [])].some((each) => each.toLowerCase().includes(text));
}
