/** The pages of the unit's table that are there so far, and how many rows there are in all. */
import type { ReactNode } from "react";
import { ROWS } from "../local/unit";
import { NextPage } from "../shell/Long";
import { Unprinted } from "../shell/printing";
import { Refusal } from "../shell/Said";
import { Waiting } from "../shell/Waiting";
import { useSpeech } from "../words/language";
import { Rows } from "./Rows";
import type { Table } from "./table";

/** *empty* is what stands there where there are none. */
export function Listing({ table: { rows, first, query }, empty }: { table: Table; empty: ReactNode }) {
  const { t } = useSpeech();
  if (!first) return query.error ? <Refusal error={query.error} /> : <Waiting />;
  if (!rows.length) return <div className="panel flush">{empty}</div>;
  return (
    <div className="stack">
      <div className="panel flush">
        <Rows rows={rows} asOf={first.as_of} />
        {query.hasNextPage && <Unprinted n={rows.length} of={first.found} />}
      </div>
      <div className="line">
        <NextPage query={query}>{t("loadMore", { n: Math.min(ROWS, first.found - rows.length) })}</NextPage>
        <span className="soft num end">{t("nFound", { n: first.found.toLocaleString() })}</span>
      </div>
    </div>
  );
}
