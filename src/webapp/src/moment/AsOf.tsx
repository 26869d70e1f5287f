/** As of when something is looked at: now, the end of a day, as a round had it, or a position of the journal. */
import { ClockCircleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Radio } from "antd";
import { useState } from "react";
import { dayBefore, today } from "../local/day";
import { Opening } from "../shell/Opening";
import { newestFirst, rounds as askRounds } from "../worker/rounds";
import { useWords } from "../words/language";
import { MOMENT } from "../words/moment";
import type { Moment } from "./moment";

interface Given {
  moment: Moment;
  choose: (moment: Moment) => void;
  /** Ways that cannot be asked for there. */
  without?: Moment["of"][];
}

export function AsOf({ moment, choose, without = [] }: Given) {
  const t = useWords(MOMENT);
  const [open, setOpen] = useState(false);
  return (
    <Opening
      open={open}
      setOpen={setOpen}
      placement="bottomLeft"
      title={t("asOf")}
      content={
        <Choosing
          moment={moment}
          without={without}
          done={(chosen) => {
            setOpen(false);
            choose(chosen);
          }}
        />
      }
    >
      <Button icon={<ClockCircleOutlined />} type={moment.of === "now" ? "default" : "primary"} ghost={moment.of !== "now"}>
        {momentSaid(moment, t)}
      </Button>
    </Opening>
  );
}

function momentSaid(moment: Moment, t: (word: keyof typeof MOMENT, facts?: Record<string, string | number>) => string): string {
  if (moment.of === "day") return t("asOfDay", { day: moment.day });
  if (moment.of === "round") return t("asOfRound", { round: moment.round });
  return moment.of === "position" ? t("asOfPosition", { n: moment.position }) : t("asOfNow");
}

function Choosing({ moment, without, done }: { moment: Moment; without: Moment["of"][]; done: (moment: Moment) => void }) {
  const t = useWords(MOMENT);
  const [chosen, choose] = useState<Moment>(moment);
  const { data: rounds = [] } = useQuery({ queryKey: ["rounds"], queryFn: askRounds, select: newestFirst });
  const ways: { of: Moment["of"]; start: Moment }[] = [
    { of: "now", start: { of: "now" } },
    { of: "day", start: { of: "day", day: dayBefore(today()) } },
    ...(rounds.length ? [{ of: "round" as const, start: { of: "round" as const, round: (rounds.find((each) => each.closed) ?? rounds[0]!).id } }] : []),
    { of: "position", start: { of: "position", position: 1 } },
  ];
  return (
    <div className="stack" style={{ width: 320, maxWidth: "calc(100vw - 56px)" }}>
      <Radio.Group
        aria-label={t("asOf")}
        value={chosen.of}
        onChange={(event) => choose(ways.find((each) => each.of === event.target.value)!.start)}
        options={ways.filter((each) => !without.includes(each.of)).map((each) => ({ value: each.of, label: t(`moment_${each.of}`) }))}
        vertical
      />
      {chosen.of === "day" && (
        <Input type="date" aria-label={t("moment_day")} max={today()} value={chosen.day} onChange={(event) => event.target.value && choose({ of: "day", day: event.target.value })} />
      )}
      {chosen.of === "round" && (
        <select className="typed" aria-label={t("moment_round")} value={chosen.round} onChange={(event) => choose({ of: "round", round: event.target.value })}>
          {rounds.map((each) => (
            <option key={each.id} value={each.id}>{`${each.id} · ${t(each.closed ? "roundClosed" : "roundOpen")}`}</option>
          ))}
        </select>
      )}
      {chosen.of === "position" && (
        <Input
          type="number"
          aria-label={t("moment_position")}
          min={1}
          step={1}
          value={chosen.position || ""}
          onChange={(event) => choose({ of: "position", position: Math.max(0, Math.floor(Number(event.target.value) || 0)) })}
        />
      )}
      <p className="soft small">{t(`momentHelp_${chosen.of}`)}</p>
      <Button size="small" type="primary" block disabled={chosen.of === "position" && !chosen.position} onClick={() => done(chosen)}>
        {t("apply")}
      </Button>
    </div>
  );
}
