/** The calendar of rounds, or one of them with how far its units are. */
import { Button } from "antd";
import { useState } from "react";
import { dayOf, days, today } from "../../local/day";
import { Status, Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { ROUNDS } from "../../words/rounds";
import { type Round, useMayGovern, useRounds } from "../known";
import { Asked, Head, Panel, Rows } from "../pieces";
import { officeWay, useWithin } from "../route";
import { Opening } from "./Opening";
import { OneRound } from "./OneRound";
import { standingOf } from "../../worker/rounds";
import { Year } from "./Year";
import "./rounds.css";

export default function Rounds() {
  const [round] = useWithin();
  return round ? <OneRound key={round} id={round} /> : <Calendar />;
}

function Calendar() {
  const t = useWords(ROUNDS);
  const rounds = useRounds();
  const mayGovern = useMayGovern();
  const [opening, setOpening] = useState(false);
  const opener = mayGovern && (
    <Button type="primary" onClick={() => setOpening(true)}>
      {t("open")}
    </Button>
  );
  return (
    <>
      <Head title={t("title")} help={t("lead")}>
        {opener}
      </Head>
      <Asked query={rounds}>
        {(found) =>
          found.length ? (
            <>
              <Panel title={t("calendar")}>
                <Year rounds={found} />
              </Panel>
              <Panel flush>
                <Listed rounds={[...found].sort((one, two) => (one.due < two.due ? 1 : -1))} />
              </Panel>
            </>
          ) : (
            <Panel>
              <Teach title={t("none")} help={t("noneHelp")}>
                {opener}
              </Teach>
            </Panel>
          )
        }
      </Asked>
      {opening && <Opening done={() => setOpening(false)} />}
    </>
  );
}

function Listed({ rounds }: { rounds: Round[] }) {
  const t = useWords(ROUNDS);
  const named = useNames();
  return (
    <Rows<Round>
      rowKey="id"
      dataSource={rounds}
      columns={[
        { title: t("round"), render: (_, each) => <a href={officeWay("rounds", each.id)}>{each.id}</a> },
        { title: t("period"), render: (_, each) => named("period", each.period) },
        { title: t("opens"), dataIndex: "opens", className: "num" },
        {
          title: t("due"),
          render: (_, each) => (
            <span className="num">
              {each.due} {!!each.extensions?.length && <span className="soft small">{t("extended", { n: each.extensions.length })}</span>}
            </span>
          ),
        },
        { title: t("state"), render: (_, each) => <State round={each} /> },
      ]}
    />
  );
}

const HUES = { ahead: "loaded", running: "good", overdue: "bad", closed: "" };

export function State({ round }: { round: Round }) {
  const t = useWords(ROUNDS);
  const state = standingOf(round);
  const left = days(today(), round.due);
  return (
    <span className="line">
      <Status of={HUES[state]}>{t(state)}</Status>
      {round.closed_at && <span className="soft small num">{t("endedOn", { day: dayOf(round.closed_at) })}</span>}
      {state === "running" && <span className="soft small">{t("daysLeft", { n: left })}</span>}
      {state === "overdue" && <span className="soft small">{t("daysOver", { n: -left })}</span>}
    </span>
  );
}
