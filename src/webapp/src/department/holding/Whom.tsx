/** Whom the rows are about: how many are known, new, doubtful, or cannot be loaded; and who the doubtful ones are. */
import { Alert, Checkbox, Radio } from "antd";
import { useCalled } from "../../form/Value";
import { useElements } from "../../office/known";
import { Panel } from "../../office/pieces";
import { Findings, Status } from "../../shell/Said";
import { HOLDING } from "../../words/holding";
import { useSpeech, useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { OutcomeSaid } from "../../worker/outcomes";
import { type Column, type Previewed, type Report, type Row, sumOf } from "./held";

const MOST_WRONG = 30;

interface Given {
  report: Report<Previewed>;
  department: string | null;
  /** By place whom a row is about, or `new`. */
  subjects: Record<string, string>;
  decide: (subjects: Record<string, string>) => void;
  lead: boolean;
  leads: (lead: boolean) => void;
}

export function Whom({ report, department, subjects, decide, lead, leads }: Given) {
  const t = useWords(HOLDING);
  const { either, listed } = useSpeech();
  const { number } = useFigures();
  const elements = useElements().data ?? [];
  const { counts, sheets } = report;
  const columns = sheets.flatMap((each) => each.columns);
  const meaning = (wanted: (element: (typeof elements)[number]) => boolean) => [...new Set(columns.flatMap(({ element }) => elements.filter((each) => each.id === element && wanted(each)).map((each) => either(each.name))))];
  const numbers = meaning((each) => Boolean(each.identifying));
  const led = department ? meaning((each) => each.lead === department) : [];
  const left = columns.filter((each) => each.why && each.why !== "nothing");
  const wrong = sheets.flatMap((each) => each.rows.filter((row) => row.errors?.length));
  return (
    <div className="stack">
      <Panel>
        <dl className="figures">
          <Figure label={t("known")} n={number(sumOf(counts, "loaded", "conflict", "unchanged"))} note={t("knownNote", { loaded: number(counts.loaded ?? 0), conflict: number(counts.conflict ?? 0), unchanged: number(counts.unchanged ?? 0) })} />
          <Figure label={t("new")} n={number(counts.opened ?? 0)} note={t("newNote")} />
          <Figure label={t("doubtful")} n={number(counts.undecided ?? 0)} note={t("doubtfulNote")} />
          <Figure label={t("blocked")} n={number(counts.blocked ?? 0)} note={t("blockedNote")} />
        </dl>
      </Panel>
      <Alert type={numbers.length ? "info" : "warning"} showIcon title={numbers.length ? t("foundBy", { names: listed(numbers) }) : t("foundByNothing")} />
      {left.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={t("notLoaded")}
          description={
            <ul className="plainlist">
              {left.map((each) => (
                <li key={each.cell}>
                  <strong>{each.label}</strong> {t(`why_${each.why!}`)}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {sheets.map((sheet, at) => (
        <Doubtful key={at} sheet={sheet} subjects={subjects} decide={decide} />
      ))}
      {wrong.length > 0 && (
        <Panel title={t("wrongRows", { n: wrong.length })}>
          <div className="stack">
            <p className="soft">{t("wrongHelp")}</p>
            <ul className="wrong-rows">
              {wrong.slice(0, MOST_WRONG).map((each) => (
                <li key={each.place}>
                  <strong className="num">{each.place}</strong> {each.outcome === "blocked" ? <OutcomeSaid of="blocked" /> : <Status of="missing">{t("partly")}</Status>}
                  <Findings findings={each.errors!} />
                </li>
              ))}
            </ul>
            {wrong.length > MOST_WRONG && <p className="soft">{t("moreWrong", { n: MOST_WRONG })}</p>}
          </div>
        </Panel>
      )}
      {led.length > 0 && (
        <Panel>
          <Checkbox checked={lead} onChange={({ target }) => leads(target.checked)}>
            {t("leadOffer", { names: listed(led) })}
          </Checkbox>
          <p className="soft small">{t("leadHelp")}</p>
        </Panel>
      )}
    </div>
  );
}

function Figure({ label, n, note }: { label: string; n: string; note: string }) {
  return (
    <div className="figure">
      <dt className="soft small">{label}</dt>
      <dd>
        <span className="value num">{n}</span>
        <span className="soft small note">{note}</span>
      </dd>
    </div>
  );
}

function Doubtful({ sheet, subjects, decide }: { sheet: Previewed } & Pick<Given, "subjects" | "decide">) {
  const t = useWords(HOLDING);
  const waiting = sheet.rows.filter((each) => each.outcome === "undecided");
  if (!waiting.length) return null;
  const rows = new Map(waiting.map((each) => [each.place, each]));
  const mine = waiting.some((each) => each.candidates?.length);
  return (
    <Panel title={t("whoAreThey", { n: waiting.length })}>
      <div className="stack">
        <p className="soft">{mine ? t("whoHelp") : t("whoNotYours", { n: waiting.length })}</p>
        <ul className="doubtful-rows">
          {sheet.doubtful.map((each) => (
            <li key={each.place}>
              <p>
                <strong className="num">{each.place}</strong> {saidIn(each.cells, sheet.columns)}
              </p>
              {mine && (
                <Who
                  row={rows.get(each.place)!}
                  chosen={subjects[each.place] ?? ""}
                  choose={(whom) => {
                    const { [each.place]: _, ...others } = subjects;
                    decide(whom ? { ...others, [each.place]: whom } : others);
                  }}
                />
              )}
            </li>
          ))}
        </ul>
        {waiting.length > sheet.doubtful.length && <p className="soft">{t("moreDoubtful", { n: sheet.doubtful.length })}</p>}
      </div>
    </Panel>
  );
}

/** What a row says under the columns that mean something. */
const saidIn = (cells: Record<string, string>, columns: Column[]): string =>
  columns
    .filter((each) => each.element && cells[each.field])
    .map((each) => `${each.label} ${cells[each.field]}`)
    .join(" · ");

function Who({ row, chosen, choose }: { row: Row; chosen: string; choose: (whom: string) => void }) {
  const t = useWords(HOLDING);
  const { either, listed } = useSpeech();
  const candidates = row.candidates ?? [];
  return (
    <Radio.Group aria-label={t("whoIs", { place: row.place })} value={chosen} onChange={({ target }) => choose(String(target.value))}>
      <div className="tight">
        {candidates.map((each) => (
          <Radio key={each.subject} value={each.subject}>
            <IsThis subject={each.subject} /> <span className="soft small">{listed((each.reasons ?? []).map((one) => either(one.says)), "；", "; ")}</span>
          </Radio>
        ))}
        <Radio value="new">{t("isNew")}</Radio>
        <Radio value="">{t("notNow")}</Radio>
      </div>
    </Radio.Group>
  );
}

function IsThis({ subject }: { subject: string }) {
  const t = useWords(HOLDING);
  return <>{t("isThis", { name: useCalled(subject) ?? "…" })}</>;
}
