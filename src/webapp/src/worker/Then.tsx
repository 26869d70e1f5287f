/** The unit's one table as it stood: at the end of a day, when a round closed, or at a position of the journal. Only to be read. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { call, type Schemas } from "../api/client";
import { first, titleOf } from "../form/present";
import { Value } from "../form/Value";
import type { KeptTable, Property } from "../local/database";
import { AsOf } from "../moment/AsOf";
import { type Moment, momentOf, searchOf, stepsOf } from "../moment/moment";
import { NextPage } from "../shell/Long";
import { Unprinted } from "../shell/printing";
import { go, useRoute, way } from "../shell/route";
import { Failed, Status, Teach } from "../shell/Said";
import { Scroll } from "../shell/Scroll";
import { useUnit, useUnitNames } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { useSpeech, useWords } from "../words/language";
import { MOMENT } from "../words/moment";
import { among, KindChoice, useKind, useKinds } from "./kinds";
import { useWhen } from "./whence";

type Table = Schemas["UnitTable"];
type Row = Schemas["TableRow"];

const ROWS = 50;

export function Then() {
  const now = useKind();
  const [, wanted = now.kind, ...steps] = useRoute();
  const moment = momentOf(steps);
  const t = useWords(MOMENT);
  const when = useWhen();
  const { unit } = useUnit();
  const { data: kinds } = useKinds(moment);
  const kind = among(kinds ?? [], wanted);
  const see = (of: string, at: Moment) => go("then", of, ...stepsOf(at));
  return (
    <div className="stack">
      <div>
        <h1 tabIndex={-1}>{t("tableThen", { unit: unit.name })}</h1>
        <p className="soft no-print">{t("thenHelp")}</p>
      </div>
      <div className="line no-print">
        <AsOf moment={moment} choose={(chosen) => see(kind, chosen)} />
        <KindChoice kind={kind} kinds={kinds ?? []} choose={(chosen) => see(chosen, moment)} />
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
    queryFn: ({ pageParam }) => call<Table>(`/units/${encodeURIComponent(unit)}/table?${searchOf(moment, { kind, limit: String(ROWS), cursor: pageParam })}`),
    initialPageParam: "",
    getNextPageParam: (last: Table) => last.next ?? undefined,
  });
  if (!pages.data || !schema.data) {
    const error = pages.error ?? schema.error;
    return error ? <Failed error={error} /> : <Waiting />;
  }
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
      <div className="line no-print">
        <NextPage query={pages}>{say("loadMore", { n: Math.min(ROWS, found - rows.length) })}</NextPage>
        <span className="soft num end">{t("nOf", { n: rows.length, of: found })}</span>
      </div>
    </>
  );
}

function Grid({ rows, properties, moment }: { rows: Row[]; properties: Record<string, Property>; moment: Moment }) {
  const { t: say, language } = useSpeech();
  const t = useWords(MOMENT);
  const unitName = useUnitNames();
  const asked = new Set(rows.flatMap((row) => [...row.cells, ...row.derived].map((each) => each.element)));
  const columns = first(Object.keys(properties).filter((each) => asked.has(each)));
  return (
    <Scroll panel label={say("then")}>
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
              <td>{unitName(row.unit)}</td>
              {columns.map((each) => (
                <td key={each}>
                  <Cell row={row} element={each} property={properties[each]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
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
