/** Two records that may be one: why, and, once somebody looks, both side by side. */
import { Button } from "antd";
import { useState } from "react";
import { way } from "../../shell/route";
import { Status } from "../../shell/Said";
import { useUnitNames } from "../../shell/unit";
import { DOUBLES } from "../../words/doubles";
import { useSpeech, useWords } from "../../words/language";
import { useNames } from "../../words/names";
import { Comparison } from "./Comparison";
import type { Double } from "./known";
import type { Outcome } from "./Outcome";
import { Reasons, Sureness } from "./Reasons";

interface Given {
  pair: Double;
  /** Whether both are shown side by side from the start. */
  open?: boolean;
  done: (outcome: Outcome) => void;
}

export function Pair({ pair, open = false, done }: Given) {
  const t = useWords(DOUBLES);
  const name = useNames();
  const [opened, setOpened] = useState(open);
  const { one, other, parts, score, same_number: sameNumber } = pair;
  return (
    <section className="panel stack" aria-label={`${one.label ?? ""} ${other.label ?? ""}`}>
      <div className="line">
        <h2 className="line">
          <Side which={t("one")} side={one} />
          <span aria-hidden="true">·</span>
          <Side which={t("other")} side={other} />
        </h2>
        {pair.kind !== "person" && <Status of="">{name("subject", pair.kind)}</Status>}
        <Sureness score={score} sameNumber={sameNumber} />
      </div>
      {pair.told_apart && <p className="soft">{t("toldApart")}</p>}
      <Reasons parts={parts} sameNumber={sameNumber} />
      {opened ? <Comparison pair={pair} done={done} /> : <Button onClick={() => setOpened(true)}>{t("compare")}</Button>}
    </section>
  );
}

function Side({ which, side }: { which: string; side: Double["one"] }) {
  const { t } = useSpeech();
  const unit = useUnitNames();
  return (
    <span>
      {which}{" "}
      <a className="named" href={way(side.closed ? "history" : "subject", side.subject)}>{side.label ?? t("open")}</a> <span className="soft small">{unit(side.unit)}</span>
    </span>
  );
}
