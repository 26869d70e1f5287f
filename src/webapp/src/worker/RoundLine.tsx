/** The rounds that are open: when each is due, how far the unit has come; and the one that is announced next. */
import { Button } from "antd";
import type { Schemas } from "../api/client";
import { days, today } from "../local/day";
import { way } from "../shell/route";
import { Status } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { useFigures } from "../words/names";
import { called } from "./acts";
import { type People, useUnitsRounds } from "./rounds";

type UnitProgress = Schemas["UnitProgress"];

export function RoundLine({ unit }: { unit: string }) {
  const { t } = useSpeech();
  const { may } = useUnit();
  const { data } = useUnitsRounds(unit);
  if (!data?.open.length) return null;
  const waits = data.open.some(({ mine }) => mine.standing && mine.standing.state !== "submitted");
  const next = data.ahead[0];
  return (
    <div className="panel stack">
      {data.open.map(({ round, mine, people }) => (
        <div key={round.id} className="tight">
          <RoundHead round={round} mine={mine} />
          {mine.standing?.state === "returned" && <TurnSaid turn={mine.standing.turns?.at(-1)} people={people} />}
          <Meter held={mine.counts.held} asked={mine.counts.asked} />
        </div>
      ))}
      <div className="line spread">
        <span className="soft small">{next && t("nextRound", { round: next.id, opens: next.opens })}</span>
        <Button size="small" href={way("round")}>
          {t(waits && may("round.submit", unit) ? "goHandIn" : "seeProgress")}
        </Button>
      </div>
    </div>
  );
}

/** Which round, until when, and where the unit stands in it. */
export function RoundHead({ round, mine, heading }: { round: Schemas["Round"]; mine: UnitProgress; heading?: boolean }) {
  const { t } = useSpeech();
  const Title = heading ? "h2" : "strong";
  const waits = mine.standing ? mine.standing.state !== "submitted" : (mine.units.submitted ?? 0) < (mine.units.units ?? 0);
  return (
    <div className="line">
      <Title>{t("openRound", { round: round.id, due: round.due })}</Title>
      <StandingSaid of={mine} />
      {waits ? <Left due={round.due} /> : mine.standing?.late && <Status of="bad">{t("late")}</Status>}
    </div>
  );
}

/** How long there is until it is due. */
function Left({ due }: { due: string }) {
  const { t } = useSpeech();
  const left = days(today(), due);
  if (left < 0) return <Status of="bad">{t("daysOver", { n: -left })}</Status>;
  return <span className="soft small num">{left ? t("daysLeft", { n: left }) : t("dueToday")}</span>;
}

/** Where a unit stands that hands in; of one whose communities do, how many have. */
export function StandingSaid({ of: { standing, units } }: { of: UnitProgress }) {
  const { t } = useSpeech();
  if (standing) return <Status of={standing.state === "returned" ? "bad" : standing.state === "submitted" ? "good" : "due"}>{t(standing.state)}</Status>;
  if (!units.units) return null;
  const all = units.submitted === units.units;
  return <Status of={all ? "good" : "due"}>{t("unitsHandedIn", { n: units.submitted ?? 0, all: units.units })}</Status>;
}

type Turn = Schemas["Turn"] | undefined;

/** What was said to a step between a unit and whoever it answers to, by whom, and when; nothing where nothing was. */
export function useTurnSaid(people: People): (turn: Turn) => string | undefined {
  const { t } = useSpeech();
  const { moment } = useFigures();
  return (turn) => (turn?.why ? t(turn.act === "submit" ? "handedInWith" : "givenBack", { who: called(people, turn.by), at: moment(turn.at), why: turn.why }) : undefined);
}

export function TurnSaid({ turn, people }: { turn: Turn; people: People }) {
  const said = useTurnSaid(people)(turn);
  return said ? <p className="soft small">{said}</p> : null;
}

export function Meter({ held, asked }: { held: number; asked: number }) {
  const { t } = useSpeech();
  const share = asked ? Math.floor((100 * held) / asked) : 100;
  return (
    <div className="tight">
      <div className="meter" role="progressbar" aria-label={t("heldCells")} aria-valuenow={share} aria-valuemin={0} aria-valuemax={100}>
        <i style={{ width: `${share}%` }} />
      </div>
      <p className="soft small num">
        {t("cellsDone", { held: held.toLocaleString(), asked: asked.toLocaleString() })} · {share}%
      </p>
    </div>
  );
}
