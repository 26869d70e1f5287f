/** Pages of the unit's table, one after the other. */
import { type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import type { Row } from "../local/database";
import { type Page, page, type Query } from "../local/unit";

export interface Table {
  rows: Row[];
  first: Page | undefined;
  query: UseInfiniteQueryResult;
}

export function useTable(query: Query, enabled = true): Table {
  const asked = useInfiniteQuery({
    queryKey: ["table", query],
    queryFn: ({ pageParam }) => page({ ...query, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page) => last.next ?? undefined,
    enabled,
  });
  const pages = asked.data?.pages ?? [];
  return { rows: unique(pages.flatMap((each) => each.rows)), first: pages[0], query: asked };
}

/** A row whose status has changed between two pages may come twice. */
function unique(rows: Row[]): Row[] {
  return [...new Map(rows.map((each) => [each.subject, each])).values()];
}
