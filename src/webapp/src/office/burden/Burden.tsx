/** The dashboard: what all forms cost before and after merging, by department and month, and what is asked most often. */
import { Segmented } from "antd";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { Teach } from "../../shell/Said";
import { useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { BURDEN } from "../../words/burden";
import { useMayGovern } from "../known";
import { Asked, Head, Panel } from "../pieces";
import { Beginning } from "../places/Beginning";
import { Departments, Months } from "./Compared";
import { How } from "./How";
import { Repeated } from "./Repeated";
import { type Account, useBurden } from "./figures";
import "./burden.css";

type Basis = "first" | "year";

export default function Burden() {
  const t = useWords(BURDEN);
  const { number } = useFigures();
  const [basis, setBasis] = useState<Basis>("year");
  const burden = useBurden();
  const mayGovern = useMayGovern();
  return (
    <Asked query={burden}>
      {(found) =>
        found.forms ? (
          <>
            <Head
              title={t("title")}
              help={t("lead", { forms: number(found.forms), fields: number(found.fields), elements: number(found.elements), duplicates: number(found.duplicate_fields) })}
            >
              <Segmented<Basis>
                aria-label={t("basis")}
                value={basis}
                onChange={setBasis}
                options={[
                  { value: "year", label: t("year") },
                  { value: "first", label: t("first") },
                ]}
              />
            </Head>
            <Tiles account={found[basis]} />
            <Panel title={t("whereTitle")}>
              <WhereItWent account={found[basis]} />
            </Panel>
            <div className="halves">
              <Months />
              <Repeated />
            </div>
            <Departments />
            <How burden={found} />
          </>
        ) : mayGovern ? (
          <Beginning />
        ) : (
          <>
            <Head title={t("title")} />
            <Teach title={t("nothing")} help={t("nothingHelp")} />
          </>
        )
      }
    </Asked>
  );
}

function Tiles({ account }: { account: Account }) {
  const t = useWords(BURDEN);
  const { number, share } = useFigures();
  const range = (of: Schemas["Range"]) => `${number(of.low)}–${number(of.high)}`;
  const reduced = account.before ? 1 - account.after / account.before : 0;
  return (
    <dl className="tiles">
      <div className="panel">
        <dt>{t("reduced")}</dt>
        <dd className="num big">{share(reduced)}</dd>
        <dd>
          <div className="half-line" aria-hidden="true">
            <i style={{ width: `${100 * Math.max(0, reduced)}%` }} />
          </div>
          <span className={reduced >= 0.5 ? "status good" : "status missing"}>{reduced >= 0.5 ? t("reached") : t("short", { n: share(0.5 - reduced) })}</span>
        </dd>
      </div>
      <Tile label={t("cells")} before={number(account.before)} after={number(account.after)} note={`${t("beforeLegend")} → ${t("afterLegend")}`} />
      <Tile label={t("hours")} before={range(account.hours_before)} after={range(account.hours_after)} note={t("hoursNote")} />
      <Tile label={t("submissions")} before={number(account.submissions_before)} after={number(account.submissions_after)} note={t("onceEach")} />
    </dl>
  );
}

function Tile({ label, before, after, note }: { label: string; before: string; after: string; note: string }) {
  return (
    <div className="panel">
      <dt>{label}</dt>
      <dd className="num">
        <span className="soft">{before} →</span> <span className="big">{after}</span>
      </dd>
      <dd className="soft small">{note}</dd>
    </div>
  );
}

const PARTS = [
  ["by_merging", "merging"],
  ["by_derivation", "derivation"],
  ["by_prefill", "prefill"],
  ["after", "after"],
] as const;

function WhereItWent({ account }: { account: Account }) {
  const t = useWords(BURDEN);
  const { number, share } = useFigures();
  const of = (part: (typeof PARTS)[number][0]) => (account.before ? account[part] / account.before : 0);
  return (
    <>
      <div className="parts" aria-hidden="true">
        {PARTS.map(([part, hue]) => (
          <i key={part} className={hue} style={{ width: `${100 * of(part)}%` }} />
        ))}
      </div>
      <ul className="legend">
        {PARTS.map(([part, hue]) => (
          <li key={part}>
            <i className={hue} aria-hidden="true" /> {t(hue)} <b className="num">{number(account[part])}</b> <span className="soft num">{share(of(part))}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
