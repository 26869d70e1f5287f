/** Windows of rows: only those that are looked at are asked of the service, and what is far from them is forgotten. */
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { bodyOf, rowsOf, type SliceAnswer, type Wish } from "./asking";
import type { Column } from "./columns";

/** Rows that are asked for at once. */
const WINDOW = 200;
/** Milliseconds that somebody stays before anything is asked for: whoever drags past a million rows asks for none of them. */
const STAYING = 70;
/** Milliseconds after which a window that nobody looks at is forgotten. */
const KEPT = 60_000;

export interface RowAt {
  subject: string | null;
  cells: unknown[];
}

/** The rows that are seen in the grid, and the one that is *open* beside it, wherever it is. */
export function useWindows(form: string, wish: Wish, columns: Column[], seen: { from: number; to: number }, open: number | null, total: number) {
  const queries = useQueryClient();
  const body = { ...bodyOf(wish, columns), sort: wish.sort };
  const first = Math.floor(seen.from / WINDOW);
  const last = Math.floor(Math.max(seen.from, Math.min(seen.to, total - 1)) / WINDOW);
  const [settled, settle] = useState({ first, last });
  useEffect(() => {
    const timer = setTimeout(() => settle({ first, last }), STAYING);
    return () => clearTimeout(timer);
  }, [first, last]);
  const inSight = Array.from({ length: settled.last - settled.first + 1 }, (_, at) => settled.first + at);
  const numbers = total ? [...new Set([...inSight, ...(open === null ? [] : [Math.floor(open / WINDOW)])])] : [];
  const keyOf = (number: number) => ["slice", form, "rows", body, number];
  const answers = useQueries({
    queries: numbers.map((number) => ({
      queryKey: keyOf(number),
      staleTime: KEPT,
      gcTime: KEPT,
      refetchOnWindowFocus: false,
      queryFn: ({ signal }: { signal: AbortSignal }) => {
        // Behind a window that is known, and not being asked anew itself, it goes on from there; anywhere else it jumps.
        const known = queries.getQueryState<SliceAnswer>(keyOf(number - 1));
        const before = known && !known.isInvalidated && known.fetchStatus === "idle" ? known.data?.next : undefined;
        return rowsOf(form, { ...body, limit: WINDOW, ...(before ? { cursor: before } : { skip: number * WINDOW }) }, signal);
      },
    })),
  });
  const error = answers.find((each) => each.error)?.error ?? null;
  const asOf = Math.max(0, ...answers.map((each) => each.data?.as_of ?? 0));
  const rowAt = (at: number): RowAt | null => {
    const answer = queries.getQueryData<SliceAnswer>(keyOf(Math.floor(at / WINDOW)));
    const cells = answer?.rows[at % WINDOW];
    return cells ? { subject: answer?.subjects?.[at % WINDOW] ?? null, cells } : null;
  };
  return { rowAt, error, asOf };
}
