/** Where the unit stands in each round; handing it in. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Input } from "antd";
import { useState } from "react";
import { call, type Schemas, Unreachable } from "../api/client";
import { Refusal, Status, Teach } from "../shell/Said";
import { Waiting } from "../shell/Waiting";
import { useUnit } from "../shell/unit";
import { useSpeech } from "../words/language";
import { Meter, useProgress } from "./RoundLine";
import { newestFirst, rounds } from "./rounds";

type UnitProgress = Schemas["UnitProgress"];

export function Round() {
  const { t } = useSpeech();
  const { unit } = useUnit();
  const { data: all, error } = useQuery({ queryKey: ["rounds"], queryFn: rounds, select: newestFirst });
  const { data: now, error: uncounted } = useProgress(unit.code);
  if (error instanceof Unreachable) return <Teach title={t("needsNetwork")} help={t("unreachableHelp")} />;
  if (error) return <Refusal error={error} />;
  if (!all) return <Waiting />;
  const closed = all.filter((each) => each.closed);
  return (
    <div className="stack">
      <h1 tabIndex={-1}>
        {t("roundTitle")} · {unit.name}
      </h1>
      {!all.length && (
        <div className="panel">
          <Teach title={t("roundsNone")} help={t("roundsNoneHelp")} />
        </div>
      )}
      {uncounted ? <Refusal error={uncounted} /> : !now && <Waiting />}
      {all.length > 0 && now && !now.open && <p className="soft">{t("noRound")}</p>}
      {now?.open && now.progress && now.standing && (
        <>
          <HandIn round={now.open.id} due={now.open.due} mine={now.standing} />
          <Below units={now.progress.units.filter((each) => each.unit !== unit.code)} />
        </>
      )}
      {closed.length > 0 && (
        <ul className="panel rows">
          {closed.map((each) => (
            <li key={each.id} className="line spread" style={{ padding: "6px 0" }}>
              <span>{each.id}</span>
              <span className="soft num">
                {t("dueOn", { due: each.due })} · {t("closedRound")}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function HandIn({ round, due, mine }: { round: string; due: string; mine: UnitProgress }) {
  const { t } = useSpeech();
  const { unit } = useUnit();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [remark, setRemark] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { counts, standing } = mine;
  const state = standing?.state ?? "not-begun";
  const last = standing?.turns?.at(-1);
  const missing = counts.missing;
  const handIn = async () => {
    setBusy(true);
    setError(null);
    try {
      await call(`/units/${encodeURIComponent(unit.code)}/rounds/${encodeURIComponent(round)}/submission`, { json: { remark: remark || null } });
      message.success(t("handedIn"));
      setRemark("");
      await queries.invalidateQueries({ queryKey: ["progress"] });
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };
  return (
    <section className="panel stack">
      <div className="line">
        <h2>{t("openRound", { round, due })}</h2>
        <Status of={state === "submitted" ? "good" : state === "returned" ? "bad" : "due"}>{t(state)}</Status>
        {standing?.late && <Status of="bad">{t("late")}</Status>}
      </div>
      <Meter held={counts.held} asked={counts.asked} />
      <dl className="facts across num">
        <dt>{t("askedCells")}</dt>
        <dd>{counts.asked.toLocaleString()}</dd>
        <dt>{t("missingCells")}</dt>
        <dd>{counts.missing.toLocaleString()}</dd>
        <dt>{t("staleCells")}</dt>
        <dd>{(counts.stale ?? 0).toLocaleString()}</dd>
      </dl>
      {state === "returned" && last?.why && <Alert type="warning" showIcon title={t("givenBack", { why: last.why })} />}
      {Boolean(standing?.changed) && <p className="soft">{t("changedSince", { n: standing!.changed! })}</p>}
      {error !== null && <Refusal error={error} />}
      {state !== "submitted" && (
        <div className="stack">
          <p className="soft">{t("handInAsk")}</p>
          {missing > 0 && (
            <div>
              <label htmlFor="hand-in-remark">{t("handInMissing", { n: missing.toLocaleString() })}</label>
              <Input.TextArea id="hand-in-remark" rows={2} value={remark} onChange={(event) => setRemark(event.target.value)} maxLength={500} />
            </div>
          )}
          <Button type="primary" loading={busy} disabled={missing > 0 && !remark.trim()} onClick={() => void handIn()}>
            {t("handIn")}
          </Button>
        </div>
      )}
    </section>
  );
}

function Below({ units }: { units: UnitProgress[] }) {
  const { t } = useSpeech();
  if (!units.length) return null;
  return (
    <div className="panel flush scroll" tabIndex={0} role="region" aria-label={t("unit")}>
      <table className="grid num">
        <thead>
          <tr>
            <th scope="col">{t("unit")}</th>
            <th scope="col" className="right">
              {t("askedCells")}
            </th>
            <th scope="col" className="right">
              {t("missingCells")}
            </th>
            <th scope="col" className="right">
              {t("staleCells")}
            </th>
            <th scope="col">{t("standing")}</th>
          </tr>
        </thead>
        <tbody>
          {units.map((each) => (
            <tr key={each.unit}>
              <td>{each.name}</td>
              <td className="right">{each.counts.asked.toLocaleString()}</td>
              <td className="right">{each.counts.missing.toLocaleString()}</td>
              <td className="right">{(each.counts.stale ?? 0).toLocaleString()}</td>
              <td>{each.standing ? t(each.standing.state) : "—"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
