/** One form: where it stands, what its fields mean, what it costs, its editions, and its original. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Grid, Input, Modal, Select, Tabs, type TableColumnsType } from "antd";
import { lazy, Suspense, useMemo, useState } from "react";
import { call, type Schemas } from "../../api/client";
import { useAct } from "../../shell/acting";
import { useDepartmentNames, useForms } from "../../office/known";
import { Asked, Head, Panel, Rows } from "../../office/pieces";
import { goOffice, officeWay, useWithin } from "../../office/route";
import { Refusal, Status, Teach } from "../../shell/Said";
import { Waiting } from "../../shell/Waiting";
import { useSpeech, useWords } from "../../words/language";
import { useFigures, useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import { useCatalogue } from "./catalogue";
import { Cost } from "./Cost";
import { Differing } from "./Differing";
import { Download } from "./Download";
import { itemsOf, type Item } from "./deciding";
import { useMay } from "./may";
import { Original } from "./Original";
import { Passages, Standing } from "./Standing";
import { askedOf, type Binding, type Differences, type FormDocument, type Match, type Review, type Summary } from "./shown";

const TABS = ["standing", "meanings", "measures", "cost", "editions", "original"] as const;

// Figures are there in summary forms alone.
const Figures = lazy(() => import("../measuring/Figures"));

export const formPath = (id: string, rest = ""): string => `/forms/${encodeURIComponent(id)}${rest}`;
/** Codes that are told of one field. */
const MOST_CODES = 6;
const NONE = { decisions: {}, dismissed: {} };

/** What the service knows of one form. */
export function useForm(id: string) {
  return useQuery({
    queryKey: ["form", id],
    queryFn: async () => {
      const [form, matches, bindings, review] = await Promise.all([call<FormDocument>(formPath(id)), call<Match[]>(formPath(id, "/matches")), call<Binding[]>(formPath(id, "/bindings")), call<Review>(formPath(id, "/review"))]);
      return { form, matches, bindings, review };
    },
  });
}
type Known = NonNullable<ReturnType<typeof useForm>["data"]>;

export function FormPage({ id }: { id: string }) {
  const t = useWords(REGISTERING);
  const departmentName = useDepartmentNames();
  const forms = useForms();
  const known = useForm(id);
  const tab = useWithin()[1] ?? "standing";
  return (
    <Asked query={forms}>
      {(all) => {
        const summary = all.find((each) => each.id === id);
        if (!summary) return <Teach title={t("noSuchForm")} help={t("noSuchFormHelp")} />;
        const editions = all.filter((each) => each.department === summary.department && each.series === summary.series);
        return (
          <>
            <Head
              title={
                <>
                  {summary.title} <Standing of={summary.status} />
                </>
              }
              help={`${departmentName(summary.department)} · ${t("editionN", { n: editions.indexOf(summary) + 1, all: editions.length })}`}
              back={{ href: officeWay("forms"), label: t("myForms") }}
            >
              <Acts summary={summary} />
            </Head>
            <Tabs className="form-tabs" activeKey={tab} onChange={(next) => goOffice("forms", id, next)} items={TABS.filter((key) => key !== "measures" || summary.layout === "summary").map((key) => ({ key, label: t(`tab_${key}`), children: key === tab ? <Tab tab={key} summary={summary} editions={editions} known={known} /> : null }))} />
          </>
        );
      }}
    </Asked>
  );
}

function Tab({ tab, summary, editions, known }: { tab: (typeof TABS)[number]; summary: Summary; editions: Summary[]; known: ReturnType<typeof useForm> }) {
  const t = useWords(REGISTERING);
  if (tab === "standing") return <Stands summary={summary} />;
  if (tab === "editions") return <Editions summary={summary} editions={editions} />;
  return (
    <Asked query={known}>
      {(form) =>
        tab === "measures" ? (
          <Suspense fallback={<Waiting />}>
            <Figures summary={summary} form={form.form} />
          </Suspense>
        ) : tab === "meanings" ? (
          <Meanings known={form} summary={summary} />
        ) : tab === "cost" ? (
          <Panel title={t("burden")}>
            <Cost form={form.form} review={form.review} bindings={form.bindings} />
          </Panel>
        ) : (
          <Laid id={summary.id} known={form} there={Boolean(summary.file)} />
        )
      }
    </Asked>
  );
}

