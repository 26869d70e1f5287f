/** A new subject of any kind: asked first what tells it apart, so that whoever may be the same is seen before anything is created. */
import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { call, codeOf, elementOf, type Finding, type Problem, type Schemas, Unreachable } from "../api/client";
import { checkNew } from "../form/check";
import { section, titleOf } from "../form/present";
import { SectionForm } from "../form/SectionForm";
import type { FormContext } from "../form/templates";
import { useBegun } from "../local/begun";
import { database, type Entry, type KeptTable, type MergedSchema } from "../local/database";
import { today } from "../local/day";
import type { Kind } from "../local/kinds";
import { settled } from "../local/network";
import { file, freshId, send } from "../local/outbox";
import { keptAlike, tableOf } from "../local/unit";
import { go, useRoute, useVisit } from "../shell/route";
import { Failed, Findings, Refusal, Teach } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { useSpeech } from "../words/language";
import { Alike, type Candidate } from "./Alike";
import { KindChoice, useKind, useKindName, useKinds, useNewOne } from "./kinds";

type Values = Record<string, unknown>;

export function NewSubject() {
  const [, wanted, household] = useRoute();
  const { t } = useSpeech();
  const { unit } = useUnit();
  const choice = useKind();
  const asked = useKinds();
  const kind = choice.kinds.find((each) => each.kind === (wanted ?? choice.kind));
  const table = useQuery({ queryKey: ["table of", kind?.kind], queryFn: () => tableOf(kind!.kind), staleTime: 600_000, enabled: Boolean(kind) });
  if (!asked.data) return asked.error ? <Failed error={asked.error} /> : <Waiting />;
  if (!kind) return <Teach title={t("notAsked")} help={t("notAskedHelp")} />;
  if (!table.data && table.error) return table.error instanceof Unreachable ? <Teach title={t("notKept")} help={t("notDownloaded")} /> : <Refusal error={table.error} />;
  if (!table.data) return <Waiting />;
  const choose = (each: string) => {
    choice.choose(each);
    go("new", each);
  };
  return (
    <Opening key={`${unit.code} ${kind.kind} ${household}`} kind={kind} table={table.data} household={household}>
      {!household && <KindChoice kind={kind.kind} kinds={choice.kinds} choose={choose} />}
    </Opening>
  );
}

/** What came of looking before creating. */
interface Looked {
  /** Whoever may be the same. */
  candidates: Candidate[];
  /** How many more there are that whoever asks does not see. */
  unseen: number;
  /** They have the same number: that it is another one wants a reason. */
  identified: boolean;
  /** What is unusual about the values, and wants a reason. */
  unusual: Finding[];
  /** Whether the service was asked, or only what is kept here. */
  kept: boolean;
}

interface Given {
  kind: Kind;
  table: KeptTable;
  household: string | undefined;
  children: ReactNode;
}

/** What is typed and found so far: whoever opens one that may be the same comes back to it. */
interface Typing {
  subject: string;
  values: Values;
  looked: Looked | null;
  /** Those that were looked at, and are others. */
  unlike: string[];
  why: string;
}

const NOTHING: Looked = { candidates: [], unseen: 0, identified: false, unusual: [], kept: false };

