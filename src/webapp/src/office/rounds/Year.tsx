/** The rounds of a year beside one another, so that those that clash are seen. */
import { Alert, Button } from "antd";
import { useState } from "react";
import { days, today } from "../../local/day";
import { Scroll } from "../../shell/Scroll";
import { useSpeech, useWords } from "../../words/language";
import { ROUNDS } from "../../words/rounds";
import { officeWay } from "../route";
import { standingOf } from "../../worker/rounds";
import type { Round } from "../known";

/** Where the year is wider than the window, today is in the middle of it. */
function toMiddle(now: HTMLElement | null): void {
  const scrolled = now?.closest(".scroll");
  if (scrolled) scrolled.scrollLeft = now!.offsetLeft - scrolled.clientWidth / 2;
}

export function Year({ rounds }: { rounds: Round[] }) {
  const t = useWords(ROUNDS);
  const { language, listed } = useSpeech();
  const [year, setYear] = useState(() => Number(today().slice(0, 4)));
  const first = `${year}-01-01`;
  const all = days(first, `${year + 1}-01-01`);
  const at = (day: string) => (100 * Math.min(all, Math.max(0, days(first, day)))) / all;
  const shown = rounds.filter((each) => each.opens < `${year + 1}` && each.due >= first).sort((one, two) => (one.opens < two.opens ? -1 : 1));
  const running = rounds.filter((each) => ["running", "overdue"].includes(standingOf(each)));
  const months = Array.from({ length: 12 }, (_, month) => new Date(2026, month, 1).toLocaleDateString(language === "zh" ? "zh-CN" : "en", { month: language === "zh" ? "numeric" : "short" }));
  return (
    <div className="stack">
      {running.length > 1 && <Alert type="warning" showIcon title={t("clashes", { rounds: listed(running.map((each) => each.id)) })} />}
      <div className="line">
        <Button size="small" onClick={() => setYear(year - 1)} aria-label={String(year - 1)}>
          ‹
        </Button>
        <b className="num">{year}</b>
        <Button size="small" onClick={() => setYear(year + 1)} aria-label={String(year + 1)}>
          ›
        </Button>
      </div>
      <Scroll>
        <div className="year">
          <div className="months" aria-hidden="true">
            {months.map((each) => (
              <span key={each}>{each.replace("月", "")}</span>
            ))}
          </div>
          <ul>
            {shown.map((each) => (
              <li key={each.id}>
                <a
                  className={`span ${standingOf(each)}`}
                  href={officeWay("rounds", each.id)}
                  title={`${each.opens} – ${each.due}`}
                  style={{ marginLeft: `${at(each.opens)}%`, width: `${Math.max(1, at(each.due) - at(each.opens))}%` }}
                >
                  {each.id}
                </a>
              </li>
            ))}
          </ul>
          {today().startsWith(String(year)) && <i ref={toMiddle} className="now" title={t("today")} style={{ left: `${at(today())}%` }} />}
        </div>
      </Scroll>
    </div>
  );
}
