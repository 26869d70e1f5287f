/** A form is registered in four steps: the file, the form as read, what its fields mean, and what it costs. */
import "./registering.css";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Grid, Spin, Steps, Tabs, Tooltip } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { call, Refused, type Schemas } from "../../api/client";
import { useDepartmentNames, useForms } from "../../office/known";
import { Head, Panel } from "../../office/pieces";
import { goOffice, officeWay, useWithin } from "../../office/route";
import { Refusal, Status, Teach } from "../../shell/Said";
import { Waiting } from "../../shell/Waiting";
import { useSpeech, useWords } from "../../words/language";
import { REGISTERING } from "../../words/registering";
import { AsRead } from "./AsRead";
import { Cost } from "./Cost";
import { Deciding } from "./Deciding";
import { Differing } from "./Differing";
import { itemsOf } from "./deciding";
import { type Draft, edited, editOf, forgetDraft, requestOf, useDraft } from "./draft";
import { missingOf, Particulars } from "./Particulars";
import type { Preview } from "./shown";
import { Template } from "./Template";

const STEPS = ["read", "meanings", "cost"] as const;
type Step = (typeof STEPS)[number];

export default function Register() {
  const t = useWords(REGISTERING);
  const [id, at] = useWithin();
  const { draft, change, unkept } = useDraft(id);
  if (!id) {
    return (
      <>
        <Head title={t("registerTitle")} help={t("registerHelp")} />
        <Progress at={-1} />
        <Template />
      </>
    );
  }
  if (draft === undefined) return <Waiting />;
  if (draft === null) {
    return (
      <>
        <Head title={t("registerTitle")} />
        <Teach title={t("draftGone")} help={t("draftGoneHelp")}>
          <Button href={officeWay("register")}>{t("beginAnew")}</Button>
        </Teach>
      </>
    );
  }
  const step = STEPS.find((each) => each === at) ?? "read";
  return <Registering key={draft.id} draft={draft} change={change} unkept={unkept} step={step} />;
}

function Progress({ at, go }: { at: number; go?: (step: number) => void }) {
  const t = useWords(REGISTERING);
  const titles = [t("stepFile"), t("stepRead"), t("stepMeanings"), t("stepCost")];
  return <Steps size="small" responsive={false} className="steps" current={at + 1} {...(go ? { onChange: (to: number) => go(to - 1) } : {})} items={titles.map((title) => ({ title }))} />;
}

