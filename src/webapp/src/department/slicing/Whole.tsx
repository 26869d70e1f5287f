/** How complete the answer is: a bar beside it, and behind it each column and the units that have filed. */
import { Progress } from "antd";
import { useState } from "react";
import { Refusal } from "../../shell/Said";
import { useFigures } from "../../words/names";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";
import { type Totals, useAnswered, type Wish } from "./asking";
import type { Column } from "./columns";
import { Opening } from "../../shell/Opening";

export function Whole({ form, wish, totals, there, columns }: { form: string; wish: Wish; totals: Totals; /** Whether the totals are of this wish, and of none before it. */ there: boolean; columns: Column[] }) {
  const t = useWords(SLICING);
  const { number, share } = useFigures();
  const [open, setOpen] = useState(false);
  const { data: found, error } = useAnswered(form, wish, columns, there);
  const counted = columns.filter((each) => found?.cells[each.id] !== undefined);
  const cells = (found?.rows ?? 0) * counted.length;
  const answered = counted.reduce((sum, each) => sum + found!.cells[each.id]!, 0);
  const part = cells ? answered / cells : 0;
  const { units } = totals;
  const details = (
    <div className="slice-whole-more">
      {error && <Refusal error={error} />}
      {units && (
        <p>
          {t("unitsFiled", { round: units.round, filed: number(units.filed), units: number(units.units) })}
          {units.late > 0 && ` · ${t("unitsLate", { n: number(units.late) })}`}
        </p>
      )}
      <table>
        <tbody>
          {counted.map((each) => {
            const own = found?.rows ? found.cells[each.id]! / found.rows : 0;
            return (
              <tr key={each.id}>
                <th scope="row">{each.label}</th>
                <td>
                  <Progress aria-label={each.label} percent={own * 100} size="small" status="normal" showInfo={false} />
                </td>
                <td className="num right">{share(own)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
  return (
    <Opening open={open} setOpen={setOpen} placement="bottomRight" title={t("wholeness")} content={details}>
      <button type="button" className="slice-whole">
        <span className="soft">{t("wholeness")}</span>
        <span className="meter" aria-hidden="true">
          <i style={{ width: `${part * 100}%` }} />
        </span>
        <b className="num">{found ? share(part) : "…"}</b>
        <span className="unseen">{t("wholenessMore")}</span>
        {units && (
          <span className="soft num wide">
            {t("unitsShort", { filed: number(units.filed), units: number(units.units) })}
          </span>
        )}
      </button>
    </Opening>
  );
}
