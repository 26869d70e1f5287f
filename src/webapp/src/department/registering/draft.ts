/** Drafts: a file that is not submitted yet, with what somebody said of it. They are kept on this device alone. */
import { useCallback, useEffect, useState } from "react";
import { BEGUN, database, remember, remembered } from "../../local/database";
import type { Choices } from "./deciding";
import type { Kind, Option } from "./shown";

/** What is said of one field; what is left out stays as read. */
export interface Correction {
  field: string;
  drop?: boolean;
  after?: string;
  label?: string;
  kind?: Kind;
  required?: boolean;
  options?: Option[];
  unit_of_measure?: string | null;
  section?: string[];
  hint?: string | null;
  cell?: string;
  blank?: string;
}

export interface Decision {
  element?: string;
  via?: string[];
  new?: boolean;
  crosswalk?: Record<string, string | null>;
}

/** What is said of one form of the file. */
export interface Edit {
  leave_out?: boolean;
  title?: string;
  series?: string;
  subject?: string;
  layout?: string;
  period?: string;
  mandate?: string;
  scope?: string;
  first_round?: string;
  expires?: string;
  fields: Correction[];
  decisions: Record<string, Decision>;
}

/** A meaning that somebody said a field does not have. */
export interface Dismissed {
  element: string;
  via: string[];
}

export interface Draft {
  id: string;
  file: Blob;
  name: string;
  department: string;
  /** When somebody last worked on it. */
  at: string;
  title: string;
  edits: Record<number, Edit>;
  /** What was said when the form was last read without a refusal; nothing said until then. */
  good?: Record<number, Edit>;
  /** By form and field. */
  dismissed: Record<number, Record<string, Dismissed[]>>;
}

const { draft: KEY, decisions: DECISIONS } = BEGUN;
export const NOTHING: Edit = { fields: [], decisions: {} };

export async function drafts(): Promise<Draft[]> {
  const kept = await database.remembered.where("key").startsWith(KEY).toArray();
  return kept.map((each) => each.value as Draft).sort((one, other) => other.at.localeCompare(one.at));
}

export const forgetDraft = (id: string): Promise<void> => database.remembered.delete(KEY + id);

export async function begun(file: File, department: string): Promise<Draft> {
  const draft: Draft = {
    id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`,
    file,
    name: file.name,
    department,
    at: new Date().toISOString(),
    title: file.name,
    edits: {},
    dismissed: {},
  };
  await remember(KEY + draft.id, draft);
  return draft;
}

/** The draft of that id, `null` where there is none any more; how it is changed; and whether the device had no room for it. */
export function useDraft(id: string | undefined) {
  const [draft, setDraft] = useState<Draft | null | undefined>(undefined);
  const [unkept, setUnkept] = useState(false);
  useEffect(() => {
    let there = true;
    setDraft(undefined);
    if (id) void remembered<Draft>(KEY + id).then((kept) => there && setDraft(kept ?? null));
    return () => {
      there = false;
    };
  }, [id]);
  const change = useCallback((next: (draft: Draft) => Draft) => {
    setDraft((before) => {
      if (!before) return before;
      const after = { ...next(before), at: new Date().toISOString() };
      void remember(KEY + after.id, after).then(
        () => setUnkept(false),
        () => setUnkept(true),
      );
      return after;
    });
  }, []);
  return { draft, change, unkept };
}

const NO_CHOICES: Choices = { decisions: {}, dismissed: {} };
export const madeIn = ({ decisions, dismissed }: Choices): number => Object.keys(decisions).length + Object.values(dismissed).flat().length;

/** What was decided of a submitted form and not saved yet, kept on this device; nothing while it is looked for. */
export function useDecisions(form: string) {
  const [choices, setChoices] = useState<Choices>();
  const [unkept, setUnkept] = useState(false);
  useEffect(() => {
    let there = true;
    void remembered<Choices>(DECISIONS + form).then(
      (kept) => there && setChoices(kept ?? NO_CHOICES),
      () => there && setChoices(NO_CHOICES),
    );
    return () => {
      there = false;
    };
  }, [form]);
  const change = useCallback(
    (next: (before: Choices) => Choices) =>
      setChoices((before) => {
        const after = next(before ?? NO_CHOICES);
        const kept = madeIn(after) ? remember(DECISIONS + form, after) : database.remembered.delete(DECISIONS + form);
        void kept.then(
          () => setUnkept(false),
          () => setUnkept(true),
        );
        return after;
      }),
    [form],
  );
  return { choices, change, unkept };
}

/** What is left of *choices* when *sent* of them are saved. */
export function unsent({ decisions, dismissed }: Choices, sent: Choices): Choices {
  const left = Object.entries(dismissed).map(([key, gone]) => [key, gone.filter((each) => !sent.dismissed[key]?.includes(each))] as const);
  return {
    decisions: Object.fromEntries(Object.entries(decisions).filter(([key, each]) => sent.decisions[key] !== each)),
    dismissed: Object.fromEntries(left.filter(([, gone]) => gone.length)),
  };
}

export const editOf = (draft: Draft, number: number): Edit => draft.edits[number] ?? NOTHING;

/** The draft with something else said of one of its forms. */
export function edited(draft: Draft, number: number, said: Partial<Edit>): Draft {
  return { ...draft, edits: { ...draft.edits, [number]: { ...editOf(draft, number), ...said } } };
}

/** As a request carries it. */
export function requestOf(draft: Draft, edits: string): FormData {
  const form = new FormData();
  form.append("file", draft.file, draft.name);
  form.append("department", draft.department);
  if (edits !== "{}") form.append("edits", edits);
  return form;
}
