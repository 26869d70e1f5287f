/** The tree of units; one of them; or a list of them that is imported. */
import { Button, Input } from "antd";
import { useDeferredValue, useState } from "react";
import { Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { PLACES } from "../../words/places";
import { useBranches, useMayGovern } from "../known";
import { Asked, Head, Panel } from "../pieces";
import { officeWay, useWithin } from "../route";
import { AddUnit } from "./AddUnit";
import { Importing } from "./Importing";
import { OneUnit } from "./OneUnit";
import { Branches, Found } from "./Tree";
import "./places.css";

export default function Units() {
  const [unit] = useWithin();
  if (unit === "import") return <Importing />;
  return unit ? <OneUnit key={unit} code={unit} /> : <All />;
}

function All() {
  const t = useWords(PLACES);
  const mayChange = useMayGovern();
  const top = useBranches(null);
  const [text, setText] = useState("");
  const [adding, setAdding] = useState(false);
  const words = useDeferredValue(text.trim());
  const acts = (
    <>
      <Button type="primary" href={officeWay("units", "import")}>
        {t("importList")}
      </Button>
      <Button onClick={() => setAdding(true)}>{t("addUnit")}</Button>
    </>
  );
  return (
    <>
      <Head title={t("units")} help={t("unitsLead")}>
        {mayChange && !!top.data?.length && acts}
      </Head>
      <Asked query={top}>
        {(found) =>
          found.length ? (
            <Panel flush>
              <div className="filters">
                <Input.Search aria-label={t("searchUnits")} placeholder={t("searchUnits")} allowClear value={text} onChange={(event) => setText(event.target.value)} style={{ maxWidth: 320 }} />
              </div>
              <div className="tree">{words ? <Found words={words} /> : <Branches of={null} />}</div>
            </Panel>
          ) : (
            <Panel>
              <Teach title={t("noUnits")} help={t("noUnitsHelp")}>
                {mayChange && <div className="line" style={{ justifyContent: "center" }}>{acts}</div>}
              </Teach>
            </Panel>
          )
        }
      </Asked>
      {adding && <AddUnit done={() => setAdding(false)} />}
    </>
  );
}
