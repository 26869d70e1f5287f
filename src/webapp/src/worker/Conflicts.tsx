/** Cells about which people said otherwise: side by side, until somebody decides. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { call, type Schemas } from "../api/client";
import { NextPage } from "../shell/Long";
import { Unprinted } from "../shell/printing";
import { Failed, Teach } from "../shell/Said";
import { useUnit } from "../shell/unit";
import { Waiting } from "../shell/Waiting";
import { CONFLICTS } from "../words/conflicts";
import { useSpeech, useWords } from "../words/language";
import { OneConflict } from "./OneConflict";

/** Subjects whose conflicts are shown at once. */
const AT_ONCE = 20;

export function Conflicts() {
  const { either } = useSpeech();
  const t = useWords(CONFLICTS);
  const { unit } = useUnit();
  const query = useInfiniteQuery({
    queryKey: ["conflicts", unit.code],
    initialPageParam: "",
    queryFn: ({ pageParam }) => call<Schemas["ConflictsAnswer"]>(`/units/${encodeURIComponent(unit.code)}/conflicts?${new URLSearchParams({ limit: String(AT_ONCE), after: pageParam })}`),
    getNextPageParam: (last) => last.after,
  });
  const { data, error } = query;
  if (!data) return error ? <Failed error={error} /> : <Waiting />;
  const found = data.pages.at(-1)!.found;
  const told = data.pages.flatMap(({ cells, labels, titles, people }) => cells.map((cell) => ({ cell, labels, titles, people })));
  return (
    <div className="stack">
      <div>
        <h1 tabIndex={-1}>{t("title")}</h1>
        <p className="soft">
          {t("help")} {found > 0 && <span className="num">{t("found", { n: found })}</span>}
        </p>
      </div>
      {told.map(({ cell, labels, titles, people }) => (
        <OneConflict key={`${cell.subject} ${cell.element}`} contested={cell} label={labels[cell.subject] ?? cell.subject} title={either(titles[cell.element])} people={people} />
      ))}
      {!told.length && (
        <div className="panel">
          <Teach title={t("none")} help={t("noneHelp")} />
        </div>
      )}
      {found > told.length && <Unprinted n={told.length} of={found} />}
      {found > told.length && <NextPage query={query}>{t("more", { n: found - told.length })}</NextPage>}
    </div>
  );
}
