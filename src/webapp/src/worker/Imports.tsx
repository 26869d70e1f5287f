/** What was imported for the unit and below, the newest first: opened again, and undone. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { call, type Schemas, Unreachable } from "../api/client";
import { way } from "../shell/route";
import { Refusal, Status, Teach } from "../shell/Said";
import { useUnit, useUnitNames } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { IMPORTS } from "../words/imports";
import { useSpeech, useWords } from "../words/language";
import { useFigures } from "../words/names";
import { called } from "./acts";
import { counted, OutcomeSaid } from "./outcomes";
import { UndoImport } from "./UndoImport";

export type Listed = Schemas["ListedImport"];

const AT_ONCE = 10;

export function Imports({ unit }: { unit: string }) {
  const t = useWords(IMPORTS);
  const imports = useInfiniteQuery({
    queryKey: ["imports", unit],
    initialPageParam: "",
    queryFn: ({ pageParam }) => call<Schemas["ImportsAnswer"]>(`/units/${encodeURIComponent(unit)}/imports?limit=${AT_ONCE}${pageParam && `&before=${pageParam}`}`),
    getNextPageParam: (last) => (last.before == null ? null : String(last.before)),
  });
  const pages = imports.data?.pages ?? [];
  const people = Object.assign({}, ...pages.map((each) => each.people)) as Record<string, string>;
  return (
    <section className="panel flush">
      <h2 style={{ padding: "12px 16px 4px" }}>{t("before")}</h2>
      {imports.error ? <Failed error={imports.error} /> : !imports.data && <Waiting />}
      {imports.data && !pages[0]?.imports.length && <Teach title={t("none")} help={t("noneHelp")} />}
      <ul className="rows">
        {pages
          .flatMap((each) => each.imports)
          .map((each) => (
            <One key={each.id} listed={each} people={people} />
          ))}
      </ul>
      {imports.hasNextPage && (
        <div style={{ padding: "8px 16px 12px" }}>
          <Button loading={imports.isFetchingNextPage} onClick={() => void imports.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </section>
  );
}

function Failed({ error }: { error: unknown }) {
  const { t } = useSpeech();
  return error instanceof Unreachable ? <Teach title={t("needsNetwork")} help={t("unreachableHelp")} /> : <Refusal error={error} />;
}

function One({ listed, people }: { listed: Listed; people: Record<string, string> }) {
  const t = useWords(IMPORTS);
  return (
    <li className="line spread" style={{ padding: "10px 16px" }}>
      <div className="tight grow" style={{ minWidth: 200 }}>
        {listed.finished ? <a href={way("workbook", listed.id)}>{listed.file.name}</a> : <span>{listed.file.name}</span>}
        <Brought listed={listed} people={people} />
        {!listed.finished && <p className="soft small">{t("brokenOffHelp")}</p>}
      </div>
      <div className="line">
        {listed.undone && <Status of="due">{t("undone")}</Status>}
        {!listed.finished && <Status of="missing">{t("brokenOff")}</Status>}
        {counted(listed.counts).map(([outcome, n]) => (
          <OutcomeSaid key={outcome} of={outcome} n={n} />
        ))}
        {!listed.finished && listed.may_undo && <UndoImport id={listed.id} small />}
      </div>
    </li>
  );
}

/** Who brought it, when, and for which unit, if that is another. */
export function Brought({ listed, people }: { listed: Listed; people: Record<string, string> }) {
  const t = useWords(IMPORTS);
  const { moment } = useFigures();
  const { unit } = useUnit();
  const named = useUnitNames();
  const told = [
    called(people, listed.actor),
    moment(listed.at),
    listed.kind === "register" && t("register"),
    listed.unit && listed.unit !== unit.code && named(listed.unit),
  ];
  return <p className="soft small">{told.filter(Boolean).join(" · ")}</p>;
}
