/** The form as it was read beside the original's cells: a field shows its cells, a cell its field, and what is wrong is put right. */
import { Alert, Button, Collapse, Segmented, Select } from "antd";
import { useMemo, useState } from "react";
import type { Finding, Schemas } from "../../api/client";
import { useSpeech, useWords } from "../../words/language";
import { NAMES, useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import type { Correction, Edit } from "./draft";
import { FieldEditor, type Said } from "./FieldEditor";
import { FieldList, type Line } from "./FieldList";
import { Original } from "./Original";
import { type Asked, askedOf, inOrder, type Preview } from "./shown";
import { Typed } from "./Typed";

type Cell = Schemas["SeenCell"];

interface Given {
  preview: Preview;
  parts: Schemas["SeenPart"][];
  edit: Edit;
  change: (said: Partial<Edit>) => void;
  narrow: boolean;
}

export function AsRead({ preview, parts, edit, change, narrow }: Given) {
  const t = useWords(REGISTERING);
  const [chosen, choose] = useState<string | null>(null);
  const [editing, setEditing] = useState<Line | null>(null);
  const [cell, setCell] = useState<Cell | null>(null);
  const [side, setSide] = useState<"fields" | "original">("fields");
  const lines = useMemo(() => linesOf(preview, edit), [preview, edit]);
  const fields = useMemo(() => lines.filter((each) => each.state !== "dropped").map(({ key, asked }) => ({ key, label: asked.label, cell: asked.cell, blank: asked.blank })), [lines]);
  const correct = (key: string, said: Partial<Correction> | null) => change({ fields: corrected(edit.fields, key, said) });
  const save = (said: Said) => {
    if (!editing) return;
    const missed = !edit.fields.some((each) => each.field === editing.key) && editing.state === "missed";
    const place = missed ? { after: before(lines, cell, parts), ...(cell ? { cell: cell.place } : {}), label: editing.asked.label } : {};
    correct(editing.key, { ...place, ...said });
    choose(editing.key);
    setEditing(null);
    setCell(null);
  };
  const add = () => setEditing({ key: freshKey(edit.fields), asked: blank(cell), state: "missed" });
  const pick = (picked: Cell, key: string | null) => {
    choose(key);
    setCell(key ? null : picked);
  };
  const original = parts.length > 0 && (
    <section className="panel flush" aria-label={t("original")}>
      <Original parts={parts} fields={fields} chosen={chosen} pick={pick} />
      {cell && (
        <div className="unread line spread" role="status">
          <span>{cell.text ? t("notRead", { text: cell.text.slice(0, 40) }) : t("emptyCell")}</span>
          <Button size="small" type="primary" ghost onClick={add}>
            {t("makeField")}
          </Button>
        </div>
      )}
    </section>
  );
  const list = (
    <section className="panel flush" aria-label={t("fieldsRead")}>
      <div className="panel-head line spread">
        <h2>{t("nFields", { n: lines.filter((each) => each.state !== "dropped" && !each.asked.rows).length })}</h2>
        <Button size="small" onClick={add}>
          {t("addField")}
        </Button>
      </div>
      <FieldList
        lines={lines}
        chosen={chosen}
        choose={(key) => {
          choose(key);
          setCell(null);
        }}
        edit={setEditing}
        drop={({ key, state }) => correct(key, state === "missed" ? null : { drop: true })}
        restore={({ key }) => correct(key, null)}
      />
    </section>
  );
  return (
    <div className="stack">
      <Told preview={preview} show={(where) => choose(fields.find((each) => each.cell === where || each.blank === where)?.key ?? null)} />
      <Titled preview={preview} edit={edit} change={change} />
      {narrow && parts.length > 0 && (
        <Segmented
          block
          value={side}
          onChange={setSide}
          options={[
            { value: "fields", label: t("fieldsRead") },
            { value: "original", label: t("original") },
          ]}
        />
      )}
      <div className={parts.length && !narrow ? "beside" : ""}>
        {(!narrow || side === "original") && original}
        {(!narrow || side === "fields" || !parts.length) && list}
      </div>
      {!parts.length && <p className="soft">{t("noOriginal")}</p>}
      <FieldEditor asked={editing?.asked ?? null} missed={editing?.state === "missed"} where={editing?.asked.cell ?? cell?.place} save={save} close={() => setEditing(null)} />
    </div>
  );
}

/** What was found on reading, in plain sentences. */
function Told({ preview, show }: { preview: Preview; show: (where: string) => void }) {
  const t = useWords(REGISTERING);
  const { either } = useSpeech();
  const said = preview.findings;
  if (!said.length) return <Alert type="success" showIcon title={t("nothingFound")} />;
  const doubts = said.filter((each) => each.level === "warning").length;
  return (
    <Collapse
      size="small"
      className="told"
      defaultActiveKey={doubts && said.length < 6 ? ["told"] : []}
      items={[
        {
          key: "told",
          label: doubts ? t("nFindings", { n: said.length, doubts }) : t("nNotes", { n: said.length }),
          children: (
            <ul className="findings">
              {said.map((each, at) => (
                <li key={at} className={each.level}>
                  {each.where && (
                    <button type="button" className="place" onClick={() => show(each.where!)}>
                      {placed(each)}
                    </button>
                  )}
                  {either(each.says)} <span className="soft">{either(each.remedy)}</span>
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  );
}

const placed = ({ where }: Finding): string => where!.replace(/^.*#\//, "");

/** Title, and what the form is about. */
function Titled({ preview, edit, change }: { preview: Preview; edit: Edit; change: (said: Partial<Edit>) => void }) {
  const t = useWords(REGISTERING);
  const names = useNames();
  const { form } = preview;
  const options = (group: "subject" | "layout") => Object.keys(NAMES[group]).map((value) => ({ value, label: names(group, value) }));
  return (
    <section className="panel particulars" aria-label={t("theForm")}>
      <label className="wider">
        <span className="soft small">{t("title")}</span>
        <Typed value={edit.title ?? form.title} maxLength={200} put={(title) => change({ title })} />
      </label>
      <label>
        <span className="soft small">{t("aboutWhom")}</span>
        <Select value={form["x-subject"]} options={options("subject")} onChange={(subject) => change({ subject })} />
      </label>
      <label>
        <span className="soft small">{t("layout")}</span>
        <Select value={form["x-layout"] ?? "register"} options={options("layout")} onChange={(layout) => change({ layout })} />
      </label>
    </section>
  );
}

/** The fields as they are meant, with those that were dropped where they stood. */
function linesOf(preview: Preview, edit: Edit): Line[] {
  const keys = new Map(Object.entries(preview.ids).map(([key, id]) => [id, key]));
  const said = new Map(edit.fields.map((each) => [each.field, each]));
  const lines: Line[] = askedOf(preview.form).map((asked) => {
    const key = keys.get(asked.id) ?? asked.id;
    const correction = said.get(key);
    return { key, asked, state: correction?.after !== undefined ? "missed" : correction ? "corrected" : "read" };
  });
  const read = askedOf(preview.read ?? preview.form);
  read.forEach((asked, at) => {
    if (asked.id in preview.ids) return;
    const earlier = read.slice(0, at).reverse().map((each) => lines.findIndex((line) => line.key === each.id)).find((place) => place >= 0);
    lines.splice((earlier ?? -1) + 1, 0, { key: asked.id, asked, state: "dropped" });
  });
  return lines;
}

/** The corrections with something else said of one field; nothing said takes it back. */
function corrected(all: Correction[], key: string, said: Partial<Correction> | null): Correction[] {
  const known = all.find((each) => each.field === key);
  const rest = all.filter((each) => each.field !== key);
  if (said === null) return rest;
  const next = { ...known, ...said, field: key };
  return Object.keys(next).length > 1 ? [...rest, next] : rest;
}

const freshKey = (all: Correction[]): string => {
  const last = Math.max(0, ...all.filter((each) => each.field.startsWith("+")).map((each) => Number(each.field.slice(1))));
  return `+${last + 1}`;
};

const blank = (cell: Cell | null): Asked => ({
  id: "",
  label: cell?.text.replace(/\s+/g, " ").replace(/[：:*＊]+\s*$/, "").trim() ?? "",
  kind: "text",
  section: [],
  options: [],
  required: false,
  rows: false,
  cell: cell?.place,
});

/** The key of the field that a cell's question follows: the last one asked before it in reading order. */
function before(lines: Line[], cell: Cell | null, parts: Schemas["SeenPart"][]): string {
  const there = lines.filter((each) => each.state !== "dropped" && !each.asked.block);
  const last = there.at(-1)?.key ?? "";
  const at = new Map(parts.flatMap((part, number) => part.cells.map((each) => [each.place, { number, ...each }] as const)));
  const here = cell && at.get(cell.place);
  if (!here) return last;
  const found = there
    .map(({ key, asked }) => ({ key, seen: at.get(asked.cell ?? "") }))
    .filter(({ seen }) => seen && seen.number === here.number && isBefore(seen, here))
    .sort((one, other) => inOrder(one.key, other.key));
  // In a header it follows whatever stands left of it; elsewhere whatever stands above.
  const left = found.filter(({ seen }) => seen!.column < here.column).sort((one, other) => one.seen!.column - other.seen!.column);
  const header = there.length > 2 && new Set(there.map(({ asked }) => at.get(asked.cell ?? "")?.row)).size <= 3;
  return (header ? left.at(-1) : found.at(-1))?.key ?? (header || found.length === 0 ? "" : last);
}

const isBefore = (one: { row: number; column: number }, other: { row: number; column: number }): boolean =>
  one.column < other.column || one.row < other.row;
