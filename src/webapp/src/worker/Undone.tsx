/** That an import was undone: by whom, why, what that did, and what it left. */
import { useQuery } from "@tanstack/react-query";
import { call } from "../api/client";
import { Called } from "../form/Value";
import { Long } from "../shell/Long";
import { way } from "../shell/route";
import { IMPORTS } from "../words/imports";
import { useWords } from "../words/language";
import { useFigures } from "../words/names";
import { called } from "./acts";
import type { Listed } from "./Imports";
import { type Undoing, undoingPath, useTold } from "./UndoImport";

/** Subjects that are named before somebody asks for more, and with each asking. */
const FIRST = 20;
const MORE = 200;

interface Given {
  id: string;
  undone: NonNullable<Listed["undone"]>;
  people: Record<string, string>;
  /** Whether whoever looks works with the subjects themselves, and sees which were left. */
  named?: boolean;
}

export function Undone({ id, undone: { actor, at, why }, people, named = false }: Given) {
  const t = useWords(IMPORTS);
  const { moment } = useFigures();
  const { data } = useQuery({ queryKey: ["undoing", id], queryFn: () => call<Undoing>(undoingPath(id)) });
  const told = useTold();
  const left = data?.results.filter((each) => each.what === "left") ?? [];
  return (
    <section className="panel tight">
      <p>{t("undoneBy", { who: called(people, actor), at: moment(at), why })}</p>
      {data && <p className="soft">{told(data)}</p>}
      {named && left.length > 0 && <Left results={left} />}
    </section>
  );
}

function Left({ results }: { results: Undoing["results"] }) {
  const t = useWords(IMPORTS);
  return (
    <details>
      <summary>{t("leftTitle")}</summary>
      <Long all={results} first={FIRST} more={MORE} said={(n, left) => t("moreRows", { n, left })}>
        {(shown) => (
          <ul className="rows">
            {shown.map((each, at) => (
              <li key={at} className="line" style={{ padding: "4px 0" }}>
                <a href={way("subject", each.subject)}>
                  <Called subject={each.subject} />
                </a>
                {each.why && <span className="soft small">{t(each.why)}</span>}
              </li>
            ))}
          </ul>
        )}
      </Long>
    </details>
  );
}
