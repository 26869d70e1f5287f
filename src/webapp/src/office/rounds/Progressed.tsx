/** How far the units of a round are: of a unit and those right below it. */
import { Button } from "antd";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { Status, Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { ROUNDS } from "../../words/rounds";
import { type Round, useMayGovern, useUnits } from "../known";
import { Asked, Panel, Rows } from "../pieces";
import { GiveBack } from "../../worker/GiveBack";
import { useProgress } from "./asking";

type UnitProgress = Schemas["UnitProgress"];

export function Progressed({ round }: { round: Round }) {
  const t = useWords(ROUNDS);
  const { number } = useFigures();
  const units = useUnits();
  const [unit, setUnit] = useState<string | null>(null);
  const progress = useProgress(round.id, unit);
  const above = units.data?.find((each) => each.code === unit)?.parent ?? null;
  return (
    <Panel
      title={t("progress")}
      flush
      extra={
        <span className="line">
          {progress.data && <span className="soft small num">{t("asOf", { n: number(progress.data.as_of) })}</span>}
          {unit && (
            <Button size="small" onClick={() => setUnit(above)}>
              ↑ {t("up")}
            </Button>
          )}
        </span>
      }
    >
      <Asked query={progress}>
        {(found) => (found.units.length ? <Table round={round} units={found.units} down={setUnit} at={unit} /> : <Teach title={t("noUnits")} help={t("noUnitsHelp")} />)}
      </Asked>
    </Panel>
  );
}

function Table({ round, units, at, down }: { round: Round; units: UnitProgress[]; at: string | null; down: (unit: string) => void }) {
  const t = useWords(ROUNDS);
  const { number, share } = useFigures();
  const known = useUnits();
  const mayGovern = useMayGovern();
  const parents = new Set(known.data?.map((each) => each.parent));
  return (
    <Rows<UnitProgress>
      rowKey="unit"
      dataSource={units}
      columns={[
        {
          title: t("unit"),
          render: (_, each) =>
            parents.has(each.unit) && each.unit !== at ? (
              <Button type="link" size="small" className="printed" style={{ padding: 0 }} onClick={() => down(each.unit)}>
                {each.name}
              </Button>
            ) : (
              each.name
            ),
        },
        {
          title: t("handedIn"),
          render: (_, { units: tally }) => <Share part={tally.submitted ?? 0} all={tally.units ?? 0} />,
        },
        { title: t("timely"), align: "right", render: (_, { units: tally }) => (tally.submitted || tally.late ? share(1 - (tally.late ?? 0) / tally.units!, 0) : "—") },
        { title: t("late"), align: "right", render: (_, { units: tally }) => (tally.late ? <Status of="bad">{tally.late}</Status> : 0) },
        { title: t("returned"), align: "right", render: (_, { units: tally }) => number(tally.returned ?? 0) },
        { title: t("begun"), align: "right", render: (_, { units: tally }) => number(tally.begun ?? 0) },
        { title: t("notBegun"), align: "right", render: (_, { units: tally }) => number(tally.not_begun ?? 0) },
        { title: t("cells"), render: (_, { counts }) => <Share part={counts.held ?? 0} all={counts.asked ?? 0} /> },
        { title: t("missing"), align: "right", render: (_, { counts }) => number(counts.missing ?? 0) },
        { title: t("stale"), align: "right", render: (_, { counts }) => number(counts.stale ?? 0) },
        { title: "", render: (_, each) => each.standing?.state === "submitted" && !round.closed && mayGovern && <GiveBack round={round.id} unit={each} /> },
      ]}
    />
  );
}

function Share({ part, all }: { part: number; all: number }) {
  const t = useWords(ROUNDS);
  const { number } = useFigures();
  return (
    <span className="share">
      <span className="meter" aria-hidden="true">
        <i style={{ width: `${all ? (100 * part) / all : 0}%` }} />
      </span>
      <span className="num small">{t("ofUnits", { n: number(part), all: number(all) })}</span>
    </span>
  );
}
