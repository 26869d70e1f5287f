/** The form itself: sections, what needs doing, what was said of it, and going on to the next. */
import { useQuery } from "@tanstack/react-query";
import { App, Switch } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { call, elementOf, type Finding, type Schemas } from "../api/client";
import { Part, useDrawn } from "../form/Part";
import { SectionForm } from "../form/SectionForm";
import { sections } from "../form/present";
import type { FormContext } from "../form/templates";
import { type Draft, useDraft } from "../form/draft";
import { shownValue, useValueWords } from "../form/values";
import { database, type MergedSchema } from "../local/database";
import { today } from "../local/day";
import { useLive } from "../local/live";
import { TODO } from "../local/overlay";
import { Status } from "../shell/Said";
import { useSpeech } from "../words/language";
import { AskWhy } from "./AskWhy";
import { Derived } from "./Derived";
import { Confirming, RowDoubts, useDoubts } from "./Doubts";
import { useFieldWhence } from "./FieldWhence";
import { Heading } from "./Heading";
import { OnItsWay } from "./OnItsWay";
import { NextOne } from "./NextOne";

type Form = Schemas["SubjectForm"] & { kept: boolean };
/** Fields that are open when the form opens, unless one section alone has more. */
const AT_ONCE = 24;
/** Pixels, about, of a field, where they stand in two columns and in one. */
const FIELD = [44, 88] as const;
const NEEDS: ReadonlySet<string> = new Set(TODO);

export function Filling({ form, at }: { form: Form; at?: string | undefined }) {
  const { t, either, language } = useSpeech();
  const schema = form.json_schema as unknown as MergedSchema;
  const all = useMemo(() => sections(schema, form.forms ?? [], language, t("shared")), [schema, form.forms, language, t]);
  const cells = useMemo(() => new Map(form.row.cells.map((each) => [each.element, each])), [form.row]);
  const [onlyTodo, setOnlyTodo] = useState(false);
  const shownSections = useMemo(() => (onlyTodo ? narrowed(all, cells) : all), [all, cells, onlyTodo]);
  const todo = useCallback((elements: string[]) => elements.filter((each) => NEEDS.has(cells.get(each)?.status ?? "")).length, [cells]);
  const words = useValueWords();
  const shown = useCallback((element: string, value: unknown) => shownValue(schema.properties[element], value, words), [schema, words]);
  const said = useCallback((finding: Finding) => either(finding.says), [either]);
  const [confirming, confirm] = useState<Schemas["Challenge"] | null>(null);
  const doubts = useDoubts(form, confirm);
  const [answering, setAnswering] = useState<string | null>(null);
  const draft = useDraft(form, schema, today(), said, answering);
  const [open, setOpen] = useState<string[]>(() => opened(all, todo, at ?? draft.left()[0]));
  const settled = useSettling(draft);
  const errors = useErrors(form.row.subject, draft.errors, said);
  const whence = useFieldWhence(form);
  const commitSoon = useCommitting(draft.commit);
  const context = useMemo<FormContext>(
    () => ({ cells, unusual: draft.unusual, shown, whence: whence.of, doubts, chosen: commitSoon }),
    [cells, draft.unusual, shown, whence.of, doubts, commitSoon],
  );
  // The rules need the whole table, which may say more than is asked of this subject.
  useQuery({
    queryKey: ["table schema", form.row.kind],
    queryFn: async () => database.asked.put(await call(`/tables/${form.row.kind}`)),
    staleTime: 3_600_000,
    enabled: !form.kept,
  });

  const openSections = onlyTodo ? shownSections : shownSections.filter((each) => open.includes(each.id));
  const drawn = useDrawn(openSections.length);
  useAt(at, drawn);
  return (
    <div className="stack">
      <Heading form={form} />
      <OnItsWay subject={form.row.subject} />
      <RowDoubts doubts={doubts} answering={answering} answer={setAnswering} />
      <Confirming challenge={confirming} doubts={doubts} done={() => confirm(null)} />
      <div className="line spread">
        <label className="line">
          <Switch size="small" checked={onlyTodo} onChange={setOnlyTodo} /> {t("onlyTodo")}
        </label>
        {whence.control}
        <span className="soft small">{t("askedBy", { n: form.forms?.length ?? 0 })}</span>
      </div>
      {onlyTodo && !shownSections.length && <div className="panel soft">{t("allDone")}</div>}
      <div onBlur={commitSoon} className="stack">
        {shownSections.map((each) => {
          const needs = todo(each.elements);
          const place = openSections.indexOf(each);
          return (
            <Part
              key={each.id}
              id={each.id}
              open={place >= 0}
              toggle={() => setOpen((before) => (before.includes(each.id) ? before.filter((id) => id !== each.id) : [...before, each.id]))}
              words={each.words}
              height={each.elements.length * FIELD[innerWidth > 760 ? 0 : 1]}
              heading={
                <>
                  <span>{each.title}</span>
                  <span className="soft small num">{each.elements.length}</span>
                  {needs > 0 && <Status of="missing">{t("todoOf", { n: needs, status: "" }).trim()}</Status>}
                </>
              }
            >
              {place < drawn && <SectionForm section={each} values={draft.values} errors={errors} context={context} change={draft.change} />}
            </Part>
          );
        })}
      </div>
      <Derived form={form} shown={shown} />
      <div className="sticky no-print stack">
        <AskWhy draft={draft} />
        <NextOne subject={form.row.subject} settled={settled} />
      </div>
    </div>
  );
}

