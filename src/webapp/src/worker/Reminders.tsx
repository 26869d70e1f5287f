/** What the unit should know before anybody asks: what waits or is coming, the soonest due first; then who came and went. */
import { useQuery } from "@tanstack/react-query";
import { Collapse } from "antd";
import { call, type Schemas } from "../api/client";
import { Long } from "../shell/Long";
import { way } from "../shell/route";
import { useUnitNames } from "../shell/unit";
import { useSpeech } from "../words/language";

type Reminder = Schemas["Reminder"];

/** Reminders that are shown before somebody asks for more, and with each asking. */
const FIRST = 20;
const MORE = 100;
const A_MINUTE = 60_000;

export function Reminders({ unit, enabled }: { unit: string; enabled: boolean }) {
  const { t } = useSpeech();
  const { data = [] } = useQuery({
    queryKey: ["reminders", unit],
    queryFn: () => call<Reminder[]>(`/units/${encodeURIComponent(unit)}/reminders`),
    enabled,
    staleTime: A_MINUTE,
  });
  if (!data.length) return null;
  return (
    <Collapse
      items={[
        {
          key: "reminders",
          label: (
            <>
              {t("reminders")} <span className="soft num">{data.length.toLocaleString()}</span>
            </>
          ),
          children: (
            <div className="stack">
              <Long all={data} first={FIRST} more={MORE} said={(n) => t("loadMore", { n })}>
                {(shown) => (
                  <ul className="rows">
                    {shown.map((each, at) => (
                      <One key={at} reminder={each} unit={unit} />
                    ))}
                  </ul>
                )}
              </Long>
            </div>
          ),
        },
      ]}
    />
  );
}

function One({ reminder, unit }: { reminder: Reminder; unit: string }) {
  const { t, either } = useSpeech();
  const unitName = useUnitNames();
  const to = opened(reminder);
  const elsewhere = reminder.subject && reminder.unit !== unit && unitName(reminder.unit);
  return (
    <li className="line spread" style={{ padding: "8px 0", flexWrap: "nowrap" }}>
      <span className="grow">
        {reminder.label && <strong>{reminder.label} </strong>}
        {either(reminder.says)} <span className="soft small">{[elsewhere, either(reminder.remedy)].filter(Boolean).join(" · ")}</span>
      </span>
      {to && <a href={to}>{t("open")}</a>}
    </li>
  );
}

/** Where somebody sees to it; nowhere where they may not read it. */
function opened({ code, subject, readable, closed }: Reminder): string | null {
  if (code.startsWith("round-")) return way("round");
  if (!subject || !readable) return null;
  if (code === "cells-contested") return way("conflicts");
  return way(closed ? "history" : "subject", subject);
}
