/** Both records side by side: which stays, what becomes of every answer, and what is decided. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Radio } from "antd";
import { useId, useState } from "react";
import { call, type Schemas } from "../../api/client";
import { database } from "../../local/database";
import { freshId } from "../../local/outbox";
import { Refusal, Status } from "../../shell/Said";
import { useUnit, useUnitNames } from "../../shell/unit";
import { Waiting } from "../../shell/Waiting";
import { DOUBLES } from "../../words/doubles";
import { useSpeech, useWords } from "../../words/language";
import { useFigures } from "../../words/names";
import { type Double, type Held, subjectPath, useHeld, useMeanings } from "./known";
import type { Outcome } from "./Outcome";
import { answersOf, differing, Values } from "./Values";

type Joined = Schemas["Joined"];
type Which = 0 | 1;

interface Given {
  pair: Double;
  done: (outcome: Outcome) => void;
}

export function Comparison({ pair, done }: Given) {
  const one = useHeld(pair.one.subject);
  const other = useHeld(pair.other.subject);
  const error = one.error ?? other.error;
  if (error) return <Refusal error={error} />;
  if (!one.data || !other.data) return <Waiting />;
  return <Compared pair={pair} held={[one.data, other.data]} done={done} />;
}

function Compared({ pair, held, done }: Given & { held: [Held, Held] }) {
  const { listed } = useSpeech();
  const t = useWords(DOUBLES);
  const answers = [answersOf(held[0].record), answersOf(held[1].record)] as [Record<string, unknown>, Record<string, unknown>];
  const fuller: Which = Object.keys(answers[1]).length > Object.keys(answers[0]).length ? 1 : 0;
  const [chosen, choose] = useState<Which | null>(null);
  const kept = chosen ?? fuller;
  const mayMerge = pair.may?.includes("merge") ?? false;
  const preview = usePreview(pair, held, kept, mayMerge);
  const joined = mayMerge ? preview.data : undefined;
  const touched = [...new Set([...differing(...answers), ...(joined?.adopted ?? []), ...(joined?.contested ?? [])])];
  const { title } = useMeanings(pair.kind, touched);
  const hidden = touched.filter((each) => answers.every((side) => side[each] == null));
  const elements = touched.filter((each) => !hidden.includes(each));
  const same = Object.keys(answers[0]).filter((each) => !elements.includes(each)).length;
  const heads: [string, string] = [`${t("one")} ${pair.one.label ?? ""}`, `${t("other")} ${pair.other.label ?? ""}`];
  return (
    <div className="stack">
      {mayMerge && <Keeping pair={pair} held={held} kept={kept} choose={choose} />}
      <div>
        {elements.length ? (
          <Values kind={pair.kind} sides={answers} heads={heads} elements={elements} marked={(element, side) => <Mark joined={joined} element={element} stays={side === kept} there={answers[side][element] != null} />} />
        ) : (
          <p>{t("noDifference")}</p>
        )}
        {elements.length > 0 && same > 0 && <p className="soft small">{t("alikeBeside", { n: same })}</p>}
        {hidden.length > 0 && <p className="soft small">{t("hiddenDiffers", { which: listed(hidden.map(title)) })}</p>}
      </div>
      {joined && <Besides pair={pair} kept={kept} joined={joined} />}
      {preview.error && mayMerge && <Refusal error={preview.error} />}
      <Deciding pair={pair} kept={kept} ready={Boolean(joined)} done={done} />
    </div>
  );
}

/** What a merging would do, and does not. */
function usePreview(pair: Double, held: [Held, Held], kept: Which, enabled: boolean) {
  const [away, into] = sidesOf(pair, kept);
  return useQuery({
    queryKey: ["merging", away.subject, into.subject, held[0].record.position, held[1].record.position],
    queryFn: () => call<Joined>(`${subjectPath(away.subject)}/merging?preview=true`, { json: { id: freshId(), into: into.subject } }),
    enabled,
    retry: false,
  });
}

/** Which of the two is closed, and which stays. */
function sidesOf(pair: Double, kept: Which): [Double["one"], Double["one"]] {
  return kept === 0 ? [pair.other, pair.one] : [pair.one, pair.other];
}

