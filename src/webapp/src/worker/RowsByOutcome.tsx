/** What became of each row of an import, and why: those of which somebody must do something first, and any others that are wanted. */
import { useState } from "react";
import type { Finding } from "../api/client";
import { Chip } from "../shell/Chip";
import { Long } from "../shell/Long";
import { Findings } from "../shell/Said";
import { Scroll } from "../shell/Scroll";
import { IMPORTS, OUTCOMES } from "../words/imports";
import { useWords } from "../words/language";
import { ATTENTION, counted, type Outcome, OutcomeSaid } from "./outcomes";

export interface RowTold {
  /** The sheet and the row, as whoever opens the file finds it. */
  place: string;
  outcome: Outcome;
  findings: Finding[];
  /** Of it as a whole; nothing where the findings say it all. */
  says?: string | undefined;
}

interface Given {
  rows: RowTold[];
  counts: Record<string, number>;
}

type Filter = "attention" | "every" | Outcome;

const AT_ONCE = 200;

/** What came to nothing first, then what was taken in part. */
const urgency = ({ outcome }: RowTold): number => (ATTENTION.includes(outcome) ? ATTENTION.indexOf(outcome) : ATTENTION.length);

export function RowsByOutcome({ rows, counts }: Given) {
  const t = useWords(IMPORTS);
  const said = useWords(OUTCOMES);
  const attention = rows.filter((each) => ATTENTION.includes(each.outcome) || each.findings.length).sort((one, other) => urgency(one) - urgency(other));
  const [filter, setFilter] = useState<Filter>(attention.length ? "attention" : "every");
  const wanted = filter === "every" ? rows : filter === "attention" ? attention : rows.filter((each) => each.outcome === filter);
  const chips: [Filter, string, number][] = [["attention", t("attention"), attention.length], ...counted(counts).map(([outcome, n]): [Filter, string, number] => [outcome, said(outcome), n]), ["every", t("every"), rows.length]];
  return (
    <>
      <div className="chips" role="group" aria-label={t("filter")}>
        {chips.map(([each, label, n]) => (
          <Chip key={each} pressed={filter === each} press={() => setFilter(each)} label={label} n={n} />
        ))}
      </div>
      {wanted.length ? (
        <Long key={filter} all={wanted} first={AT_ONCE} more={AT_ONCE} said={(n, left) => t("moreRows", { n, left })}>
          {(shown) => <Table rows={shown} />}
        </Long>
      ) : (
        <p className="soft">{rows.length ? t("allWell") : t("noRows")}</p>
      )}
    </>
  );
}

function Table({ rows }: { rows: RowTold[] }) {
  const t = useWords(IMPORTS);
  return (
    <Scroll label={t("report")}>
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">{t("place")}</th>
            <th scope="col">{t("result")}</th>
            <th scope="col">{t("says")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={each.place}>
              <td className="num">{each.place}</td>
              <td>
                <OutcomeSaid of={each.outcome} />
              </td>
              <td>
                {each.says}
                <Findings findings={each.findings} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