function Registering({ draft, change, unkept, step }: { draft: Draft; change: (next: (draft: Draft) => Draft) => void; unkept: boolean; step: Step }) {
  const t = useWords(REGISTERING);
  const speech = useSpeech();
  const departmentName = useDepartmentNames();
  const narrow = !Grid.useBreakpoint().lg;
  const queries = useQueryClient();
  const { message } = App.useApp();
  const edits = useMemo(() => JSON.stringify(draft.edits), [draft.edits]);
  const preview = useQuery({
    queryKey: ["preview", draft.id, edits],
    queryFn: () => call<Preview[]>("/forms/preview", { form: requestOf(draft, edits) }),
    placeholderData: keepPreviousData,
    staleTime: 300_000,
    refetchOnWindowFocus: false,
  });
  const seen = useQuery({
    queryKey: ["likeness", draft.id],
    queryFn: () => call<Schemas["Likeness"]>("/forms/likeness", { form: requestOf(draft, "{}") }),
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
  });
  const forms = useForms();
  const [chosen, choose] = useState(0);
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // A refused edit leaves what was read before it, to go on from.
  const lastGood = useRef<Preview[]>(undefined);
  if (preview.data) lastGood.current = preview.data;
  const all = preview.data ?? lastGood.current;
  const good = JSON.stringify(draft.good ?? {});
  useEffect(() => {
    const title = all?.[0]?.form.title ?? draft.title;
    const read = preview.isSuccess && !preview.isPlaceholderData && edits !== good;
    if (read || title !== draft.title) change((before) => ({ ...before, title, ...(read ? { good: JSON.parse(edits) as Draft["edits"] } : {}) }));
  }, [all, preview.isPlaceholderData, preview.isSuccess, edits]);
  const anotherFile = () => {
    if (edits === "{}" && preview.error instanceof Refused) void forgetDraft(draft.id);
    goOffice("register");
  };
  const refused = (
    <>
      {unkept && <Alert type="warning" showIcon title={t("draftNotKept")} description={t("draftNotKeptHelp")} />}
      {preview.error && (
        <div className="stack gap">
          <Refusal error={preview.error} />
          <div className="line">
            {edits !== good && preview.error instanceof Refused && (
              <Button type="primary" onClick={() => change((before) => ({ ...before, edits: before.good ?? {} }))}>
                {t("undoLast")}
              </Button>
            )}
            <Button loading={preview.isFetching} onClick={() => void preview.refetch()}>
              {speech.t("retry")}
            </Button>
            {!all && <Button onClick={anotherFile}>{t("otherFile")}</Button>}
          </div>
        </div>
      )}
    </>
  );
  const at = STEPS.indexOf(step);
  const go = (to: number) => (to < 0 ? goOffice("register") : goOffice("register", draft.id, STEPS[to]!));
  const head = (
    <>
      <Head title={all?.[0]?.form.title ?? draft.name} help={`${draft.name} · ${departmentName(draft.department)}`} back={{ href: officeWay("forms"), label: t("myForms") }} />
      <Progress at={at} go={go} />
    </>
  );
  if (!all) {
    return (
      <>
        {head}
        {refused}
        {!preview.error && <Waiting />}
      </>
    );
  }
  const leftOut = Object.entries(draft.edits).filter(([, each]) => each.leave_out);
  const shown = all.find((each) => each.number === chosen) ?? all[0]!;
  const { number } = shown;
  const edit = editOf(draft, number);
  const say = (said: Parameters<typeof edited>[2]) => change((before) => edited(before, number, said));
  const items = itemsOf(shown, { decisions: edit.decisions, dismissed: draft.dismissed[number] ?? {} });
  const waiting = all.reduce((sum, each) => sum + each.undecided.length, 0);
  const submit = async () => {
    setSending(true);
    setError(null);
    try {
      const made = await call<Preview[]>("/forms", { form: requestOf(draft, edits) });
      // It is submitted now, whatever becomes of the rest.
      await forgetDraft(draft.id).catch(() => {});
      await queries.invalidateQueries({ queryKey: ["forms"] });
      void message.success(t("submitted"));
      const untold = (await Promise.all(made.map((each) => refusals(each, draft)))).reduce((sum, each) => sum + each, 0);
      if (untold) void message.warning(t("refusalsNotKept", { n: untold }), 8);
      goOffice("forms", ...(made.length === 1 ? [made[0]!.id] : []));
    } catch (refused) {
      setError(refused);
    }
    setSending(false);
  };
  return (
    <>
      {head}
      {(all.length > 1 || leftOut.length > 0) && (
        <Tabs
          size="small"
          activeKey={String(number)}
          onChange={(key) => choose(Number(key))}
          tabBarExtraContent={
            all.length > 1 && (
              <Button size="small" onClick={() => say({ leave_out: true })}>
                {t("leaveOut")}
              </Button>
            )
          }
          items={all.map((each) => ({ key: String(each.number), label: each.form.title }))}
        />
      )}
      {leftOut.length > 0 && (
        <p className="line small">
          {t("leftOut", { n: leftOut.length })}
          <Button size="small" type="link" onClick={() => change((before) => leftOut.reduce((next, [key]) => edited(next, Number(key), { leave_out: false }), before))}>
            {t("restore")}
          </Button>
        </p>
      )}
      {refused}
      <div key={number} className="registering" aria-busy={preview.isFetching}>
        {step === "read" && <AsRead preview={shown} parts={seen.data?.parts ?? []} edit={edit} change={say} narrow={narrow} />}
        {step === "meanings" && (
          <Deciding
            items={items}
            choices={{ decisions: edit.decisions, dismissed: draft.dismissed[number] ?? {} }}
            put={({ decisions, dismissed }) => change((before) => edited({ ...before, dismissed: { ...before.dismissed, [number]: dismissed } }, number, { decisions }))}
            finish={() => go(2)}
          />
        )}
        {step === "cost" && (
          <div className="stack">
            <Panel title={t("particulars")} extra={<Missing preview={shown} />}>
              <Particulars key={shown.form["x-series"]} form={shown.form} edit={edit} editions={(forms.data ?? []).filter((each) => each.department === draft.department)} change={say} />
            </Panel>
            <Panel title={t("burden")}>
              <Cost form={shown.form} review={shown.review} bindings={shown.bindings} />
            </Panel>
            {shown.differences && (
              <Panel title={t("comparedWith")}>
                <Differing differences={shown.differences} />
              </Panel>
            )}
          </div>
        )}
      </div>
      {error !== null && (
        <div className="stack gap">
          <Refusal error={error} />
        </div>
      )}
      <footer className="sticky line spread no-print">
        <span className="line">
          {at > 0 && <Button onClick={() => go(at - 1)}>{t("back")}</Button>}
          {preview.isFetching && (
            <span className="soft small line">
              <Spin size="small" /> {t("readingAgain")}
            </span>
          )}
        </span>
        <span className="line">
          {step === "meanings" && waiting > 0 && <span className="soft small">{t("mayDecideLater", { n: waiting })}</span>}
          {step !== "cost" ? (
            <Button type="primary" onClick={() => go(at + 1)}>
              {step === "read" ? t("toMeanings") : t("toCost")}
            </Button>
          ) : (
            <Button type="primary" loading={sending} disabled={preview.isFetching || preview.isError} onClick={() => void submit()}>
              {all.length > 1 ? t("submitN", { n: all.length }) : t("submit")}
            </Button>
          )}
        </span>
      </footer>
    </>
  );
}

/** What people said a field does not mean is remembered for the forms to come; how many could not be. */
async function refusals(made: Preview, draft: Draft): Promise<number> {
  let untold = 0;
  for (const [key, gone] of Object.entries(draft.dismissed[made.number] ?? {})) {
    const field = made.ids[key];
    for (const { element, via } of field ? gone : []) await call(`/forms/${encodeURIComponent(made.id)}/refusals`, { json: { field, element, via } }).catch(() => (untold += 1));
  }
  return untold;
}

function Missing({ preview }: { preview: Preview }) {
  const t = useWords(REGISTERING);
  const { listed } = useSpeech();
  const missing = missingOf(preview.form);
  if (!missing.length) return <Status of="good">{t("complete")}</Status>;
  return (
    <Tooltip title={t("missingHelp")}>
      <span className="status missing">{t("missingN", { names: listed(missing.map((each) => t(each))) })}</span>
    </Tooltip>
  );
}