/** What can be done with it now. */
function Acts({ summary }: { summary: Summary }) {
  const t = useWords(REGISTERING);
  const { t: say } = useSpeech();
  const { act, busy, error, forget } = useAct(["forms"], ["form", summary.id]);
  const [asking, ask] = useState(false);
  const [why, setWhy] = useState("");
  const { submits, decides } = useMay();
  const mine = submits(summary);
  const withdraw = async () => {
    if (await act(() => call(formPath(summary.id, "/withdrawal"), { json: { why: why.trim() } }), t("withdrawn"))) ask(false);
  };
  return (
    <>
      <Download path={formPath(summary.id, "/blank")} label={t("blankForm")} />
      {mine && summary.status === "submitted" && <Button onClick={() => ask(true)}>{t("withdraw")}</Button>}
      {decides(summary) && summary.status === "submitted" && summary.undecided > 0 && (
        <Button type="primary" href={officeWay("review", summary.id)}>
          {t("decideN", { n: summary.undecided })}
        </Button>
      )}
      {mine && ["refused", "withdrawn"].includes(summary.status) && (
        <Button type="primary" href={officeWay("register")}>
          {t("submitAgain")}
        </Button>
      )}
      <Modal
        open={asking}
        title={t("withdrawTitle", { title: summary.title })}
        okText={t("withdraw")}
        cancelText={say("cancel")}
        okButtonProps={{ disabled: !why.trim(), loading: busy }}
        onOk={() => void withdraw()}
        onCancel={() => {
          ask(false);
          forget();
        }}
      >
        <div className="stack">
          <p className="soft">{t("withdrawHelp")}</p>
          <Input.TextArea aria-label={t("why")} placeholder={t("withdrawExample")} value={why} maxLength={400} rows={3} onChange={({ target }) => setWhy(target.value)} />
          {error !== null && <Refusal error={error} />}
        </div>
      </Modal>
    </>
  );
}

