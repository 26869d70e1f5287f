/** What the unit should know before anybody asks: what waits or is coming, the soonest due first; then who came and went. */
import { useQuery } from "@tanstack/react-query";
import { Button, Collapse } from "antd";
import { useState } from "react";
import { call, type Schemas } from "../api/client";
import { way } from "../shell/route";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";

type Reminder = Schemas["Reminder"];

/** Reminders that are shown before somebody asks for more, and with each asking. */
const FIRST = 20;
const MORE = 100;

export function Reminders({ unit }: { unit: string }) {
  const { t } = useSpeech();
  const [shown, setShown] = useState(FIRST);
  const { data = [] } = useQuery({
    queryKey: ["reminders", unit],
    queryFn: () => call<Reminder[]>(`/units/${encodeURIComponent(unit)}/reminders`),
  });
  if (!data.length) return null;
  const left = data.length - shown;
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
              <ul className="rows">
                {data.slice(0, shown).map((each, at) => (
                  <One key={at} reminder={each} unit={unit} />
                ))}
              </ul>
              {left > 0 && (
                <div className="line spread">
                  <Button onClick={() => setShown(shown + MORE)}>{t("loadMore", { n: Math.min(left, MORE) })}</Button>
                  <span className="soft num">{t("nFound", { n: data.length.toLocaleString() })}</span>
                </div>
              )}
            </div>
          ),
        },
      ]}
    />
  );
}

function One({ reminder, unit }: { reminder: Reminder; unit: string }) {
  const { t, either } = useSpeech();
  const { units } = useUnit();
  const to = opened(reminder);
  const elsewhere = reminder.subject && reminder.unit !== unit && units.find((each) => each.code === reminder.unit)?.name;
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
