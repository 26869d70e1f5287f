/** Where the unit stands in each round that is open: handing it in, and giving back what units have handed in. */
import { Alert, Button, Input } from "antd";
import { type ReactNode, useId, useState } from "react";
import { call, type Schemas } from "../api/client";
import { dayOf } from "../local/day";
import { useAct } from "../shell/acting";
import { way } from "../shell/route";
import { Failed, Refusal, Status, Teach } from "../shell/Said";
import { Scroll } from "../shell/Scroll";
import { Waiting } from "../shell/Waiting";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { GiveBack } from "./GiveBack";
import { Meter, RoundHead, StandingSaid, TurnSaid, useTurnSaid } from "./RoundLine";
import { type OpenRound, type People, roundPath, useHandedIn, useUnitsRounds } from "./rounds";

type Noun = Schemas["Round"];
type UnitProgress = Schemas["UnitProgress"];

export function Round() {
  const { t } = useSpeech();
  const { unit } = useUnit();
  const { data, error } = useUnitsRounds(unit.code);
  if (!data) return error ? <Failed error={error} /> : <Waiting />;
  const { open, ahead, closed } = data;
  const none = !open.length && !ahead.length && !closed.length;
  return (
    <div className="stack">
      <h1 tabIndex={-1}>
        {t("roundTitle")} · {unit.name}
      </h1>
      {none && (
        <div className="panel">
          <Teach title={t("roundsNone")} help={t("roundsNoneHelp")} />
        </div>
      )}
      {!none && !open.length && <p className="soft">{t("noRound")}</p>}
      {open.map((each) => (
        <Open key={`${unit.code} ${each.round.id}`} {...each} />
      ))}
      <Others title={t("roundsAhead")} rounds={ahead} said={({ opens, due }) => `${t("opensOn", { opens })} · ${t("dueOn", { due })}`} />
      {closed.length > 0 && <Closed rounds={closed} unit={unit.code} />}
    </div>
  );
}

function Open({ round, mine, below, people }: OpenRound) {
  const { t } = useSpeech();
  const { counts, standing } = mine;
  const said = useTurnSaid(people);
  const last = standing?.turns?.at(-1);
  return (
    <section className="panel stack" aria-label={round.id}>
      <RoundHead round={round} mine={mine} heading />
      <Meter held={counts.held} asked={counts.asked} />
      <p className="num">
        {t("missingCells")} {counts.missing.toLocaleString()} · {t("staleCells")} {(counts.stale ?? 0).toLocaleString()}
      </p>
      {standing?.state === "returned" && <Alert type="warning" showIcon title={said(last)} />}
      {standing?.state === "submitted" && <TurnSaid turn={last} people={people} />}
      {Boolean(standing?.changed) && <p className="soft">{t("changedSince", { n: standing!.changed! })}</p>}
      <Turn round={round} mine={mine} />
      {below.length > 0 && <Below round={round} units={below} people={people} />}
    </section>
  );
}

/** What can be done next in the unit itself, by whoever looks; or who does it. */
function Turn({ round, mine }: { round: Noun; mine: UnitProgress }) {
  const { t } = useSpeech();
  const { may } = useUnit();
  const { standing, units } = mine;
  if (!standing) return <p className="soft">{t(units.units ? "handInBelow" : "handInAbove")}</p>;
  if (standing.state === "submitted") {
    return may("round.return", mine.unit) ? (
      <div>
        <GiveBack round={round.id} unit={mine} />
      </div>
    ) : null;
  }
  if (!may("round.submit", mine.unit)) return <p className="soft">{t("handInByHead")}</p>;
  return <HandIn round={round.id} mine={mine} />;
}

function HandIn({ round, mine: { unit, counts } }: { round: string; mine: UnitProgress }) {
  const { t } = useSpeech();
  const id = useId();
  const [remark, setRemark] = useState("");
  const { act, busy, error } = useAct(["progress"]);
  const { missing } = counts;
  const path = `/units/${encodeURIComponent(unit)}${roundPath(round)}/submission`;
  return (
    <div className="stack">
      <p className="soft">{t("handInAsk")}</p>
      {missing > 0 && (
        <div>
          <label htmlFor={id}>{t("handInMissing", { n: missing.toLocaleString() })}</label>
          <Input.TextArea id={id} rows={2} value={remark} onChange={(event) => setRemark(event.target.value)} maxLength={500} />
        </div>
      )}
      {error !== null && <Refusal error={error} />}
      <Button type="primary" loading={busy} disabled={missing > 0 && !remark.trim()} onClick={() => void act(() => call(path, { json: { remark: remark.trim() || null } }), t("handedIn"))}>
        {t("handIn")}
      </Button>
    </div>
  );
}