function Keeping({ pair, held, kept, choose }: { pair: Double; held: [Held, Held]; kept: Which; choose: (which: Which) => void }) {
  const t = useWords(DOUBLES);
  const unit = useUnitNames();
  const { moment } = useFigures();
  const id = useId();
  const extent = ({ record, by }: Held) => {
    const at = by.find((each) => each.position === record.position)?.at;
    return t("extent", { n: Object.keys(answersOf(record)).length, day: at ? moment(at).slice(0, 10) : "—" });
  };
  return (
    <div>
      <p id={id}>{t("keepWhich")}</p>
      <Radio.Group aria-labelledby={id} value={kept} onChange={(event) => choose(event.target.value as Which)} vertical>
        {([pair.one, pair.other] as const).map((each, which) => (
          <Radio key={each.subject} value={which}>
            {t("keep", { which: t(which ? "other" : "one"), who: each.label ?? "" })}{" "}
            <span className="soft small">
              {unit(each.unit)} · {extent(held[which]!)}
            </span>
          </Radio>
        ))}
      </Radio.Group>
    </div>
  );
}

/** What becomes of one answer. */
function Mark({ joined, element, stays, there }: { joined: Joined | undefined; element: string; stays: boolean; there: boolean }) {
  const t = useWords(DOUBLES);
  if (!joined || !there) return null;
  if (joined.contested?.includes(element)) return <Status of="contested">{t("disputed")}</Status>;
  if (joined.adopted?.includes(element)) return stays ? null : <Status of="good">{t("taken")}</Status>;
  return <Status of={stays ? "good" : ""}>{t(stays ? "stands" : "history")}</Status>;
}

/** What a merging does besides the answers. */
function Besides({ pair, kept, joined }: { pair: Double; kept: Which; joined: Joined }) {
  const t = useWords(DOUBLES);
  const [away] = sidesOf(pair, kept);
  const which = t(kept ? "one" : "other");
  const turned = joined.redirected?.length ?? 0;
  const left = joined.left?.length ?? 0;
  return (
    <div className="soft">
      <p>{t("closes", { which, who: away.label ?? "" })}</p>
      {turned > 0 && <p>{t("turned", { which, n: turned })}</p>}
      {left > 0 && <p>{t("leftLinks", { n: left })}</p>}
    </div>
  );
}

function Deciding({ pair, kept, ready, done }: Given & { kept: Which; ready: boolean }) {
  const t = useWords(DOUBLES);
  const queries = useQueryClient();
  const unit = useUnitNames();
  const { units } = useUnit();
  const [remark, setRemark] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [away, into] = sidesOf(pair, kept);
  const may = (what: "merge" | "tell-apart") => pair.may?.includes(what) ?? false;
  const said = { remark: remark.trim() || null };
  const decide = async (act: () => Promise<Outcome>) => {
    setBusy(true);
    setError(null);
    try {
      done(await act());
      // What a merging would do is not asked any more once it is done.
      await queries.invalidateQueries({ predicate: (each) => each.queryKey[0] !== "merging" });
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  const merge = async (): Promise<Outcome> => {
    const id = freshId();
    const joined = await call<Joined>(`${subjectPath(away.subject)}/merging`, { json: { id, into: into.subject, ...said } });
    // What this browser keeps of the other is of nobody any more.
    await database.rows.delete(away.subject);
    return { did: "merged", id, into, contested: joined.contested?.length ?? 0, kind: pair.kind };
  };
  const tellApart = async (): Promise<Outcome> => {
    const { one, other, kind } = pair;
    await call("/entries", { json: { id: freshId(), unit: one.unit, subject: one.subject, kind, act: "state", values: {}, unlike: [other.subject], ...said } });
    return { did: "told-apart", one, other };
  };
  if (pair.one.closed || pair.other.closed) return <p className="soft">{t("oneClosed")}</p>;
  const elsewhere = [pair.one, pair.other].find((each) => !units.some((one) => one.code === each.unit));
  return (
    <div className="stack">
      {error !== null && <Refusal error={error} />}
      {!may("merge") && elsewhere && <p className="soft">{t("mayNot", { unit: unit(elsewhere.unit) })}</p>}
      {(may("merge") || may("tell-apart")) && (
        <>
          <Input aria-label={t("remark")} placeholder={t("remark")} value={remark} maxLength={500} onChange={(event) => setRemark(event.target.value)} />
          <div className="line">
            {may("merge") && (
              <Button type="primary" disabled={!ready} loading={busy} onClick={() => void decide(merge)}>
                {t("merge", { which: t(kept ? "other" : "one") })}
              </Button>
            )}
            {may("tell-apart") && (
              <Button disabled={busy} onClick={() => void decide(tellApart)}>
                {t(pair.kind === "person" ? "apartPersons" : pair.kind === "household" ? "apartHouseholds" : "apartOthers")}
              </Button>
            )}
          </div>
        </>
      )}
    </div>
  );
}
