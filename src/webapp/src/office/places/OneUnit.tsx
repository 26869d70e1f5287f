/** One unit: where it lies in the tree, what is held about its subjects, what lies below it, and who was granted it. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { call } from "../../api/client";
import { useWords } from "../../words/language";
import { useFigures, useNames } from "../../words/names";
import { PLACES } from "../../words/places";
import { useMayGovern } from "../known";
import { Asked, Head, Panel } from "../pieces";
import { officeWay } from "../route";
import { AddUnit, RenameUnit } from "./AddUnit";
import { Granted } from "./Granted";
import { type Branch, Branches } from "./Tree";

export function OneUnit({ code }: { code: string }) {
  const t = useWords(PLACES);
  const mayChange = useMayGovern();
  const [act, setAct] = useState<"add" | "rename" | null>(null);
  const unit = useQuery({ queryKey: ["units", "one", code], queryFn: () => call<Branch>(`/units/${encodeURIComponent(code)}`) });
  const back = { href: officeWay("units"), label: t("units") };
  return (
    <Asked query={unit}>
      {(found) => {
        const here = [code, ...(found.above ?? []).map((each) => each.code)];
        return (
          <>
            <Head back={back} title={found.unit.name}>
              {mayChange && (
                <>
                  <Button onClick={() => setAct("rename")}>{t("rename")}</Button>
                  <Button type="primary" onClick={() => setAct("add")}>
                    {t("addBelow")}
                  </Button>
                </>
              )}
            </Head>
            <div className="element">
              <Panel title={t("about")}>
                <Facts branch={found} />
              </Panel>
              <Panel title={t("below")} flush>
                <div className="tree">{found.below ? <Branches of={code} name={found.unit.name} /> : <p className="soft hint">{t("noneBelow")}</p>}</div>
              </Panel>
            </div>
            <div style={{ marginTop: 16 }}>
              <Granted title={t("whoHere")} at={(each) => !!each.unit && here.includes(each.unit)} empty={<p className="soft">{t("nobodyHere")}</p>} />
            </div>
            {act === "rename" && <RenameUnit unit={found.unit} done={() => setAct(null)} />}
            {act === "add" && <AddUnit parent={found.unit} done={() => setAct(null)} />}
          </>
        );
      }}
    </Asked>
  );
}

function Facts({ branch: { unit, level, above, below, within, subjects } }: { branch: Branch }) {
  const t = useWords(PLACES);
  const named = useNames();
  const { number } = useFigures();
  const held = Object.entries(subjects ?? {});
  return (
    <dl className="facts roomy">
      <dt>{t("code")}</dt>
      <dd className="num">{unit.code}</dd>
      <dt>{t("level")}</dt>
      <dd>{named("level", level)}</dd>
      <dt>{t("parent")}</dt>
      <dd>
        {above?.length
          ? [...above].reverse().map((each, at) => (
              <span key={each.code}>
                {at > 0 && " › "}
                <a href={officeWay("units", each.code)}>{each.name}</a>
              </span>
            ))
          : t("top")}
      </dd>
      <dt>{t("below")}</dt>
      <dd className="num">
        {below}
        {(within ?? 0) > (below ?? 0) && `（${t("nWithin", { n: number(within ?? 0) })}）`}
      </dd>
      {subjects && (
        <>
          <dt>{t("subjects")}</dt>
          <dd>{held.length ? held.map(([kind, count]) => `${named("subject", kind)} ${number(count)}`).join(" · ") : t("nobodyYet")}</dd>
        </>
      )}
    </dl>
  );
}
