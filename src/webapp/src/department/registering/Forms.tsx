/** Forms and where they stand: one's own first, drafts of this device among them. */
import "./registering.css";
import { Button, Input, Segmented, Select, type TableColumnsType } from "antd";
import { useMemo, useState } from "react";
import { useDepartmentNames, useForms } from "../../office/known";
import { Asked, Head, Panel, Rows } from "../../office/pieces";
import { officeWay, useWithin } from "../../office/route";
import { useSignedIn } from "../../session/session";
import { Status, Teach } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { useFigures, useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import { FormPage } from "./FormPage";
import { useMay } from "./may";
import { Standing, STANDINGS } from "./Standing";
import type { Summary } from "./shown";
import { Drafts } from "./Template";

export default function Forms() {
  const [id] = useWithin();
  return id ? <FormPage key={id} id={id} /> : <List />;
}

/** The departments for which somebody does anything. */
export function useDepartmentsOfMine(): string[] {
  const { grants } = useSignedIn();
  return useMemo(() => [...new Set(grants.map((each) => each.department).filter((each): each is string => Boolean(each)))], [grants]);
}

function List() {
  const t = useWords(REGISTERING);
  const { registers } = useMay();
  const mine = useDepartmentsOfMine();
  const forms = useForms();
  return (
    <>
      <Head title={t("formsTitle")} help={t("formsHelp")}>
        {registers && (
          <Button type="primary" href={officeWay("register")}>
            {t("registerNew")}
          </Button>
        )}
      </Head>
      <div className="stack">
        {registers && <Drafts />}
        <Asked query={forms}>{(all) => (all.length ? <Listed all={all} mine={mine} /> : <Teach title={t("noForms")} help={t("noFormsHelp")} />)}</Asked>
      </div>
    </>
  );
}

function Listed({ all, mine }: { all: Summary[]; mine: string[] }) {
  const t = useWords(REGISTERING);
  const { listed } = useSpeech();
  const names = useNames();
  const { moment } = useFigures();
  const departmentName = useDepartmentNames();
  const { decides } = useMay();
  const [whose, setWhose] = useState(mine.length ? "mine" : "all");
  const [words, setWords] = useState("");
  const [state, setState] = useState("");
  const own = whose === "mine" ? all.filter((each) => mine.includes(each.department)) : all;
  const counts = new Map(STANDINGS.map((each) => [each, own.filter((one) => one.status === each).length]));
  const shown = own
    .filter((each) => !state || each.status === state)
    .filter((each) => !words.trim() || `${each.title} ${departmentName(each.department)} ${each.series}`.toLowerCase().includes(words.trim().toLowerCase()))
    .reverse();
  const columns: TableColumnsType<Summary> = [
    {
      title: t("theForm"),
      key: "title",
      render: (_, each) => (
        <div className="tight">
          <a href={officeWay("forms", each.id)}>{each.title}</a>
          <div className="soft small">
            {whose === "all" && `${departmentName(each.department)} · `}
            {names("subject", each.subject)} · {names("layout", each.layout)}
            {each.period && ` · ${names("period", each.period)}`}
          </div>
        </div>
      ),
      sorter: (one, other) => one.title.localeCompare(other.title, "zh"),
    },
    {
      title: t("standing"),
      key: "status",
      render: (_, each) => (
        <div className="tight">
          <Standing of={each.status} />
          {each.status === "refused" && <div className="small reason">{listed(each.passages.at(-1)?.why ?? [], "；", "; ")}</div>}
        </div>
      ),
    },
    {
      title: t("fieldsColumn"),
      key: "fields",
      align: "right",
      responsive: ["sm"],
      render: (_, each) => (
        <span className="num">
          {each.fields}
          {each.undecided > 0 && each.status === "submitted" && (
            <>
              {" "}
              <Status of="missing">{t("undecidedN", { n: each.undecided })}</Status>
            </>
          )}
        </span>
      ),
    },
    {
      title: t("lastStep"),
      key: "at",
      responsive: ["md"],
      render: (_, each) => <span className="num soft">{each.passages.length ? moment(each.passages.at(-1)!.at) : "—"}</span>,
      sorter: (one, other) => (one.passages.at(-1)?.at ?? "").localeCompare(other.passages.at(-1)?.at ?? ""),
    },
    {
      title: <span className="unseen">{t("whatToDo")}</span>,
      key: "acts",
      align: "right",
      render: (_, each) =>
        each.status === "submitted" && each.undecided > 0 && decides(each) ? (
          <Button size="small" href={officeWay("review", each.id)}>
            {t("decideNow")}
          </Button>
        ) : (
          <Button size="small" type="text" href={officeWay("forms", each.id)}>
            {t("look")}
          </Button>
        ),
    },
  ];
  return (
    <Panel flush>
      <div className="panel-head line spread form-filters">
        <span className="line">
          {mine.length > 0 && (
            <Segmented
              value={whose}
              onChange={setWhose}
              options={[
                { value: "mine", label: t("ownForms") },
                { value: "all", label: t("allForms") },
              ]}
            />
          )}
          <Select
            value={state}
            aria-label={t("standing")}
            onChange={setState}
            style={{ minWidth: 150 }}
            options={[{ value: "", label: `${t("anyStanding")} ${own.length}` }, ...STANDINGS.filter((each) => counts.get(each)).map((each) => ({ value: each as string, label: `${names("formState", each)} ${counts.get(each)}` }))]}
          />
        </span>
        <Input.Search allowClear placeholder={t("searchForms")} aria-label={t("searchForms")} value={words} onChange={({ target }) => setWords(target.value)} style={{ maxWidth: 260 }} />
      </div>
      <Rows rowKey="id" columns={columns} dataSource={shown} empty={t("noneFits")} />
    </Panel>
  );
}
