/** Where a form stands, and the steps by which it came there. */
import { Timeline } from "antd";
import { officeWay } from "../../office/route";
import { Status } from "../../shell/Said";
import { useWords } from "../../words/language";
import { useFigures, useNames } from "../../words/names";
import { REGISTERING } from "../../words/registering";
import type { Summary } from "./shown";

export const STANDINGS = ["submitted", "admitted", "refused", "withdrawn", "superseded", "retired"] as const;
const LOOKS: Record<string, string> = { submitted: "stale", admitted: "good", refused: "bad" };

export function Standing({ of }: { of: string }) {
  const names = useNames();
  return <Status of={LOOKS[of] ?? ""}>{names("formState", of)}</Status>;
}

export function Passages({ form }: { form: Summary }) {
  const t = useWords(REGISTERING);
  const names = useNames();
  const { moment } = useFigures();
  return (
    <Timeline
      items={form.passages.map((each) => ({
        color: { submitted: "blue", admitted: "green", refused: "red" }[each.to as string] ?? "gray",
        content: (
          <div className="tight">
            <div>
              <strong>{each.to === "submitted" ? t("stepSubmitted") : names("formState", each.to)}</strong>{" "}
              <span className="soft small num">
                {moment(each.at)} · {each.actor.replace(/^user:/, "")}
              </span>
            </div>
            {each.why.map((why) => (
              <p key={why} className={each.to === "refused" ? "reason" : "soft"}>
                {why === "superseded" ? t("supersededWhy") : why}
              </p>
            ))}
            {each.by && (
              <a className="small" href={officeWay("forms", each.by)}>
                {t("newerEdition")}
              </a>
            )}
          </div>
        ),
      }))}
    />
  );
}
