/** Registers that were loaded before: who, when, which file, what became of its rows. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { call } from "../../api/client";
import { useUnitNames } from "../../office/known";
import { Asked, Panel } from "../../office/pieces";
import { Status } from "../../shell/Said";
import { HOLDING } from "../../words/holding";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { called } from "../../worker/acts";
import { counted, OutcomeSaid } from "../../worker/outcomes";
import type { Counts, Listed, Listing } from "./held";

export function Earlier({ of, way }: { of: { unit: string } | { department: string }; way: (id: string) => string }) {
  const t = useWords(HOLDING);
  const [address, kind] = "unit" in of ? [`/units/${encodeURIComponent(of.unit)}/imports`, { kind: "register" }] : [`/departments/${encodeURIComponent(of.department)}/imports`, {}];
  const query = useInfiniteQuery({
    queryKey: ["imports", address],
    queryFn: ({ pageParam }) => call<Listing>(`${address}?${new URLSearchParams({ limit: "20", ...kind, ...(pageParam ? { before: String(pageParam) } : {}) })}`),
    initialPageParam: 0,
    getNextPageParam: (last) => last.before ?? undefined,
  });
  return (
    <Panel title={t("earlier")} flush>
      <Asked query={query}>
        {({ pages }) => {
          const listed = pages.flatMap((page) => page.imports.map((each) => ({ each, people: page.people })));
          if (!listed.length) return <p className="soft held-none">{t("noneYet")}</p>;
          return (
            <>
              <ul className="rows">
                {listed.map(({ each, people }) => (
                  <One key={each.id} of={each} people={people} way={way} />
                ))}
              </ul>
              {query.hasNextPage && (
                <div className="held-none">
                  <Button size="small" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    {t("more")}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </Asked>
    </Panel>
  );
}

function One({ of, people, way }: { of: Listed; people: Record<string, string>; way: (id: string) => string }) {
  const t = useWords(HOLDING);
  const { moment } = useFigures();
  const unitName = useUnitNames();
  const what = (
    <>
      <div className="label">{of.file.name}</div>
      <div className="needs">{t("resultOf", { by: called(people, of.actor), at: moment(of.at), unit: unitName(of.unit ?? "") })}</div>
      <Counted counts={of.counts} />
    </>
  );
  return (
    <li className="subject">
      {of.finished ? <a href={way(of.id)}>{what}</a> : <div className="grow">{what}</div>}
      {of.undone ? <Status of="">{t("wasUndone")}</Status> : !of.finished && <Status of="missing">{t("broken")}</Status>}
    </li>
  );
}

export function Counted({ counts }: { counts: Counts }) {
  return (
    <ul className="result-counts">
      {counted(counts).map(([outcome, n]) => (
        <li key={outcome}>
          <OutcomeSaid of={outcome} n={n} />
        </li>
      ))}
    </ul>
  );
}
