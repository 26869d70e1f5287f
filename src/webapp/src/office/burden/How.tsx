/** How the figures are reckoned, with everything that goes into them. */
import { Button, Collapse } from "antd";
import { save } from "../../api/client";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { BURDEN } from "../../words/burden";
import { useFormTitles } from "../known";
import { Rows } from "../pieces";
import type { Burden } from "./figures";

const RATES = [
  ["typed", "typed"],
  ["chosen", "chosen"],
  ["confirmed", "confirmed"],
  ["challenged", "doubted"],
  ["find", "find"],
  ["review", "review"],
  ["transmit", "transmit"],
] as const;

export function How({ burden }: { burden: Burden }) {
  const t = useWords(BURDEN);
  return (
    <Collapse
      style={{ marginTop: 16, background: "#fff" }}
      items={[{ key: "how", label: <b>{t("howTitle")}</b>, children: <Inputs burden={burden} /> }]}
    />
  );
}

function Inputs({ burden }: { burden: Burden }) {
  const t = useWords(BURDEN);
  const { number, share } = useFigures();
  const title = useFormTitles();
  const { inputs } = burden;
  const keep = () => save({ blob: new Blob([JSON.stringify(burden, null, 2)], { type: "application/json" }), name: "yibiao-burden.json" });
  return (
    <div className="stack">
      <p>{t("howBefore")}</p>
      <p>{t("howAfter")}</p>
      <div className="line">
        <p className="grow">{t("howInputs")}</p>
        <Button onClick={keep}>{t("download")}</Button>
      </div>
      <dl className="facts across">
        <dt>{t("units")}</dt>
        <dd className="num">{number(inputs.units)}</dd>
        <dt>{t("changed")}</dt>
        <dd className="num">{share(inputs.changed)}</dd>
        <dt>{t("challenged")}</dt>
        <dd className="num">{number(inputs.challenged ?? 0)}</dd>
        {RATES.map(([rate, word]) => {
          const { low, high } = inputs.rates[rate];
          return [
            <dt key={rate}>{t(word)}</dt>,
            <dd key={`${rate} s`} className="num">
              {low === high ? low : `${low}–${high}`} s
            </dd>,
          ];
        })}
      </dl>
      <Rows
        rowKey="form"
        dataSource={[...inputs.demands].sort((one, two) => two.times_a_year * (two.typed + two.chosen) - one.times_a_year * (one.typed + one.chosen))}
        pageSize={10}
        columns={[
          { title: t("form"), render: (_, each) => title(each.form) },
          { title: t("times"), align: "right", render: (_, each) => number(each.times_a_year) },
          { title: t("fields"), align: "right", render: (_, each) => number(each.fields) },
          { title: t("cellsOnce"), align: "right", render: (_, each) => number(each.typed + each.chosen) },
          { title: t("cellsYear"), align: "right", render: (_, each) => number(each.times_a_year * (each.typed + each.chosen)) },
        ]}
      />
    </div>
  );
}
