/** One form before the office: what it asks, repeats and adds; to be admitted or returned. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import type { ReactNode } from "react";
import { call, file, type Finding, save, type Schemas } from "../../api/client";
import { Findings, Refusal } from "../../shell/Said";
import { useWords } from "../../words/language";
import { useFigures, useNames } from "../../words/names";
import { ADMISSIONS } from "../../words/admissions";
import { useAct } from "../../shell/acting";
import { useBurden } from "../burden/figures";
import { formPath, type FormSchema, useDepartmentNames, useForm, useForms } from "../known";
import { Asked, Head, Panel } from "../pieces";
import { officeWay } from "../route";
import { FormState } from "./Admissions";
import { Deciding } from "./Deciding";
import { Overlaps } from "./Overlaps";
import "./admissions.css";

type Review = Schemas["Review"];

const TIMES: Record<string, number> = { once: 1, yearly: 1, "half-yearly": 2, quarterly: 4, monthly: 12, weekly: 52, daily: 365, "ad-hoc": 1 };

export function Reviewed({ id }: { id: string }) {
  const t = useWords(ADMISSIONS);
  const department = useDepartmentNames();
  const named = useNames();
  const forms = useForms();
  const schema = useForm(id);
  const review = useQuery({ queryKey: ["forms", id, "review"], queryFn: () => call<Review>(`${formPath(id)}/review`) });
  const variants = useQuery({ queryKey: ["forms", id, "variants"], queryFn: () => call<Finding[]>(`${formPath(id)}/variants`) });
  const summary = forms.data?.find((each) => each.id === id);
  return (
    <Asked query={schema}>
      {(form) => (
        <>
          <Head
            back={{ href: officeWay("admissions"), label: t("title") }}
            title={
              <>
                {form.title} {summary && <FormState of={summary.status} />}
              </>
            }
            help={summary && `${department(summary.department)} · ${named("subject", summary.subject)} · ${named("period", summary.period)}`}
          >
            {summary && <Deciding id={id} status={summary.status} />}
          </Head>
          <Asked query={review}>
            {(found) => (
              <>
                <div className={summary?.status === "submitted" ? "review" : "review whole"}>
                  <Panel title={t("asks")} extra={<a href={officeWay("review", id)}>{t("seeMatches")}</a>}>
                    <Sorts review={found} />
                    <Facts id={id} form={form} kept={summary?.file != null} />
                  </Panel>
                  {summary?.status === "submitted" && (
                    <Panel title={t("adds")}>
                      <Adds review={found} period={form["x-period"]} />
                    </Panel>
                  )}
                </div>
                {!!variants.data?.length && (
                  <Panel title={t("variantsTitle")}>
                    <Findings findings={variants.data} />
                  </Panel>
                )}
                <Overlaps overlaps={found.overlaps ?? []} />
                {!!found.contradictions?.length && (
                  <Panel title={t("contradictionsTitle")}>
                    <ul className="plain-list">
                      {found.contradictions.map((each) => (
                        <li key={each.field}>{t("contradiction", { label: each.label, element: each.element, title: each.title, other: each.other })}</li>
                      ))}
                    </ul>
                  </Panel>
                )}
              </>
            )}
          </Asked>
        </>
      )}
    </Asked>
  );
}

const SORTS = [
  ["held", "held", "prefill"],
  ["derivable", "derivable", "derivation"],
  ["new", "fresh", "after"],
  ["undecided", "doubtful", "before"],
] as const;

function Sorts({ review }: { review: Review }) {
  const t = useWords(ADMISSIONS);
  return (
    <>
      <div className="parts" aria-hidden="true">
        {SORTS.map(([sort, , hue]) => (
          <i key={sort} className={hue} style={{ width: `${(100 * (review[sort] ?? 0)) / Math.max(1, review.fields)}%` }} />
        ))}
      </div>
      <ul className="legend">
        <li>
          <b>{t("ofFields", { n: review.fields })}</b>
        </li>
        {SORTS.map(([sort, word, hue]) => (
          <li key={sort}>
            <i className={hue} aria-hidden="true" /> {t(word)} <b className="num">{review[sort] ?? 0}</b>
          </li>
        ))}
      </ul>
    </>
  );
}

function Facts({ id, form, kept }: { id: string; form: FormSchema; kept: boolean }) {
  const t = useWords(ADMISSIONS);
  const { act, busy, error } = useAct();
  const said = (value: string | undefined) => value || <span className="status missing">{t("notSaid")}</span>;
  const take = (what: string) => void act(async () => save(await file(`${formPath(id)}/${what}`)));
  return (
    <>
      <dl className="facts" style={{ margin: "14px 0" }}>
        <dt>{t("mandate")}</dt>
        <dd>{said(form["x-mandate"])}</dd>
        <dt>{t("scope")}</dt>
        <dd>
          <code>{said(form["x-scope"])}</code>
        </dd>
        <dt>{t("firstRound")}</dt>
        <dd className="num">{said(form["x-first-round"])}</dd>
        <dt>{t("expires")}</dt>
        <dd className="num">{said(form["x-expires"])}</dd>
      </dl>
      <div className="line no-print">
        {kept && (
          <Button size="small" disabled={busy} onClick={() => take("file")}>
            {t("file")}
          </Button>
        )}
        <Button size="small" disabled={busy} onClick={() => take("blank")}>
          {t("blank")}
        </Button>
      </div>
      {error !== null && <Refusal error={error} />}
    </>
  );
}

function Adds({ review, period }: { review: Review; period: string | undefined }) {
  const t = useWords(ADMISSIONS);
  const { number } = useFigures();
  const burden = useBurden();
  const { cells, minutes, seconds } = review;
  const range = ({ low, high }: Schemas["Range"]) => (low === high ? number(low, 1) : `${number(low, 1)}–${number(high, 1)}`);
  const now = burden.data && burden.data.year.after + burden.data.year.by_prefill;
  return (
    <dl className="adds">
      <Added label={t("perUnit")}>
        {cells != null && minutes ? t("cellsMinutes", { cells: number(cells), minutes: range(minutes) }) : t("perRow", { seconds: range(seconds) })}
      </Added>
      {now !== undefined && cells != null && (
        <Added label={t("allYear")} help={t("yearCellsHelp")}>
          {t("yearCells", { before: number(now), after: number(now + cells * burden.data!.inputs.units * (TIMES[period ?? ""] ?? 1)) })}
        </Added>
      )}
    </dl>
  );
}

function Added({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <div>
      <dt className="soft">{label}</dt>
      <dd className="num">{children}</dd>
      {help && <dd className="soft small">{help}</dd>}
    </div>
  );
}
