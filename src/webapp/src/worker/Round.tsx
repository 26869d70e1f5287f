/** Where the unit stands in each round that is open: handing it in, and giving back what units have handed in. */
import { Alert, Button, Input } from "antd";
import { type ReactNode, useId, useState } from "react";
import { call, type Schemas } from "../api/client";
import { useAct } from "../shell/acting";
import { way } from "../shell/route";
import { Failed, Refusal, Teach } from "../shell/Said";
import { Scroll } from "../shell/Scroll";
import { Waiting } from "../shell/Waiting";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { GiveBack } from "./GiveBack";
import { Meter, RoundHead, StandingSaid } from "./RoundLine";
import { type OpenRound, roundPath, useUnitsRounds } from "./rounds";

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
      <Others
        title={t("roundsClosed")}
        rounds={closed}
        said={({ id, due }) => (
          <>
            {t("dueOn", { due })} · <a href={way("then", "person", "round", id)}>{t("then")}</a>
          </>
        )}
      />
    </div>
  );
}

function Open({ round, mine, below }: OpenRound) {
  const { t } = useSpeech();
  const { counts, standing } = mine;
  const last = standing?.turns?.at(-1);
  return (
    <section className="panel stack" aria-label={round.id}>
      <RoundHead round={round} mine={mine} heading />
      <Meter held={counts.held} asked={counts.asked} />
      <p className="num">
        {t("missingCells")} {counts.missing.toLocaleString()} · {t("staleCells")} {(counts.stale ?? 0).toLocaleString()}
      </p>
      {standing?.state === "returned" && last?.why && <Alert type="warning" showIcon title={t("givenBack", { why: last.why })} />}
      {standing?.state === "submitted" && last?.why && <p className="soft">{t("handedInWith", { why: last.why })}</p>}
      {Boolean(standing?.changed) && <p className="soft">{t("changedSince", { n: standing!.changed! })}</p>}
      <Turn round={round} mine={mine} />
      {below.length > 0 && <Below round={round} units={below} />}
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

function Below({ round, units }: { round: Noun; units: UnitProgress[] }) {
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
                  <Remark of={each} />
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

/** What was said to the last step between a unit and whoever it answers to. */
function Remark({ of: { standing } }: { of: UnitProgress }) {
  const { t } = useSpeech();
  const last = standing?.turns?.at(-1);
  if (!last?.why) return null;
  return <div className="soft small">{t(last.act === "submit" ? "handedInWith" : "givenBack", { why: last.why })}</div>;
}

function Others({ title, rounds, said }: { title: string; rounds: Noun[]; said: (round: Noun) => ReactNode }) {
  if (!rounds.length) return null;
  return (
    <section className="stack">
      <h2>{title}</h2>
      <div className="panel">
        <ul className="rows">
          {rounds.map((each) => (
            <li key={each.id} className="line spread" style={{ padding: "6px 0" }}>
              <span>{each.id}</span>
              <span className="soft num">{said(each)}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
