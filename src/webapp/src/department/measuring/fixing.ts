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

interface Step {
  before: Wanted;
  what: string;
}

export function useFixing(form: string, seen: { data: Figure[]; tag: string }) {
  const t = useWords(MEASURES);
  const queries = useQueryClient();
  const now = useNow(form);
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [steps, setSteps] = useState<Step[]>([]);
  const [clashed, clash] = useState<Clashed | null>(null);

  const sent = async (wanted: Wanted, tag: string, known: Figure[]): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      await fix(form, wanted, tag);
      await now();
      // What units are asked, and what the form's fields mean, is told elsewhere, too.
      void queries.invalidateQueries({ queryKey: ["form", form] });
      void queries.invalidateQueries({ queryKey: ["slice", form] });
      clash(null);
      return true;
    } catch (refused) {
      if (refused instanceof Refused && refused.code === "measures-changed") {
        const { data, tag: other } = await now();
        clash({ wanted, seen: known, now: data, tag: other });
      } else setError(refused);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const before = (wanted: Wanted, known: Figure[]): Wanted => Object.fromEntries(Object.keys(wanted).map((field) => [field, known.find((each) => each.field === field)?.measure ?? null]));
  const told = (wanted: Wanted) => {
    const fixed = Object.values(wanted).filter((each) => each !== null).length;
    return fixed ? t("fixedN", { n: fixed }) : t("releasedN", { n: Object.keys(wanted).length });
  };
  const done = (wanted: Wanted, known: Figure[]) => {
    setSteps((all) => [...all, { before: before(wanted, known), what: told(wanted) }]);
    void message.success(told(wanted));
  };

  return {
    busy,
    error,
    clashed,
    forget: () => setError(null),
    /** What is undone next, in words. */
    last: steps.at(-1)?.what ?? null,
    act: async (wanted: Wanted): Promise<boolean> => {
      const known = seen.data;
      const well = await sent(wanted, seen.tag, known);
      if (well) done(wanted, known);
      return well;
    },
    mine: async () => {
      if (!clashed) return;
      const { wanted, now: known, tag } = clashed;
      // Nobody is asked again for what they are asked for already.
      const left = Object.fromEntries(Object.entries(wanted).filter(([field, each]) => each !== (known.find((one) => one.field === field)?.measure ?? null)));
      if (!Object.keys(left).length) clash(null);
      else if (await sent(left, tag, known)) done(left, known);
    },
    theirs: () => clash(null),
    undo: async () => {
      const step = steps.at(-1);
      if (!step) return;
      if (await sent(step.before, seen.tag, seen.data)) {
        setSteps((all) => all.slice(0, -1));
        void message.success(t("undone"));
      }
    },
  };
}
