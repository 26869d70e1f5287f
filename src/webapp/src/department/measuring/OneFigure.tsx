/** One figure, opened beside its table: what it means, what is wrong with it while it is written, and what it gives. */
import { ArrowLeftOutlined, ArrowRightOutlined } from "@ant-design/icons";
import { Button, Drawer, Grid, Spin } from "antd";
import { lazy, Suspense, useEffect, useId, useRef, useState } from "react";
import { useResting } from "../../shell/resting";
import { Refusal, Status } from "../../shell/Said";
import { useSpeech, useWords } from "../../words/language";
import { MEASURES } from "../../words/measures";
import { useCatalogue } from "../registering/catalogue";
import { Answered } from "./Answered";
import { type Explained, type Figure, measureOf, nameOf, stateOf, useExplained, type Where } from "./asking";
import type { PARTS } from "./completing";

// What edits measures is loaded when somebody opens a figure.
const Writing = lazy(() => import("./Writing"));

interface Given {
  form: string;
  figure: Figure;
  /** What is written and not fixed yet, by figure: it is there again when the figure is opened again. */
  drafts: Map<string, string>;
  /** Whether whoever opens it goes on writing. */
  writes: boolean;
  where: Where;
  /** What the figure is asked for, in words. */
  asked: string;
  may: { decide: boolean; read: boolean };
  busy: boolean;
  error: unknown;
  fix: (measure: string | null) => Promise<boolean>;
  /** To the one before, the one behind, or the next that nobody has fixed; nothing where there is none. */
  go: { before: (() => void) | null; next: (() => void) | null; open: (() => void) | null };
}

const INSERTED: (keyof typeof PARTS)[] = ["count", "where", "distinct", "sum", "mean", "min", "max", "share", "period"];

const LOOKS = { fixed: "good", auto: "loaded", ask: "missing", new: "" } as const;

/** Beside the table where there is room for both, so that another figure can be pointed at; else over it. */
export function OneFigure({ close, ...given }: Given & { close: () => void }) {
  const t = useWords(MEASURES);
  const wide = Grid.useBreakpoint().xl;
  const { figure, go } = given;
  return (
    <Drawer
      open
      size={560}
      mask={!wide}
      // Escape closes what is offered where somebody writes, and not what they have written.
      keyboard={false}
      onKeyDown={({ key, target }) => key === "Escape" && !(target as Element).closest(".cm-editor") && close()}
      title={nameOf(figure)}
      onClose={close}
      extra={
        <div className="line">
          <Button type="text" icon={<ArrowLeftOutlined />} aria-label={t("before")} title={t("before")} disabled={!go.before} onClick={() => go.before?.()} />
          <Button type="text" icon={<ArrowRightOutlined />} aria-label={t("next")} title={t("next")} disabled={!go.next} onClick={() => go.next?.()} />
        </div>
      }
      className="measure-drawer"
    >
      <Opened key={figure.field} {...given} />
    </Drawer>
  );
}

