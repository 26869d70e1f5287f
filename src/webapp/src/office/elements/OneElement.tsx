/** One element: what it is, who asks it and how, who leads it; to be merged with another, or split. */
import { useQueries } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../../api/client";
import { Refusal } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { NAMES, useNames } from "../../words/names";
import { ELEMENTS } from "../../words/elements";
import { useAct } from "../../shell/acting";
import { type Element, formQuery, type FormSchema, useAskings, useDepartmentNames, useDepartments, useElementNames, useElements, useForms, useMayGovern } from "../known";
import { Asked, Head, Panel, type Pending, Rows } from "../pieces";
import { officeWay } from "../route";
import { Masks } from "./Masks";
import { Merging } from "./Merging";
import { Sensitivity } from "./Sensitivity";
import { Splitting } from "./Splitting";

export function OneElement({ id }: { id: string }) {
  const t = useWords(ELEMENTS);
  const { either } = useSpeech();
  const mayChange = useMayGovern();
  const elements = useElements();
  const [merging, setMerging] = useState(false);
  return (
    <Asked query={elements}>
      {(found) => {
        const element = found.find((each) => each.id === id);
        const back = { href: officeWay("elements"), label: t("title") };
        if (!element) return <Head back={back} title={id} />;
        return (
          <>
            <Head back={back} title={either(element.name)} help={either(element.definition)}>
              {mayChange && !element.merged_into && <Button onClick={() => setMerging(true)}>{t("merge")}</Button>}
            </Head>
            <div className="element">
              <Panel title={t("facts")}>
                <Facts element={element} mayChange={mayChange} />
              </Panel>
              <Askers element={element} mayChange={mayChange} />
            </div>
            {!element.merged_into && <Masks element={element} />}
            {merging && <Merging element={element} elements={found} done={() => setMerging(false)} />}
          </>
        );
      }}
    </Asked>
  );
}

function Facts({ element, mayChange }: { element: Element; mayChange: boolean }) {
  const t = useWords(ELEMENTS);
  const named = useNames();
  const name = useElementNames();
  const department = useDepartmentNames();
  const departments = useDepartments();
  const { either, listed } = useSpeech();
  const { act, busy, error } = useAct(["elements"]);
  const put = (what: string, json: unknown) => act(() => call(`/elements/${encodeURIComponent(element.id)}/${what}`, { method: "PUT", json }), t("saved"));
  const link = (id: string) => (
    <a key={id} href={officeWay("elements", id)}>
      {name(id)}
    </a>
  );
  return (
    <>
      <dl className="facts roomy">
        <dt>{t("id")}</dt>
        <dd>
          <code>{element.id}</code>
        </dd>
        <dt>{t("kind")}</dt>
        <dd>{named("kind", element.kind)}</dd>
        <dt>{t("lead_")}</dt>
        <dd>
          {mayChange ? (
            <Select
              aria-label={t("lead_")}
              allowClear
              disabled={busy}
              showSearch={{ optionFilterProp: "label" }}
              placeholder={t("nobody")}
              value={element.lead ?? undefined}
              onChange={(to: string | undefined) => void put("lead", { department: to ?? null })}
              options={departments.data?.map((each) => ({ value: each.id, label: either(each.name) })) ?? []}
              style={{ width: "100%", maxWidth: 260 }}
            />
          ) : (
            department(element.lead)
          )}
        </dd>
        <dt>{t("sensitivity")}</dt>
        <dd>
          {mayChange ? (
            <Select
              aria-label={t("sensitivity")}
              disabled={busy}
              value={element.sensitivity}
              onChange={(to) => void put("sensitivity", { sensitivity: to })}
              options={Object.keys(NAMES.sensitivity).map((each) => ({ value: each as NonNullable<Element["sensitivity"]>, label: named("sensitivity", each) }))}
              style={{ width: "100%", maxWidth: 260 }}
            />
          ) : (
            <Sensitivity of={element.sensitivity} />
          )}
        </dd>
        {element.code_list && (
          <>
            <dt>{t("codeList")}</dt>
            <dd>{element.code_list}</dd>
          </>
        )}
        {element.unit_of_measure && (
          <>
            <dt>{t("unitOfMeasure")}</dt>
            <dd>{element.unit_of_measure}</dd>
          </>
        )}
        {!!element.derivations?.length && (
          <>
            <dt>{t("derivedFrom")}</dt>
            <dd className="line">{[...new Set(element.derivations.flatMap((each) => each.sources))].map(link)}</dd>
          </>
        )}
        {!!element.synonyms?.length && (
          <>
            <dt>{t("synonyms")}</dt>
            <dd>{listed(element.synonyms)}</dd>
          </>
        )}
        {!!element.former?.length && (
          <>
            <dt>{t("former")}</dt>
            <dd className="line">{element.former.map((each) => link(each.element))}</dd>
          </>
        )}
        {element.merged_into && (
          <>
            <dt>{t("mergedInto")}</dt>
            <dd>{link(element.merged_into)}</dd>
          </>
        )}
        <dt>{t("source")}</dt>
        <dd>{element.source ?? "—"}</dd>
      </dl>
      {error !== null && <Refusal error={error} />}
    </>
  );
}