function Below({ round, units, people }: { round: Noun; units: UnitProgress[]; people: People }) {
  const { t } = useSpeech();
  const { units: mine, choose, may } = useUnit();
  const opened = new Set(mine.map((each) => each.code));
  const handIn = units.some((each) => each.standing || each.units.units);
  return (
    <Scroll label={t("unitsBelow", { round: round.id })}>
      <table className="grid num">
        <thead>
          <tr>
            <th scope="col">{t("unit")}</th>
            {handIn && <th scope="col">{t("standing")}</th>}
            <th scope="col" className="right">
              {t("missingCells")}
            </th>
            <th scope="col" className="right">
              {t("staleCells")}
            </th>
            <th scope="col" className="right">
              {t("askedCells")}
            </th>
          </tr>
        </thead>
        <tbody>
          {units.map((each) => (
            <tr key={each.unit}>
              <td>
                {opened.has(each.unit) ? (
                  <Button type="link" size="small" className="printed" style={{ padding: 0 }} onClick={() => choose(each.unit)}>
                    {each.name}
                  </Button>
                ) : (
                  each.name
                )}
              </td>
              {handIn && (
                <td>
                  <div className="line">
                    <StandingSaid of={each} />
                    {each.standing?.state === "submitted" && may("round.return", each.unit) && <GiveBack round={round.id} unit={each} />}
                  </div>
                  <TurnSaid turn={each.standing?.turns?.at(-1)} people={people} />
                </td>
              )}
              <td className="right">{each.counts.missing.toLocaleString()}</td>
              <td className="right">{(each.counts.stale ?? 0).toLocaleString()}</td>
              <td className="right">{each.counts.asked.toLocaleString()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** Rounds that are over: when each ended, and whether the unit had handed in by then, if it does. */
function Closed({ rounds, unit }: { rounds: Noun[]; unit: string }) {
  const { t } = useSpeech();
  const { data } = useHandedIn(unit);
  const last = (id: string) => data?.turns?.[id]?.at(-1);
  return (
    <Others
      title={t("roundsClosed")}
      rounds={rounds}
      said={ended}
      below={({ id }) => (
        <>
          <div className="line spread">
            {data && (data.hands_in || data.turns?.[id]) && <Outcome last={last(id)} />}
            <a href={way("then", "person", "round", id)}>{t("then")}</a>
          </div>
          {last(id)?.act === "return" && <TurnSaid turn={last(id)} people={data?.people} />}
        </>
      )}
    />
  );

  function ended({ due, closed_at }: Noun): string {
    if (!closed_at) return t("dueOn", { due });
    const day = dayOf(closed_at);
    return t(day < due ? "endedEarly" : "endedOn", { day, due });
  }
}

/** How it ended for a unit, by its last step. */
function Outcome({ last }: { last: Schemas["Turn"] | undefined }) {
  const { t } = useSpeech();
  if (last?.act === "submit") return <Status of="good">{t("submitted")}</Status>;
  return <Status of="bad">{t(last ? "notHandedInAgain" : "notHandedIn")}</Status>;
}

interface Several {
  title: string;
  rounds: Noun[];
  said: (round: Noun) => ReactNode;
  below?: (round: Noun) => ReactNode;
}

function Others({ title, rounds, said, below }: Several) {
  if (!rounds.length) return null;
  return (
    <section className="stack">
      <h2>{title}</h2>
      <div className="panel">
        <ul className="rows">
          {rounds.map((each) => (
            <li key={each.id} className="tight" style={{ padding: "6px 0" }}>
              <div className="line spread">
                <span>{each.id}</span>
                <span className="soft num">{said(each)}</span>
              </div>
              {below?.(each)}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
