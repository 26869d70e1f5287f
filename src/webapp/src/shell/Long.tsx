/** Long lists: some of them, and more whenever somebody asks for more. */
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { Unprinted } from "./printing";
import { Refusal } from "./Said";

interface Given<T> {
  all: T[];
  /** So many are shown before somebody asks for more, and with each asking. */
  first: number;
  more: number;
  /** What is asked for: the next *n*, of those that are *left*. */
  said: (n: number, left: number) => string;
  children: (shown: T[]) => ReactNode;
}

/** What is there already, a part at a time: to draw all of it at once would take long. */
export function Long<T>({ all, first, more, said, children }: Given<T>) {
  const [shown, show] = useState(first);
  const left = all.length - shown;
  return (
    <>
      {children(all.slice(0, shown))}
      {left > 0 && <Unprinted n={shown} of={all.length} />}
      {left > 0 && <Button onClick={() => show(shown + more)}>{said(Math.min(left, more), left)}</Button>}
    </>
  );
}

type Paged = Pick<UseInfiniteQueryResult, "hasNextPage" | "isFetchingNextPage" | "isFetchNextPageError" | "error"> & { fetchNextPage: () => unknown };

/** The next page of what the service gives page by page, if there is one; why it did not come, if it was refused. */
export function NextPage({ query, small = false, children }: { query: Paged; small?: boolean; children: ReactNode }) {
  if (!query.hasNextPage) return null;
  return (
    <div className="stack no-print">
      {query.isFetchNextPageError && <Refusal error={query.error} />}
      <Button size={small ? "small" : "middle"} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {children}
      </Button>
    </div>
  );
}
