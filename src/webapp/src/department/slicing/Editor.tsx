/** Where SQL is written: coloured, and completed from the relations that may be asked of. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { keywordCompletionSource, SQLDialect, sql } from "@codemirror/lang-sql";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import type { Schemas } from "../../api/client";
import { nonce } from "../../shell/nonce";
import { completing } from "./completing";

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

const LOOK = EditorView.theme({
  "&": { fontSize: "14px", backgroundColor: "#fff" },
  "&.cm-focused": { outline: "2px solid #0b6259", outlineOffset: "-1px" },
  "&, .cm-scroller": { minHeight: "172px" },
  ".cm-content": { fontFamily: "ui-monospace, 'Cascadia Mono', Consolas, 'Noto Sans Mono CJK SC', monospace", padding: "10px 0" },
  ".cm-scroller": { maxHeight: "320px", overflow: "auto" },
  ".cm-gutters": { backgroundColor: "#f6f9f8", color: "#5f6e77", border: "none" },
  ".cm-activeLine": { backgroundColor: "#f4f8f7" },
  ".cm-activeLineGutter": { backgroundColor: "#e8f0ee" },
  ".cm-placeholder": { color: "#5f6e77" },
  ".cm-tooltip": { border: "1px solid #e3e8e7", borderRadius: "6px", boxShadow: "0 6px 16px rgba(0,0,0,.1)", overflow: "hidden" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "4px 10px !important" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "#0b6259 !important" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: 0.75, marginLeft: "1em" },
});

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "#0b6259", fontWeight: "600" },
  { tag: tags.string, color: "#8a4b00" },
  { tag: [tags.number, tags.bool, tags.null], color: "#34498c" },
  { tag: tags.comment, color: "#5f6e77", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.standard(tags.name)], color: "#7a2c5c" },
]);

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
          EditorView.cspNonce.of(nonce),
          lineNumbers(),
          history(),
          drawSelection(),
          bracketMatching(),
          closeBrackets(),
          highlightActiveLine(),
          syntaxHighlighting(COLOURS),
          known.current.of([]),
          placeholder(hint),
          LOOK,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label }),
          keymap.of([
            { key: "Mod-Enter", run: () => (latest.current.run(), true) },
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
          EditorView.updateListener.of((update) => update.docChanged && latest.current.changed(update.state.doc.toString())),
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