type Asking = Schemas["Asking"];

export interface Asker extends Asking {
  title: string;
  department: string;
  label: string;
}

function Askers({ element, mayChange }: { element: Element; mayChange: boolean }) {
  const t = useWords(ELEMENTS);
  const name = useElementNames();
  const department = useDepartmentNames();
  const asking = useAskers(element.id);
  const askers = asking.data;
  const [chosen, choose] = useState<string[]>([]);
  const [splitting, setSplitting] = useState(false);
  if (!askers) {
    return (
      <Panel title={t("askedBy")}>
        <Asked query={asking}>{() => null}</Asked>
      </Panel>
    );
  }
  const maySplit = mayChange && askers.length > 1 && !element.derivations?.length && !element.target && !element.inverse_of;
  const key = (each: Asker) => `${each.form} ${each.field}`;
  return (
    <Panel
      title={t("askedBy")}
      flush={askers.length > 0}
      extra={
        maySplit &&
        chosen.length > 0 && (
          <Button size="small" onClick={() => setSplitting(true)}>
            {t("split", { n: chosen.length })}
          </Button>
        )
      }
    >
      {askers.length ? (
        <>
          {maySplit && !chosen.length && <p className="soft small hint">{t("pickToSplit")}</p>}
          <Rows<Asker>
            rowKey={key}
            dataSource={askers}
            {...(maySplit ? { rowSelection: { hideSelectAll: true, selectedRowKeys: chosen, onChange: (keys) => choose(keys as string[]), getCheckboxProps: (each) => ({ "aria-label": `${each.title} ${each.label}` }) } } : {})}
            columns={[
              { title: t("form"), render: (_, each) => <a href={officeWay("forms", each.form)}>{each.title}</a> },
              { title: t("department"), render: (_, each) => department(each.department) },
              { title: t("field"), dataIndex: "label" },
              { title: t("via"), render: (_, each) => each.via?.map(name).join(" → ") || "—" },
            ]}
          />
        </>
      ) : (
        <p className="soft">{t("notAsked")}</p>
      )}
      {splitting && <Splitting element={element} askers={askers.filter((each) => chosen.includes(key(each)))} done={() => (setSplitting(false), choose([]))} />}
    </Panel>
  );
}

/** Who asks an element, with what the forms call themselves and word it; nothing until all of it is there. */
function useAskers(element: string): Pending<Asker[]> {
  const askings = useAskings();
  const forms = useForms();
  const by = askings.data?.get(element) ?? [];
  const ids = [...new Set(by.map((each) => each.form))];
  const schemas = useQueries({ queries: ids.map(formQuery) });
  const missing = [askings, forms].find((each) => each.error && !each.data);
  if (missing) return { data: undefined, error: missing.error, refetch: missing.refetch };
  const there = askings.data && forms.data && !schemas.some((each) => !each.data && !each.error);
  return { data: there ? by.map(asker) : undefined, error: null, refetch: askings.refetch };

  function asker(each: Schemas["Asking"]): Asker {
    const summary = forms.data?.find((form) => form.id === each.form);
    const schema = schemas[ids.indexOf(each.form)]?.data;
    return { ...each, title: summary?.title ?? each.form, department: summary?.department ?? "", label: labelOf(schema, each.field) };
  }
}

function labelOf(schema: FormSchema | undefined, field: string): string {
  const [block] = field.split(".");
  const found = schema?.properties[field] ?? schema?.properties[block!]?.items?.properties?.[field];
  return found?.title ?? field;
}
