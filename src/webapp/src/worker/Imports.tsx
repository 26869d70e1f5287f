/** What was imported, the newest first: by whom, when, what became of its rows; opened again, and undone. */
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { call, type Schemas } from "../api/client";
import { NextPage } from "../shell/Long";
import { Failed, Status } from "../shell/Said";
import { useUnitNames } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { IMPORTS } from "../words/imports";
import { useWords } from "../words/language";
import { useFigures } from "../words/names";
import { called } from "./acts";
import { Counted } from "./outcomes";
import { UndoImport } from "./UndoImport";

export type Listed = Schemas["ListedImport"];

const AT_ONCE = 10;

interface Given {
  title: string;
  /** Where the service lists them: under a unit, or a department. */
  at: string;
  kind?: Listed["kind"] | undefined;
  /** The unit that somebody looks from, which need not be named. */
  here?: string | undefined;
  /** The page of one. */
  way: (listed: Listed) => string;
  /** What is said where there are none. */
  empty: ReactNode;
}

export function Imports({ title, at, kind, here, way, empty }: Given) {
  const t = useWords(IMPORTS);
  const query = useInfiniteQuery({
    queryKey: ["imports", at, kind],
    initialPageParam: "",
    queryFn: ({ pageParam }) => call<Schemas["ImportsAnswer"]>(`${at}/imports?${new URLSearchParams({ limit: String(AT_ONCE), ...(kind ? { kind } : {}), ...(pageParam ? { before: pageParam } : {}) })}`),
    getNextPageParam: (last) => (last.before == null ? null : String(last.before)),
  });
  const listed = query.data?.pages.flatMap((page) => page.imports.map((each) => ({ each, people: page.people })));
  return (
    <section className="panel flush">
      <h2 style={{ padding: "12px 16px 4px" }}>{title}</h2>
      {!listed && (query.error ? <Failed error={query.error} /> : <Waiting />)}
      {listed?.length === 0 && empty}
      <ul className="rows">
        {listed?.map(({ each, people }) => (
          <One key={each.id} listed={each} people={people} here={here} way={way} />
        ))}
      </ul>
      {query.hasNextPage && (
        <div style={{ padding: "8px 16px 12px" }}>
          <NextPage query={query}>{t("more")}</NextPage>
        </div>
      )}
    </section>
  );
}

function One({ listed, people, here, way }: { listed: Listed; people: Record<string, string>; here: string | undefined; way: Given["way"] }) {
  const t = useWords(IMPORTS);
  const { finished, undone, file } = listed;
  return (
    <li className="line spread" style={{ padding: "10px 16px" }}>
      <div className="tight grow" style={{ minWidth: 200, overflowWrap: "anywhere" }}>
        {finished ? <a href={way(listed)}>{file.name}</a> : <span>{file.name}</span>}
        <Brought listed={listed} people={people} here={here} />
        {!finished && <p className="soft small">{t("brokenOffHelp")}</p>}
      </div>
      <div className="line">
        {undone && <Status of="due">{t("undone")}</Status>}
        {!finished && <Status of="missing">{t("brokenOff")}</Status>}
        <Counted counts={listed.counts} />
        {!finished && listed.may_undo && <UndoImport id={listed.id} small />}
      </div>
    </li>
  );
}

/** Who brought it, when, and for which unit, if that is another. */
export function Brought({ listed, people, here }: { listed: Listed; people: Record<string, string>; here: string | undefined }) {
  const t = useWords(IMPORTS);
  const { moment } = useFigures();
  const named = useUnitNames();
  const { actor, at, kind, unit } = listed;
  const told = [called(people, actor), moment(at), kind === "register" && t("register"), unit && unit !== here && named(unit)];
  return <p className="soft small">{told.filter(Boolean).join(" · ")}</p>;
}