/** States what was typed: soon after somebody asks for it, and at once where they go back or close the page. */
function useCommitting(commit: () => Promise<boolean>): () => void {
  const { t } = useSpeech();
  const { message } = App.useApp();
  const waiting = useRef(0);
  const said = () => void message.open({ type: "success", content: t("saved"), duration: 1, key: "saved" });
  const latest = useRef({ commit, said });
  latest.current = { commit, said };
  useEffect(() => {
    // Whoever leaves the page leaves no field: what stands in it is stated all the same.
    const leave = () => {
      clearTimeout(waiting.current);
      void latest.current.commit();
    };
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }, []);
  return useCallback(() => {
    // A choice is stated when it is made, a text when it is left: both end here, once.
    clearTimeout(waiting.current);
    waiting.current = window.setTimeout(async () => {
      if (await latest.current.commit()) latest.current.said();
    }, 150);
  }, []);
}

/**
 * States what may be stated before somebody goes on; whether nothing is left that was not.
 *
 * What is left is shown the first time. Whoever goes on all the same finds it again when they come back.
 */
function useSettling(draft: Draft): () => Promise<boolean> {
  const { t } = useSpeech();
  const { message } = App.useApp();
  const told = useRef("");
  return async () => {
    await draft.commit();
    const left = draft.left();
    if (!left.length || told.current === left.join()) return true;
    told.current = left.join();
    void message.open({ type: "warning", content: t("notSaved", { n: left.length }), duration: 6, key: "saved" });
    const field = document.getElementById("why") ?? document.getElementById(`root_${left[0]}`);
    field?.focus({ preventScroll: true });
    field?.scrollIntoView({ block: "center" });
    return false;
  };
}

/** What is wrong, by element: of what is typed, and of what was typed before and not taken. */
function useErrors(subject: string, typed: Map<string, string[]>, said: (finding: Finding) => string): Map<string, string[]> {
  const refused = useLive(async () => (await database.outbox.where("subject").equals(subject).toArray()).filter((each) => each.state === "refused"), [subject]);
  return useMemo(() => {
    const wrong = (refused ?? []).flatMap((each) => (each.problem?.errors ?? []).filter((one) => one.level === "error"));
    return wrong.length ? new Map<string, string[]>([...wrong.map((each): [string, string[]] => [elementOf(each), [said(each)]]), ...typed]) : typed;
  }, [refused, typed, said]);
}

/** Takes whoever was led to a cell there, once it is drawn. */
function useAt(element: string | undefined, drawn: number): void {
  const led = useRef<string>(undefined);
  useEffect(() => {
    const field = element && element !== led.current && document.getElementById(`root_${element}`);
    if (!field) return;
    led.current = element;
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  }, [element, drawn]);
}

/** What is open at first: where somebody was led to, and what needs doing, as far as it is quick to draw. */
function opened(all: ReturnType<typeof sections>, todo: (elements: string[]) => number, at?: string): string[] {
  const here = all.find((each) => at && each.elements.includes(at));
  if (here) return [here.id];
  const found: string[] = [];
  let fields = 0;
  for (const each of all.filter((one) => todo(one.elements))) {
    fields += each.elements.length;
    if (found.length && fields > AT_ONCE) break;
    found.push(each.id);
  }
  return found.length ? found : all.slice(0, 1).map((each) => each.id);
}

/** Only what needs doing, section by section. */
function narrowed(all: ReturnType<typeof sections>, cells: Map<string, Schemas["AskedCell"]>): ReturnType<typeof sections> {
  return all.flatMap((section) => {
    const elements = section.elements.filter((each) => NEEDS.has(cells.get(each)?.status ?? ""));
    if (!elements.length) return [];
    const properties = Object.fromEntries(elements.map((each) => [each, section.schema.properties![each]!]));
    return [{ ...section, elements, schema: { ...section.schema, properties } }];
  });
}
