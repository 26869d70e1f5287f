/** Records that were merged, newest first, each to be undone. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { call, type Schemas } from "../../api/client";
import { way } from "../../shell/route";
import { DOUBLES } from "../../words/doubles";
import { useSpeech, useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { called } from "../acts";
import type { Outcome } from "./Outcome";
import { useUndoing } from "./undoing";

type Answer = Schemas["MergingsAnswer"];

export function Past({ unit, done }: { unit: string; done: (outcome: Outcome) => void }) {
  const t = useWords(DOUBLES);
  const { data } = useQuery({ queryKey: ["mergings", unit], queryFn: () => call<Answer>(`/units/${encodeURIComponent(unit)}/mergings`) });
  if (!data?.mergings.length) return null;
  return (
    <section className="panel stack">
      <div>
        <h2>{t("past")}</h2>
        <p className="soft">{t("pastHelp")}</p>
      </div>
      <ul className="rows">
        {data.mergings.map((each) => (
          <OneMerging key={each.double.subject} merging={each} people={data.people} done={done} />
        ))}
      </ul>
    </section>
  );
}

function OneMerging({ merging, people, done }: { merging: Schemas["PastMerging"]; people: Answer["people"]; done: (outcome: Outcome) => void }) {
  const { t: said } = useSpeech();
  const t = useWords(DOUBLES);
  const { moment } = useFigures();
  const undoing = useUndoing(done);
  const { merging: id, double, into, by, kind } = merging;
  return (
    <li style={{ padding: "8px 0" }}>
      {undoing.refusal}
      <div className="line spread">
        <span>
          {t("into", { double: double.label ?? "", into: into?.label ?? t("somebody") })}
          <br />
          <span className="soft small">
            {t("by", { who: called(people, by.actor), at: moment(by.at) })}
            {by.remark && ` · ${by.remark}`}
          </span>
        </span>
        <span className="line">
          <Button href={way("history", double.subject)}>{said("history")}</Button>
          {id && merging.may_undo && (
            <Button loading={undoing.busy} onClick={() => void undoing.undo(id, kind)}>
              {t("undo")}
            </Button>
          )}
        </span>
      </div>
    </li>
  );
}