function Opened({ form, figure, drafts, writes, where, asked, may, busy, error, fix, go }: Given) {
  const t = useWords(MEASURES);
  const { either } = useSpeech();
  const said = useId();
  const catalogue = useCatalogue();
  const state = stateOf(figure);
  const proposed = figure.suggestion?.measure ?? null;
  const own = measureOf(figure) ?? "";
  const [text, setText] = useState(drafts.get(figure.field) ?? own);
  const written = useResting(text);
  const [by, groupBy] = useState<string | null>(null);
  const put = useRef<{ part: (name: keyof typeof PARTS) => void; all: (text: string) => void } | null>(null);
  const explained = useExplained(form, figure.field, written, where, by, may.decide || (may.read && state === "fixed"));
  const told = text.trim() ? explained.data : undefined;
  const waits = text !== written || explained.isFetching;
  const findings = told?.findings ?? [];
  // Where it has a meaning it may be fixed, whatever is doubtful about it.
  const wrong = told && !told.says ? findings : NONE;
  const fixable = may.decide && Boolean(text.trim()) && Boolean(told?.says) && !waits && !explained.error && text.trim() !== figure.measure;
  // Pressed before the answer was there: done once it is, unless something else is written.
  const meant = useRef(false);
  const changed = (other: string) => {
    meant.current = false;
    setText(other);
    if (other.trim() === own) drafts.delete(figure.field);
    else drafts.set(figure.field, other);
  };
  const doing = async (next: boolean) => {
    meant.current = next && waits;
    if (!fixable || busy) return;
    if (!(await fix(text.trim()))) return;
    if (drafts.get(figure.field) === text) drafts.delete(figure.field);
    if (next) go.open?.();
  };
  useEffect(() => {
    if (meant.current && !waits) void doing(true);
  }, [waits]);
  useEffect(() => {
    if (drafts.get(figure.field)?.trim() === own) drafts.delete(figure.field);
    if (drafts.has(figure.field) || text.trim() === own) return;
    setText(own);
    put.current?.all(own);
  }, [own]);
  return (
    <>
      <div className="stack measure-body">
        <p className="line">
          <Status of={LOOKS[state]}>{t(`state_${state}`)}</Status>
          {figure.decided_by && <span className="soft small">{t("decidedBy", { who: figure.decided_by.replace(/^user:/, "") })}</span>}
        </p>
        {may.decide ? (
          <section aria-label={t("measure")}>
            <Suspense fallback={<Spin className="slice-drawing" />}>
              <Writing
                text={text}
                catalogue={catalogue}
                findings={text === written ? findings : NONE}
                describedBy={said}
                focused={writes}
                changed={changed}
                fix={() => void doing(true)}
                ready={(given) => (put.current = given)}
              />
            </Suspense>
            <div className="chips measure-parts" role="group" aria-label={t("insert")}>
              {INSERTED.map((name) => (
                <button key={name} type="button" className="chip" onClick={() => put.current?.part(name)}>
                  {t(`part_${name}`)}
                </button>
              ))}
            </div>
          </section>
        ) : (
          <code className="measure-text">{figure.measure ?? proposed ?? t("leave")}</code>
        )}
        <div id={said} role="status" className="measure-said">
          {wrong.length > 0 ? (
            <>
              <strong className="reason">{t("wrong", { n: wrong.length })}</strong>
              <Wrong findings={findings} text={written} />
            </>
          ) : told?.says ? (
            <>
              <p>
                <span className="soft">{t("says")}</span> {either(told.says)}
              </p>
              <Wrong findings={findings} text={written} />
            </>
          ) : (
            <p className="soft small">{may.decide ? t("editorHelp") : t("readOnly")}</p>
          )}
        </div>
        {error !== null && <Refusal error={error} />}
        {Boolean(explained.error) && text.trim() !== "" && <Refusal error={explained.error} />}
        {told?.answer ? (
          <Answered answer={told.answer} waits={waits} where={where} asked={asked} by={by} groupBy={groupBy} catalogue={catalogue} />
        ) : (
          waits && text.trim() !== "" && !wrong.length && <Spin className="slice-drawing" />
        )}
        <Why figure={figure} use={may.decide && proposed && proposed !== text.trim() ? () => put.current?.all(proposed) : null} />
      </div>
      {may.decide && (
        <div className="line measure-foot">
          <Button type="primary" loading={busy} disabled={!fixable} onClick={() => void doing(false)}>
            {figure.measure ? t("fixChange") : t("fix")}
          </Button>
          {go.open && (
            <Button disabled={!fixable || busy} title={t("fixKey")} onClick={() => void doing(true)}>
              {t("fixNext")}
            </Button>
          )}
          {figure.measure && (
            <Button disabled={busy} onClick={() => void fix(null)}>
              {t("release")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

const NONE: never[] = [];

/** What is wrong, each with the characters it is about. */
function Wrong({ findings, text }: { findings: Explained["findings"]; text: string }) {
  const { either } = useSpeech();
  if (!findings.length) return null;
  return (
    <ul className="findings">
      {findings.map((each, at) => (
        <li key={at} className={each.level === "warning" ? "warning" : ""}>
          {each.at && <code>{text.slice(...each.at)}</code>} {either(each.says)} <span className="soft">{either(each.remedy)}</span>
        </li>
      ))}
    </ul>
  );
}

/** What every word over the figure was taken for, and what keeps it from being sure. */
function Why({ figure, use }: { figure: Figure; use: (() => void) | null }) {
  const t = useWords(MEASURES);
  const { either } = useSpeech();
  const { suggestion } = figure;
  if (!suggestion?.measure) return <p className="soft small">{t("nothingProposed")}</p>;
  return (
    <section className="measure-why">
      <h3>{t("proposed")}</h3>
      <code className="measure-text">{suggestion.measure}</code>
      {use && (
        <Button size="small" onClick={use}>
          {t("useProposed")}
        </Button>
      )}
      {suggestion.doubts && suggestion.doubts.length > 0 && (
        <>
          <h4>{t("doubts")}</h4>
          <ul className="plainlist doubts">
            {suggestion.doubts.map((each) => (
              <li key={each.zh}>{either(each)}</li>
            ))}
          </ul>
        </>
      )}
      {suggestion.because && suggestion.because.length > 0 && (
        <>
          <h4>{t("because")}</h4>
          <ul className="plainlist">
            {suggestion.because.map((each) => (
              <li key={each.zh}>{either(each)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
