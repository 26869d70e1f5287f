/** What is to be decided of a form's fields: what each may mean, what was decided, and how a decision is taken back. */
import { useCallback, useMemo, useRef, useState } from "react";
import type { Decision, Dismissed } from "./draft";
import { type Asked, askedOf, type Binding, type Candidate, type FormDocument, type Match } from "./shown";

/** `ask` waits for a person; `mine` was decided here; the rest stands already, by whom or what it says. */
export type State = "ask" | "mine" | "auto" | "new" | "inherited" | "person" | "figure";

export interface Item {
  key: string;
  asked: Asked;
  state: State;
  /** Whether a person was ever needed. */
  doubtful: boolean;
  /** Those that nobody has said it does not mean, best first. */
  candidates: Candidate[];
  decision?: Decision | undefined;
  binding?: Binding | undefined;
}

interface Known {
  form: FormDocument;
  matches: Match[];
  bindings: Binding[];
  inherited?: string[] | undefined;
  /** The ids of fields, by the keys under which decisions are kept. */
  ids?: Record<string, string> | undefined;
}

export interface Choices {
  decisions: Record<string, Decision>;
  dismissed: Record<string, Dismissed[]>;
}

export function itemsOf({ form, matches, bindings, inherited, ids }: Known, { decisions, dismissed }: Choices): Item[] {
  const keys = new Map(Object.entries(ids ?? {}).map(([key, id]) => [id, key]));
  const matched = new Map(matches.map((each) => [each.field, each]));
  const bound = new Map(bindings.map((each) => [each.field, each]));
  const items: Item[] = [];
  for (const asked of askedOf(form)) {
    const [match, binding] = [matched.get(asked.id), bound.get(asked.id)];
    const key = keys.get(asked.id) ?? asked.id;
    if (!match && !binding && !decisions[key]) continue;
    const gone = dismissed[key] ?? [];
    const candidates = (match?.candidates ?? []).filter((each) => !gone.some((one) => same(one, each)));
    const decision = decisions[key];
    const state: State = decision ? "mine" : binding ? standing(binding, inherited?.includes(asked.id)) : "ask";
    items.push({ key, asked, state, doubtful: state === "ask" || state === "mine" || match?.band === "ask", candidates, decision, binding });
  }
  return items;
}

function standing(binding: Binding, inherited: boolean | undefined): State {
  if (binding.how === "measure") return "figure";
  if (inherited) return "inherited";
  if (binding.decided_by === "rule:new") return "new";
  return binding.decided_by.startsWith("rule:") ? "auto" : "person";
}

const sameLinks = (one: string[] | undefined, other: string[] | undefined): boolean => (one ?? []).join(" ") === (other ?? []).join(" ");
export const same = (one: { element?: string | null; via?: string[] }, other: { element?: string | null; via?: string[] }): boolean =>
  one.element === other.element && sameLinks(one.via, other.via);

/** Choices that can be taken back one by one; each step says which field it was about. */
export function useChoices(choices: Choices, put: (choices: Choices) => void) {
  const steps = useRef<{ key: string; before: Choices }[]>([]);
  const [undoable, setUndoable] = useState(0);
  const step = useCallback(
    (key: string, after: Choices) => {
      steps.current.push({ key, before: choices });
      setUndoable(steps.current.length);
      put(after);
    },
    [choices, put],
  );
  return useMemo(
    () => ({
      undoable,
      decide: (key: string, decision: Decision) => {
        // Whoever decides on it after all takes back that it is not meant.
        const gone = (choices.dismissed[key] ?? []).filter((each) => !same(each, decision));
        const { [key]: _, ...rest } = choices.dismissed;
        step(key, { decisions: { ...choices.decisions, [key]: decision }, dismissed: gone.length ? { ...rest, [key]: gone } : rest });
      },
      dismiss: (key: string, { element, via }: Candidate) => {
        const { [key]: decided, ...decisions } = choices.decisions;
        const kept = decided && !same(decided, { element, via }) ? { ...decisions, [key]: decided } : decisions;
        step(key, { decisions: kept, dismissed: { ...choices.dismissed, [key]: [...(choices.dismissed[key] ?? []), { element, via }] } });
      },
      /** The key of the field that the step taken back was about. */
      undo: (): string | null => {
        const last = steps.current.pop();
        setUndoable(steps.current.length);
        if (!last) return null;
        put(last.before);
        return last.key;
      },
    }),
    [choices, step, undoable, put],
  );
}
