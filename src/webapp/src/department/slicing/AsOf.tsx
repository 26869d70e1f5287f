/** As of when a slice is asked: now, the end of a day, as a round had it, or a position of the journal. */
import { ClockCircleOutlined } from "@ant-design/icons";
import { Button, DatePicker, InputNumber, Radio, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useRounds } from "../../office/known";
import { newestFirst } from "../../worker/rounds";
import { useWords } from "../../words/language";
import { SLICING } from "../../words/slicing";
import type { Moment } from "./asking";
import { Opening } from "./Opening";

interface Given {
  moment: Moment;
  choose: (moment: Moment) => void;
  /** Ways that cannot be asked for there. */
  without?: Moment["of"][];
}

export function AsOf({ moment, choose, without = [] }: Given) {
  const t = useWords(SLICING);
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

function momentSaid(moment: Moment, t: (word: keyof typeof SLICING, facts?: Record<string, string | number>) => string): string {
  if (moment.of === "day") return t("asOfDay", { day: moment.day });
  if (moment.of === "round") return t("asOfRound", { round: moment.round });
  return moment.of === "position" ? t("asOfPosition", { n: moment.position }) : t("asOfNow");
}

function Choosing({ moment, without, done }: { moment: Moment; without: Moment["of"][]; done: (moment: Moment) => void }) {
  const t = useWords(SLICING);
  const [chosen, choose] = useState<Moment>(moment);
  const { data: rounds = [] } = useRounds();
  const today = dayjs();
  const ways: { of: Moment["of"]; start: Moment }[] = [
    { of: "now", start: { of: "now" } },
    { of: "day", start: { of: "day", day: today.subtract(1, "day").format("YYYY-MM-DD") } },
    ...(rounds.length ? [{ of: "round" as const, start: { of: "round" as const, round: newestFirst(rounds)[0]!.id } }] : []),
    { of: "position", start: { of: "position", position: 0 } },
  ];
  return (
    <div className="slice-filtering stack">
      <Radio.Group
        aria-label={t("asOf")}
        value={chosen.of}
        onChange={(event) => choose(ways.find((each) => each.of === event.target.value)!.start)}
        options={ways.filter((each) => !without.includes(each.of)).map((each) => ({ value: each.of, label: t(`moment_${each.of}`) }))}
        vertical
      />
      {chosen.of === "day" && (
        <DatePicker
          aria-label={t("moment_day")}
          allowClear={false}
          value={dayjs(chosen.day)}
          maxDate={today}
          onChange={(day) => day && choose({ of: "day", day: day.format("YYYY-MM-DD") })}
          style={{ width: "100%" }}
        />
      )}
      {chosen.of === "round" && (
        <Select
          aria-label={t("moment_round")}
          value={chosen.round}
          onChange={(round) => choose({ of: "round", round })}
          options={rounds.map((each) => ({ value: each.id, label: `${each.id} · ${t(each.closed ? "roundClosed" : "roundOpen")}` }))}
          style={{ width: "100%" }}
        />
      )}
      {chosen.of === "position" && (
        <InputNumber
          aria-label={t("moment_position")}
          min={0}
          precision={0}
          value={chosen.position}
          onChange={(position) => choose({ of: "position", position: position ?? 0 })}
          style={{ width: "100%" }}
        />
      )}
      <p className="soft small">{t(`momentHelp_${chosen.of}`)}</p>
      <Button size="small" type="primary" block onClick={() => done(chosen)}>
        {t("apply")}
      </Button>
    </div>
  );
}
