/** The unit's table as a workbook: out, filled in, and back; and what was imported before. */
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { call, file, save } from "../api/client";
import { useDropped } from "../shell/dropped";
import { go, useRoute, way } from "../shell/route";
import { Refusal, Teach } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { IMPORTS } from "../words/imports";
import { useWords } from "../words/language";
import { Imports } from "./Imports";
import { OneImport, type Report } from "./OneImport";

export function Workbook() {
  const [, id] = useRoute();
  return id ? <OneImport id={id} /> : <OutAndIn />;
}

function OutAndIn() {
  const t = useWords(IMPORTS);
  const { unit } = useUnit();
  const queries = useQueryClient();
  const [busy, setBusy] = useState<"out" | "in" | null>(null);
  const [error, setError] = useState<unknown>(null);
  const path = `/units/${encodeURIComponent(unit.code)}`;

  const attempt = async (what: "out" | "in", act: () => Promise<void>) => {
    setBusy(what);
    setError(null);
    try {
      await act();
    } catch (refused) {
      setError(refused);
    }
    setBusy(null);
  };
  const out = () => attempt("out", async () => save(await file(`${path}/workbook`)));
  const bring = (given: File) =>
    attempt("in", async () => {
      const form = new FormData();
      form.append("file", given);
      const report = await call<Report>(`${path}/imports`, { form });
      void queries.invalidateQueries();
      queries.setQueryData(["import", report.id], report);
      go("workbook", report.id);
    });

  return (
    <div className="stack">
      <h1 tabIndex={-1}>
        {t("title")} · {unit.name}
      </h1>
      <div className="sides">
        <section className="panel stack">
          <h2>1. {t("out")}</h2>
          <p className="soft">{t("outHelp")}</p>
          <Button type="primary" loading={busy === "out"} onClick={() => void out()}>
            {t("out")}
          </Button>
        </section>
        <section className="panel stack">
          <h2>2. {t("in")}</h2>
          <Drop take={(given) => void bring(given)} busy={busy === "in"} />
        </section>
      </div>
      <p className="soft">
        {t("registersHelp")} <a className="named" href={way("registers")}>{t("toRegisters")}</a>
      </p>
      {error !== null && <Refusal error={error} />}
      <Imports
        key={unit.code}
        title={t("before")}
        at={path}
        here={unit.code}
        way={({ id, kind }) => (kind === "register" ? way("registers", "import", id) : way("workbook", id))}
        empty={<Teach title={t("none")} help={t("noneHelp")} />}
      />
    </div>
  );
}

function Drop({ take, busy }: { take: (given: File) => void; busy: boolean }) {
  const t = useWords(IMPORTS);
  const { over, dropping } = useDropped(take);
  return (
    <div className={over ? "drop over" : "drop"} {...dropping}>
      <label>
        <input
          type="file"
          accept=".xlsx,.xls,.et"
          disabled={busy}
          onChange={(event) => {
            const given = event.target.files?.[0];
            if (given) take(given);
            event.target.value = "";
          }}
        />
        <span>{busy ? t("importing") : t("choose")}</span>
        <p className="soft" style={{ marginTop: 8 }}>
          {t("inHelp")}
        </p>
      </label>
    </div>
  );
}
