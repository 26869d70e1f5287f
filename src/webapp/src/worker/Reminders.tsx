/** What the unit should know before anybody asks. */
import { useQuery } from "@tanstack/react-query";
import { Collapse } from "antd";
import { call, type Schemas } from "../api/client";
import { way } from "../shell/route";
import { useSpeech } from "../words/language";

export function Reminders({ unit }: { unit: string }) {
  const { t, either } = useSpeech();
  const { data = [] } = useQuery({
    queryKey: ["reminders", unit],
    queryFn: () => call<Schemas["Reminder"][]>(`/units/${encodeURIComponent(unit)}/reminders`),
  });
  if (!data.length) return null;
  return (
    <Collapse
      items={[
        {
          key: "reminders",
          label: (
            <>
              {t("reminders")} <span className="soft num">{data.length}</span>
            </>
          ),
          children: (
            <ul className="rows">
              {data.slice(0, 50).map((each, at) => (
                <li key={at} className="line spread" style={{ padding: "6px 0" }}>
                  <span className="grow">
                    {either(each.says)} <span className="soft small">{either(each.remedy)}</span>
                  </span>
                  {each.subject && <a href={way("subject", each.subject)}>{t("open")}</a>}
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  );
}
