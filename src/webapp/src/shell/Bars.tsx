/** The bars: tabs on top where there is room, at the thumb where there is not. */
import { FileExcelOutlined, FormOutlined, MoreOutlined, SearchOutlined, SyncOutlined } from "@ant-design/icons";
import { Select } from "antd";
import { useConflictCount, useDecided } from "../local/conflicts";
import { useQueue } from "../local/live";
import { useReachable } from "../local/network";
import { asks } from "../session/kinds";
import { useSignedIn } from "../session/session";
import { useSpeech } from "../words/language";
import type { Word } from "../words/words";
import { useRoute, way } from "./route";
import { useUnit } from "./unit";

const TABS = ["today", "find", "conflicts", "workbook", "round", "sync"] as const;
const THUMB = [
  ["today", <FormOutlined key="t" />],
  ["find", <SearchOutlined key="f" />],
  ["workbook", <FileExcelOutlined key="w" />],
  ["sync", <SyncOutlined key="s" />],
  ["more", <MoreOutlined key="m" />],
] as const;

/** To which tab a page belongs that has none of its own. */
const UNDER: Record<string, string> = { subject: "today", household: "today", new: "find", asked: "today", history: "today", doubles: "today", then: "more", registers: "workbook" };

function useTab(): string {
  const name = useRoute()[0] ?? "today";
  return UNDER[name] ?? name;
}

export function Top() {
  const { t, language, change } = useSpeech();
  const reachable = useReachable();
  const tab = useTab();
  const elsewhere = asks(useSignedIn());
  return (
    <>
      <header className="top">
        <div className="top-line">
          <a className="mark" href={way("today")}>
            {t("brand")} <small className="wide">{language === "zh" ? "Yibiao" : "一表"}</small>
          </a>
          <nav className="tabs" aria-label={t("menu")}>
            {TABS.map((each) => (
              <a key={each} href={way(each)} aria-current={tab === each ? "page" : undefined}>
                {t(each as Word)}
                {each === "sync" && <Count />}
                {each === "conflicts" && <ConflictCount />}
              </a>
            ))}
          </nav>
          <div className="top-end grow" style={{ justifyContent: "flex-end" }}>
            <UnitChoice />
            {elsewhere && (
              <a className="plain wide" href={way("office")}>
                {t("office")}
              </a>
            )}
            <button type="button" className="plain wide" lang={language === "zh" ? "en" : "zh"} onClick={() => change(language === "zh" ? "en" : "zh")}>
              {t("language")}
            </button>
            <a className="plain wide" href={way("more")}>
              {t("more")}
            </a>
          </div>
        </div>
      </header>
      {!reachable && (
        <div className="offline" role="status">
          {t("offlineNow")}
        </div>
      )}
    </>
  );
}

export function Bottom() {
  const { t } = useSpeech();
  const tab = useTab();
  const under = ["conflicts", "round"].includes(tab) ? "more" : tab;
  return (
    <nav className="bottom" aria-label={t("menu")}>
      {THUMB.map(([each, icon]) => (
        <a key={each} href={way(each)} aria-current={under === each ? "page" : undefined}>
          {icon}
          {t(each as Word)}
          {each === "sync" && <Count />}
          {each === "more" && <ConflictCount />}
        </a>
      ))}
    </nav>
  );
}

/** How many cells wait for a decision. */
export function ConflictCount() {
  const { t } = useSpeech();
  const n = useConflictCount(useUnit().unit.code);
  if (!n) return null;
  return (
    <span className="count" title={t("conflictsCount", { n })}>
      {n > 999 ? "999+" : n}
    </span>
  );
}

function Count() {
  const { t } = useSpeech();
  useDecided();
  const { waiting, refused, contested } = useQueue();
  const wrong = refused + contested;
  if (!waiting && !wrong) return null;
  return (
    <span className={wrong ? "count" : "count calm"} title={wrong ? t("syncRefused", { n: wrong }) : t("syncWaiting", { n: waiting })}>
      {wrong || waiting}
    </span>
  );
}

function UnitChoice() {
  const { t } = useSpeech();
  const { unit, units, choose } = useUnit();
  if (units.length < 2) return <span>{unit.name}</span>;
  return (
    <Select
      aria-label={t("unit")}
      size="small"
      showSearch={{ optionFilterProp: "label" }}
      value={unit.code}
      onChange={choose}
      options={units.map((each) => ({ value: each.code, label: each.name }))}
      style={{ width: 180, maxWidth: "46vw" }}
      popupMatchSelectWidth={false}
    />
  );
}
