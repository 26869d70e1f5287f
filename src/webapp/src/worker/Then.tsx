/** The unit's one table as it stood: at the end of a day, when a round closed, or at a position of the journal. Only to be read. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { call, type Schemas, Unreachable } from "../api/client";
import { first, titleOf } from "../form/present";
import type { KeptTable, Property } from "../local/database";
import { AsOf } from "../moment/AsOf";
import { type Moment, momentOf, searchOf, stepsOf } from "../moment/moment";
import { Unprinted } from "../shell/printing";
import { go, useRoute, way } from "../shell/route";
import { Refusal, Status, Teach } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { useSpeech, useWords } from "../words/language";
import { MOMENT } from "../words/moment";
import { useNames } from "../words/names";
import { Value } from "./History";
import { useWhen } from "./whence";

type Table = Schemas["UnitTable"];
type Row = Schemas["TableRow"];

const KINDS = ["person", "household", "dwelling", "organisation", "place", "thing", "event", "unit"] as const;
const ROWS = "50";

export function Then() {
  const [, kind = "person", ...steps] = useRoute();
  const moment = momentOf(steps);
  const t = useWords(MOMENT);
  const named = useNames();
  const when = useWhen();
  const { unit } = useUnit();
  const see = (of: string, at: Moment) => go("then", of, ...stepsOf(at));
  return (
    <div className="stack">
      <div>
        <h1 tabIndex={-1}>{t("tableThen", { unit: unit.name })}</h1>
        <p className="soft no-print">{t("thenHelp")}</p>
      </div>
      <div className="line no-print">
        <AsOf moment={moment} choose={(chosen) => see(kind, chosen)} />
        <select className="typed" style={{ width: "auto" }} aria-label={t("kind")} value={kind} onChange={(event) => see(event.target.value, moment)}>
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {named("subject", each)}
            </option>
          ))}
        </select>
      </div>
      <Alert type={moment.of === "now" ? "info" : "warning"} showIcon title={moment.of === "now" ? t("thenNow") : t("thenPast", { when: when(moment) })} />
      <Rows key={`${unit.code} ${kind} ${steps.join("/")}`} unit={unit.code} kind={kind} moment={moment} />
    </div>
  );
}

function Rows({ unit, kind, moment }: { unit: string; kind: string; moment: Moment }) {
  const { t: say } = useSpeech();
  const t = useWords(MOMENT);
  const schema = useQuery({
    queryKey: ["table then", kind, moment],
    queryFn: () => call<KeptTable>(`/tables/${encodeURIComponent(kind)}?${searchOf(moment)}`),
    staleTime: 600_000,
  });
  const pages = useInfiniteQuery({
    queryKey: ["then", unit, kind, moment],
    queryFn: ({ pageParam }) => call<Table>(`/units/${encodeURIComponent(unit)}/table?${searchOf(moment, { kind, limit: ROWS, cursor: pageParam })}`),
    initialPageParam: "",
    getNextPageParam: (last: Table) => last.next ?? undefined,
    retry: false,
  });
  const error = pages.error ?? schema.error;
  if (error instanceof Unreachable) return <Teach title={say("needsNetwork")} help={say("unreachableHelp")} />;
  if (error) return <Refusal error={error} />;
  if (!pages.data || !schema.data) return <Waiting />;
  const rows = pages.data.pages.flatMap((each) => each.rows);
  const { found } = pages.data.pages[0]!;
  if (!rows.length) {
    return (
      <div className="panel">
        <Teach title={t("thenNobody")} help={t("thenNobodyHelp")} />
      </div>
    );
  }
  return (
    <>
      <Grid rows={rows} properties={schema.data.json_schema.properties} moment={moment} />
      {pages.hasNextPage && <Unprinted n={rows.length} of={found} />}
      <div className="line spread no-print">
        {pages.hasNextPage ? (
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {say("loadMore", { n: Math.min(Number(ROWS), found - rows.length) })}
          </Button>
        ) : (
          <span />
        )}
        <span className="soft num">{t("nOf", { n: rows.length, of: found })}</span>
      </div>
    </>
  );
}

function Grid({ rows, properties, moment }: { rows: Row[]; properties: Record<string, Property>; moment: Moment }) {
  const { t: say, language } = useSpeech();
  const t = useWords(MOMENT);
  const { units } = useUnit();
  const asked = new Set(rows.flatMap((row) => [...row.cells, ...row.derived].map((each) => each.element)));
  const columns = first(Object.keys(properties).filter((each) => asked.has(each)));
  return (
    <div className="panel flush scroll" tabIndex={0} role="region" aria-label={say("then")}>
      <table className="grid then">
        <thead>
          <tr>
            <th scope="col">{t("who")}</th>
            <th scope="col">{t("standing")}</th>
            <th scope="col">{say("unit")}</th>
            {columns.map((each) => (
              <th key={each} scope="col">
                {titleOf(properties[each], language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.subject}>
              <th scope="row">
                <a href={way("history", row.subject, ...stepsOf(moment))}>{row.label ?? "—"}</a>
              </th>
              <td>
                <Status of={row.status}>{say(row.status)}</Status>
              </td>
              <td>{units.find((each) => each.code === row.unit)?.name ?? "—"}</td>
              {columns.map((each) => (
                <td key={each}>
                  <Cell row={row} element={each} property={properties[each]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ row, element, property }: { row: Row; element: string; property: Property | undefined }) {
  const { t } = useSpeech();
  const cell = [...row.cells, ...row.derived].find((each) => each.element === element);
  if (!cell) return null;
  if (cell.value != null) return <Value property={property} value={cell.value} />;
  if ((cell.mask ?? "full") !== "full") return <span className="soft">{t("hidden")}</span>;
  return row.missing?.includes(element) ? <Status of="missing">{t("missing")}</Status> : <span className="soft">—</span>;
}