function Stands({ summary }: { summary: Summary }) {
  const t = useWords(REGISTERING);
  const { listed } = useSpeech();
  const names = useNames();
  const facts: [string, string][] = [
    [t("aboutWhom"), names("subject", summary.subject)],
    [t("layout"), names("layout", summary.layout)],
    [t("period"), names("period", summary.period)],
    [t("scope"), summary.scope ?? "—"],
    [t("mandate"), summary.mandate ?? "—"],
    [t("firstRound"), summary.first_round ?? "—"],
    [t("expires"), summary.expires ?? "—"],
    [t("fieldsColumn"), String(summary.fields)],
    [t("originalFile"), summary.file?.name ?? "—"],
  ];
  const missing = summary.status === "submitted" ? (["period", "mandate", "scope", "first_round", "expires"] as const).filter((each) => !summary[each]) : [];
  const last = summary.passages.at(-1);
  return (
    <div className="stack">
      {summary.status === "refused" && <Alert type="error" showIcon title={t("givenBack")} description={last?.why.map((each) => <p key={each}>{each}</p>)} />}
      {missing.length > 0 && <Alert type="warning" showIcon title={t("missingN", { names: listed(missing.map((each) => t(`member_${each}`))) })} description={t("missingHelp")} />}
      <div className="stands">
        <Panel title={t("steps")}>
          <Passages form={summary} />
          <p className="soft">{t(`next_${summary.status}` as "next_submitted")}</p>
        </Panel>
        <Panel title={t("particulars")}>
          <dl className="facts">
            {facts.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name} `}>{value}</dd>])}
          </dl>
          <p className="soft small">{summary.id}</p>
        </Panel>
      </div>
    </div>
  );
}

/** Each field, the element it means, how it is answered, and who decided it. */
function Meanings({ known, summary }: { known: Known; summary: Summary }) {
  const t = useWords(REGISTERING);
  const { either, listed, t: say } = useSpeech();
  const names = useNames();
  const catalogue = useCatalogue();
  const { decides } = useMay();
  const items = useMemo(() => itemsOf(known, NONE), [known]);
  const codes = ({ binding, asked }: Item) => {
    if (!binding || binding.how !== "crosswalk") return null;
    const element = catalogue?.elements.get(binding.element ?? "");
    const list = catalogue?.codeLists.get(element?.code_list ?? "");
    const called = (code: string) => (element?.kind === "boolean" ? say(code === "true" ? "yes" : "no") : either(list?.codes.find((each) => each.code === code)?.label) || code);
    const title = (option: string) => asked.options.find((each) => each.value === option)?.title ?? option;
    // That a code is answered by what it is called goes without saying.
    const told = Object.entries(binding.crosswalk).map(([code, option]) => [called(code), title(option)]).filter(([one, other]) => one !== other).map(([one, other]) => `${one} → ${other}`);
    return (
      <div className="small">
        {listed(told.slice(0, MOST_CODES), "；", "; ")}
        {told.length > MOST_CODES && t("andMore", { n: told.length })}
        {binding.unmapped.length > 0 && <div className="soft">{t("withoutOption", { codes: listed(binding.unmapped.slice(0, MOST_CODES)) })}</div>}
      </div>
    );
  };
  const columns: TableColumnsType<Item> = [
    {
      title: t("field"),
      key: "field",
      render: (_, { asked }) => (
        <div className="tight">
          {asked.label}
          {asked.required && <span className="star">*</span>}
          <div className="soft small">{[asked.block, ...asked.section].filter(Boolean).join(" / ")}</div>
        </div>
      ),
    },
    { title: t("kind"), key: "kind", render: (_, { asked }) => (asked.rows ? t("block") : names("kind", asked.kind)) },
    {
      title: t("meaning"),
      key: "meaning",
      render: (_, item) => (
        <div className="tight">
          {item.binding?.element ? (catalogue?.nameOf({ element: item.binding.element, via: item.binding.via }) ?? item.binding.element) : (item.binding?.measure ?? <span className="soft">{t("undecided")}</span>)}
          {codes(item)}
        </div>
      ),
    },
    { title: t("decidedBy"), key: "by", render: (_, item) => <Status of={item.state === "ask" ? "missing" : ""}>{t(`state_${item.state}`)}</Status> },
  ];
  return (
    <Panel
      flush
      title={t("nFields", { n: summary.fields })}
      extra={
        decides(summary) && (
          <Button size="small" href={officeWay("review", summary.id)}>
            {t("decideNow")}
          </Button>
        )
      }
    >
      <Rows rowKey="key" columns={columns} dataSource={items} pageSize={50} />
    </Panel>
  );
}

function Editions({ summary, editions }: { summary: Summary; editions: Summary[] }) {
  const t = useWords(REGISTERING);
  const { moment } = useFigures();
  const at = editions.indexOf(summary);
  const others = editions.filter((each) => each.id !== summary.id);
  const [since, setSince] = useState(editions[at - 1]?.id ?? others[0]?.id);
  const query = useQuery({ queryKey: ["differences", summary.id, since], queryFn: () => call<Differences>(formPath(summary.id, `/differences?since=${encodeURIComponent(since!)}`)), enabled: Boolean(since) });
  if (!since) return <Teach title={t("onlyEdition")} help={t("onlyEditionHelp")} />;
  const label = (each: Summary) => `${t("editionNumber", { n: editions.indexOf(each) + 1 })} · ${each.passages[0] ? moment(each.passages[0].at) : each.id}`;
  return (
    <div className="stack">
      <Panel flush title={t("allEditions")}>
        <ul className="rows">
          {editions.map((each) => (
            <li key={each.id} className="subject">
              <a href={officeWay("forms", each.id, "editions")} aria-current={each.id === summary.id ? "page" : undefined}>
                <div className="label">{each.title}</div>
                <div className="needs">{label(each)}</div>
              </a>
              <Standing of={each.status} />
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t("comparedWith")} extra={<Select aria-label={t("comparedWith")} size="small" value={since} onChange={setSince} options={others.map((each) => ({ value: each.id, label: label(each) }))} popupMatchSelectWidth={false} />}>
        <Asked query={query}>{(differences) => <Differing differences={differences} />}</Asked>
      </Panel>
    </div>
  );
}

/** The original's cells, with the fields that were read in them. */
function Laid({ id, known, there }: { id: string; known: Known; there: boolean }) {
  const t = useWords(REGISTERING);
  const names = useNames();
  const narrow = !Grid.useBreakpoint().lg;
  const [chosen, choose] = useState<string | null>(null);
  const seen = useQuery({ queryKey: ["likeness", id], queryFn: () => call<Schemas["Likeness"]>(formPath(id, "/likeness")), enabled: there, staleTime: Infinity });
  const fields = useMemo(() => askedOf(known.form).map((each) => ({ ...each, key: each.id })), [known]);
  if (!there) return <Teach title={t("noOriginalKept")} help={t("noOriginalKeptHelp")} />;
  const one = fields.find((each) => each.key === chosen);
  return (
    <div className="stack">
      <div className="line">
        {seen.data && <Download small path={formPath(id, "/file")} label={t("downloadOriginal")} />}
        <span className="soft" role="status">
          {one ? `${one.label} · ${names("kind", one.kind)}` : narrow ? "" : t("pointAtCell")}
        </span>
      </div>
      <Asked query={seen}>
        {({ parts }) =>
          parts.length ? (
            <Panel flush>
              <Original parts={parts} fields={fields} chosen={chosen} pick={(_, key) => choose(key)} />
            </Panel>
          ) : (
            <p className="soft">{t("noOriginal")}</p>
          )
        }
      </Asked>
    </div>
  );
}