function Opening({ kind, table, household, children }: Given) {
  const { t, either, language, listed } = useSpeech();
  const { unit } = useUnit();
  const newOne = useNewOne();
  const called = useKindName();
  const schema = table.json_schema;
  const [typing, put, forget] = useBegun<Typing>(`new ${useVisit()} ${unit.code} ${kind.kind}`, () => ({
    subject: `${kind.kind}:${freshId()}`,
    values: household && "person.household" in schema.properties ? { "person.household": household } : {},
    looked: null,
    unlike: [],
    why: "",
  }));
  const { subject, values, looked, unlike, why } = typing;
  const [errors, setErrors] = useState<Finding[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const hidden = kind.opening.filter((each) => kind.follows_from?.[each]?.some((one) => sound(schema, one, values[one])));
  const shown = useMemo(() => {
    const elements = kind.opening.filter((each) => !hidden.includes(each));
    return section("opening", "", elements, schema, language);
    // The fields are the same as long as the same are hidden.
  }, [kind, schema, language, hidden.join()]);
  const byElement = useMemo(() => saidOf(errors, either), [errors, either]);
  const context = useMemo<FormContext>(() => ({ cells: new Map(), unusual: saidOf(looked?.unusual ?? [], either), shown: (_, value) => String(value) }), [looked, either]);
  const change = useCallback((elements: string[], typed: Values) => {
    put((before) => ({ ...before, values: { ...before.values, ...Object.fromEntries(elements.map((each) => [each, typed[each]])) }, looked: null, unlike: [] }));
    setErrors([]);
  }, [put]);

  const title = (element: string) => titleOf(schema.properties[element], language);
  const first = kind.called_by[0];
  const trimmed = Object.entries(values).map(([each, value]) => [each, typeof value === "string" ? value.trim() : value] as const);
  const stated = Object.fromEntries(trimmed.filter(([each, value]) => value !== undefined && value !== "" && !hidden.includes(each)));

  const entryOf = (others: string[]): Omit<Entry, "id" | "chain"> => ({
    unit: unit.code,
    subject,
    kind: kind.kind,
    act: "open",
    values: stated,
    ...(others.length ? { unlike: others } : {}),
    ...(why.trim() ? { remark: why.trim() } : {}),
  });

  /** Looks whether it is there already, and creates it where nothing speaks against that; *others* were looked at before. */
  const go_on = async (others: string[]) => {
    const said = checkNew(schema, stated, subject, today());
    const wrong = [...lacking(schema, first, stated), ...said.filter((each) => each.level === "error")];
    setErrors(wrong);
    if (wrong.length) return;
    setBusy(true);
    setError(null);
    put((before) => ({ ...before, unlike: others }));
    try {
      const found = await look(kind, entryOf(others), others, said);
      if ("errors" in found) setErrors(found.errors);
      else if (found.candidates.length || found.unseen || (found.unusual.length && !why.trim())) put((before) => ({ ...before, looked: found }));
      else await create(others);
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };

  const create = async (others: string[]) => {
    const label = first && typeof stated[first] === "string" ? (stated[first] as string) : called(kind);
    const id = await file(label, entryOf(others));
    forget();
    await send();
    const state = (await database.outbox.where("id").equals(id).first())?.state;
    // Taken: on with the rest of the form. Not taken, or not sent yet: it is to be seen where such entries are.
    if (state === "sent") go(kind.kind === "household" ? "household" : "subject", subject);
    else go("sync");
  };

  const { candidates, unseen, identified, unusual } = looked ?? NOTHING;
  const found = useRef<HTMLElement>(null);
  // On a telephone it stands below what is seen.
  useEffect(() => {
    found.current?.scrollIntoView({ block: "center" });
  }, [looked]);
  const asksWhy = identified || unusual.length > 0;
  const atField = new Set(shown.elements);
  const elsewhere = errors.filter((each) => !atField.has(elementOf(each)));
  return (
    <div className="stack" style={{ maxWidth: 760 }}>
      <div className="line spread">
        <h1 tabIndex={-1}>
          {newOne(kind.kind)} · {unit.name}
        </h1>
        {children}
      </div>
      <p className="soft">{t("newLead")}</p>
      <form
        className="panel"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void go_on([]);
        }}
      >
        <SectionForm section={shown} values={values} errors={byElement} context={context} change={change} />
        {hidden.length > 0 && (
          <p className="soft small">{t("newFollows", { what: listed(hidden.map(title)), from: listed([...new Set(hidden.flatMap((each) => kind.follows_from?.[each] ?? []))].map(title)) })}</p>
        )}
        <Findings findings={elsewhere} />
        {error !== null && <Refusal error={error} />}
        {!looked && (
          <div style={{ marginTop: 12 }}>
            <Button type="primary" htmlType="submit" loading={busy}>
              {t("create")}
            </Button>
          </div>
        )}
      </form>
      {looked && (
        <section ref={found} className="panel stack" aria-live="polite">
          {candidates.length > 0 && <Alike kind={kind} candidates={candidates} kept={looked.kept} title={title} />}
          {unseen > 0 && !candidates.length && (
            <div>
              <h2>{t("unseenTitle")}</h2>
              <p className="soft">{t("unseenHelp", { n: unseen })}</p>
            </div>
          )}
          {unusual.length > 0 && <Findings findings={unusual} />}
          {asksWhy && (
            <div>
              <label htmlFor="why">{t(identified ? "notThemWhy" : "why")}</label>
              <Input.TextArea id="why" rows={2} maxLength={500} placeholder={t("whyHelp")} value={why} onChange={(event) => put((before) => ({ ...before, why: event.target.value }))} />
            </div>
          )}
          {(candidates.length > 0 || !unseen) && (
            <Button loading={busy} disabled={asksWhy && !why.trim()} onClick={() => void go_on([...unlike, ...candidates.map((each) => each.subject)])}>
              {t(candidates.length ? "notThem" : "saveWithWhy")}
            </Button>
          )}
        </section>
      )}
    </div>
  );
}

