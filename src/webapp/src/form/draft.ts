/** What somebody has typed and not yet stated: checked, stated as they go on, and there still when they come back. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { elementOf, type Finding, type Schemas } from "../api/client";
import { useBegun } from "../local/begun";
import type { MergedSchema } from "../local/database";
import { file } from "../local/outbox";
import { check } from "./check";

type Values = Record<string, unknown>;

export interface Draft {
  /** What the form shows: what is held, and over it what is being typed. */
  values: Values;
  /** Malformed, by element: it is not stated until it is mended. */
  errors: Map<string, string[]>;
  /** Unusual, by element: it is stated once somebody says why. */
  unusual: Map<string, string[]>;
  asks: Finding[];
  change: (elements: string[], values: Values) => void;
  /** States whatever was changed and may be stated. */
  commit: () => Promise<boolean>;
  /** States what is unusual too, with the reason. */
  explain: (why: string) => Promise<void>;
  putBack: () => void;
  /** The elements of what is typed and not stated. */
  left: () => string[];
}

export function useDraft(form: Schemas["SubjectForm"], schema: MergedSchema, today: string, said: (finding: Finding) => string, answering: string | null): Draft {
  const [typed, setTyped] = useBegun<Values>(`typed ${form.row.subject}`, () => ({}));
  const [stated, setStated] = useState<Values>({});
  const [findings, setFindings] = useState<Finding[]>([]);
  const held = useMemo(() => ({ ...form.values, ...stated }), [form.values, stated]);
  const latest = useRef({ typed, held });
  latest.current = { typed, held };
  /** What is stated or on its way there: whoever leaves while it is under way does not state it twice. */
  const sent = useRef<Values>({});
  /** Doubts that what was stated here answers: none is answered twice. */
  const answered = useRef(new Set<string>());

  const change = useCallback((elements: string[], values: Values) => {
    setTyped((before) => {
      const next = { ...before };
      for (const each of elements) {
        const value = values[each] ?? null;
        if (same(value, latest.current.held[each] ?? null)) delete next[each];
        else next[each] = value;
      }
      latest.current.typed = next;
      return next;
    });
  }, [setTyped]);

  const state = useCallback(
    async (wanted: Values, remark: string | null) => {
      const before = sent.current;
      const values = Object.fromEntries(Object.entries(wanted).filter(([each, value]) => !(each in before && same(value, before[each]))));
      if (!Object.keys(values).length) return false;
      const { subject, kind, unit, label } = form.row;
      sent.current = { ...before, ...values };
      try {
        // It names no round: it serves every one that is open, and none refuses it.
        for (const [challenge, some] of byDoubt(values, form.row, answering, answered.current)) {
          await file(label ?? subject, { unit, subject, kind, act: "state", values: some, base: form.as_of, remark, challenge });
          if (challenge) answered.current.add(challenge);
        }
      } catch (error) {
        sent.current = before;
        throw error;
      }
      setStated((before) => ({ ...before, ...values }));
      setTyped((before) => (latest.current.typed = Object.fromEntries(Object.entries(before).filter(([each]) => !(each in values && same(before[each], values[each]))))));
      return true;
    },
    [form, answering, setTyped],
  );

  /** Says what speaks against what is typed; what may be stated. */
  const look = useCallback(async () => {
    const { typed: now, held: before } = latest.current;
    const { passes, found } = await sifted(now, (some) => check(schema, some, form, before, today));
    setFindings(found);
    return passes;
  }, [schema, form, today]);
  const cameBack = useRef(Object.keys(typed).length > 0);
  useEffect(() => {
    if (cameBack.current) void look();
    cameBack.current = false;
  }, [look]);

  const commit = useCallback(async () => state(await look(), null), [look, state]);

  const explain = async (why: string) => {
    const wrong = new Set(findings.filter((each) => each.level === "error").map(elementOf));
    const asking = new Set(findings.map(elementOf).filter((each) => !wrong.has(each)));
    await state(Object.fromEntries(Object.entries(latest.current.typed).filter(([each]) => asking.has(each))), why);
    setFindings((all) => all.filter((each) => each.level === "error"));
  };

  const putBack = () => {
    const asking = new Set(findings.filter((each) => each.level !== "error").map(elementOf));
    setTyped((before) => Object.fromEntries(Object.entries(before).filter(([each]) => !asking.has(each))));
    setFindings((all) => all.filter((each) => each.level === "error"));
  };

  const values = useMemo(() => present({ ...held, ...typed }), [held, typed]);
  const errors = useMemo(() => byElement(findings, "error", typed, said), [findings, typed, said]);
  const unusual = useMemo(() => byElement(findings, "warning", typed, said), [findings, typed, said]);
  const asks = findings.filter((each) => each.level !== "error" && elementOf(each) in typed);
  const left = useCallback(() => Object.keys(latest.current.typed), []);
  return { values, errors, unusual, asks, change, commit, explain, putBack, left };
}

/** Values by the doubt that they answer, or none: what several doubt answers each of them, what is doubted of the row any of them. */
function byDoubt(values: Values, row: Schemas["TableRow"], ofRow: string | null, answered: ReadonlySet<string>): Map<string | null, Values> {
  const found = new Map<string | null, Values>();
  for (const [element, value] of Object.entries(values)) {
    const doubts = [...(row.cells.find((each) => each.element === element)?.challenges ?? []), ...(ofRow ? [ofRow] : [])].filter((each) => !answered.has(each));
    for (const each of doubts.length ? doubts : [null]) found.set(each, { ...found.get(each), [element]: value });
  }
  return found;
}

/** What may be stated as it is, and all that speaks against the rest: what is stated without that must be sound by itself. */
async function sifted(typed: Values, look: (some: Values) => Promise<Finding[]>): Promise<{ passes: Values; found: Finding[] }> {
  let passes = typed;
  const found: Finding[] = [];
  for (;;) {
    const more = await look(passes);
    if (!more.length) return { passes, found };
    found.push(...more);
    const waits = new Set(more.map(elementOf));
    passes = Object.fromEntries(Object.entries(passes).filter(([each]) => !waits.has(each)));
  }
}

/** The very same while there is nothing, so that nothing is drawn because of it. */
const NOTHING: Map<string, string[]> = new Map();

function byElement(findings: Finding[], level: "error" | "warning", typed: Values, said: (finding: Finding) => string): Map<string, string[]> {
  if (!findings.length) return NOTHING;
  const found = new Map<string, string[]>();
  for (const each of findings) {
    const element = elementOf(each);
    if ((each.level === "error") === (level === "error") && element in typed) found.set(element, [...(found.get(element) ?? []), said(each)]);
  }
  return found;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A cleared value is an empty field. */
const present = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
