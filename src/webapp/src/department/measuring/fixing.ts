/** Measures are fixed and taken back: while those are there that were seen; else both are shown. What was done last can be undone. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useState } from "react";
import { Refused } from "../../api/client";
import { useWords } from "../../words/language";
import { MEASURES } from "../../words/measures";
import { type Figure, fix, useNow } from "./asking";
import type { Clashed } from "./Clash";

type Wanted = Record<string, string | null>;

interface Told {
  data: Figure[];
  tag: string;
}

/** What somebody did: the measures before and after it. */
export interface Step {
  before: Wanted;
  after: Wanted;
  what: string;
}

const among = (figures: Figure[], field: string): string | null => figures.find((each) => each.field === field)?.measure ?? null;
const some = (wanted: Wanted, which: (field: string, measure: string | null) => boolean): Wanted => Object.fromEntries(Object.entries(wanted).filter(([field, measure]) => which(field, measure)));
const none = (wanted: Wanted): boolean => Object.keys(wanted).length === 0;

export function useFixing(form: string, seen: Told) {
  const t = useWords(MEASURES);
  const queries = useQueryClient();
  const now = useNow(form);
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [steps, setSteps] = useState<Step[]>([]);
  const [clashed, clash] = useState<Clashed | null>(null);

  /** What is there afterwards; nothing where it was refused. */
  const sent = async (wanted: Wanted, known: Told, undoes?: Step): Promise<Told | null> => {
    setBusy(true);
    setError(null);
    try {
      await fix(form, wanted, known.tag);
      clash(null);
      return await renewed(known);
    } catch (refused) {
      setError(await clashes(refused, wanted, known, undoes));
      return null;
    } finally {
      setBusy(false);
    }
  };
  /** It is done, even where what is there now cannot be read. */
  const renewed = async (known: Told): Promise<Told> => {
    // What units are asked, and what the form's fields mean, is told elsewhere, too.
    void queries.invalidateQueries({ queryKey: ["form", form] });
    void queries.invalidateQueries({ queryKey: ["slice", form] });
    try {
      return await now();
    } catch (unread) {
      setError(unread);
      void queries.invalidateQueries({ queryKey: ["measures", form], exact: true });
      return known;
    }
  };
  /** Shows both where others changed measures meanwhile; else, what to say. */
  const clashes = async (refused: unknown, wanted: Wanted, known: Told, undoes?: Step): Promise<unknown> => {
    if (!(refused instanceof Refused && refused.code === "measures-changed")) return refused;
    try {
      const { data, tag } = await now();
      clash({ wanted, seen: known.data, now: data, tag, undoes });
      return null;
    } catch (unread) {
      return unread;
    }
  };
  const told = (wanted: Wanted) => {
    const fixed = Object.values(wanted).filter((each) => each !== null).length;
    return fixed ? t("fixedN", { n: fixed }) : t("releasedN", { n: Object.keys(wanted).length });
  };
  const done = (after: Wanted, known: Figure[]) => {
    const before = Object.fromEntries(Object.keys(after).map((field) => [field, among(known, field)]));
    setSteps((all) => [...all, { before, after, what: told(after) }]);
    void message.success(told(after));
  };
  const undone = (step: Step) => {
    setSteps((all) => all.filter((each) => each !== step));
    void message.success(t("undone"));
  };

  return {
    busy,
    error,
    clashed,
    forget: () => setError(null),
    /** What is undone next, in words. */
    last: steps.at(-1)?.what ?? null,
    act: async (wanted: Wanted): Promise<boolean> => {
      const well = await sent(wanted, seen);
      if (well) done(wanted, seen.data);
      return well !== null;
    },
    mine: async () => {
      if (!clashed) return;
      const { wanted, now: data, tag, undoes } = clashed;
      // Nobody is asked again for what they are asked for already.
      const left = some(wanted, (field, each) => each !== among(data, field));
      if (none(left)) clash(null);
      else if (!(await sent(left, { data, tag }, undoes))) return;
      if (undoes) undone(undoes);
      else if (!none(left)) done(left, data);
    },
    theirs: () => clash(null),
    /** Only what still is as it was left is taken back; of what others changed since, both are shown. */
    undo: async () => {
      const step = steps.at(-1);
      if (!step) return;
      const still = some(step.before, (field) => among(seen.data, field) === step.after[field]);
      const others = some(step.before, (field, before) => !(field in still) && among(seen.data, field) !== before);
      const left = none(still) ? seen : await sent(still, seen, step);
      if (!left) return;
      if (none(others)) return undone(step);
      setSteps((all) => all.filter((each) => each !== step));
      const before = left.data.map((each) => (each.field in others ? { ...each, measure: step.after[each.field] ?? null } : each));
      clash({ wanted: others, seen: before, now: left.data, tag: left.tag, undoes: step });
    },
  };
}
