/** Where SQL is written: coloured, and completed from the relations that may be asked of. */
import { autocompletion } from "@codemirror/autocomplete";
import { keywordCompletionSource, SQLDialect, sql } from "@codemirror/lang-sql";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, lineNumbers, placeholder } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { Schemas } from "../../api/client";
import { completing } from "./completing";
import { writing } from "./writing";

interface Given {
  text: string;
  relations: Schemas["Relation"][];
  label: string;
  hint: string;
  changed: (text: string) => void;
  run: () => void;
  /** Told how something is put where the cursor is. */
  ready: (insert: (text: string) => void) => void;
}

/** As much of the language as may be asked in. */
const DIALECT = SQLDialect.define({
  keywords: "select from where group by having order limit offset join left right inner full cross on using as and or not in is null like ilike between exists case when then else end distinct union except intersect all with asc desc filter over partition qualify interval cast",
  types: "int bigint double decimal varchar boolean date timestamp",
  builtin: "count sum avg min max median coalesce nullif round abs length upper lower substring concat year month day date_trunc date_diff row_number rank",
});

const speaking = (relations: Given["relations"]) => [
  sql({ dialect: DIALECT }),
  autocompletion({ icons: false, override: [completing(relations), keywordCompletionSource(DIALECT, true)] }),
];

export default function Editor({ text, relations, label, hint, changed, run, ready }: Given) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const known = useRef(new Compartment());
  const latest = useRef({ changed, run });
  latest.current = { changed, run };
  useEffect(() => {
    const made = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          highlightActiveLine(),
          known.current.of([]),
          placeholder(hint),
          EditorView.contentAttributes.of({ "aria-label": label }),
          writing((now) => latest.current.changed(now), () => latest.current.run()),
        ],
      }),
    });
    view.current = made;
    ready((more) => {
      made.dispatch(made.state.replaceSelection(more));
      made.focus();
    });
    return () => made.destroy();
  }, []);
  useEffect(() => {
    view.current?.dispatch({ effects: known.current.reconfigure(speaking(relations)) });
  }, [relations]);
  return <div ref={place} className="slice-editor" />;
}