/** What the service says of an entry before it is filed; where it cannot be asked, what the page does, and who of those kept here may be the same. */
async function look(kind: Kind, entry: Omit<Entry, "id" | "chain">, others: string[], unusual: Finding[]): Promise<Looked | { errors: Finding[] }> {
  try {
    const said = await call<Schemas["Checked"]>("/entries/check", { json: { ...entry, id: freshId() } });
    settled(null);
    const findings = said.findings as unknown as Finding[];
    if (said.blocked) return { errors: findings.filter((each) => (each.level ?? "error") === "error") };
    const double = said.double as unknown as Problem | null | undefined;
    const candidates = (double?.candidates ?? []) as unknown as Candidate[];
    return {
      candidates,
      unseen: Math.max(0, Number(double?.count ?? 0) - candidates.length),
      identified: Boolean(double) && codeOf(double!) === "subject-identified",
      unusual: said.remark_wanted ? findings.filter((each) => each.asks_why) : [],
      kept: false,
    };
  } catch (error) {
    settled(error);
    if (!(error instanceof Unreachable)) throw error;
    const found = (await keptAlike(kind, entry.values ?? {})).filter((each) => !others.includes(each.row.subject));
    const candidates = found.map(({ row, same }) => ({ subject: row.subject, unit: row.unit, closed: false, label: row.label ?? undefined, same }));
    const identified = found.some((each) => each.same.some((one) => kind.identified_by.includes(one)));
    return { ...NOTHING, candidates, identified, unusual, kept: true };
  }
}

/** That it has nothing to be called by. */
function lacking(schema: MergedSchema, element: string | undefined, stated: Values): Finding[] {
  const property = element === undefined ? undefined : schema.properties[element];
  if (!property || stated[element!] !== undefined) return [];
  return [{ code: "wanted", level: "error", where: `#/values/${element}`, says: { zh: `请填“${property.title}”。`, en: `“${property["x-title-en"]}” is needed.` } }];
}

/** Whether a value is there, and written as it should be. */
function sound(schema: MergedSchema, element: string, value: unknown): boolean {
  if (typeof value !== "string" || !value.trim()) return false;
  return !checkNew(schema, { [element]: value.trim() }, "", today()).some((each) => each.level === "error");
}

function saidOf(findings: Finding[], either: (said: Finding["says"]) => string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const each of findings) found.set(elementOf(each), [...(found.get(elementOf(each)) ?? []), either(each.says)]);
  return found;
}
