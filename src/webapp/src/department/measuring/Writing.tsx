/** Where a measure is written: coloured, completed from elements and codes, and what is wrong underlined where it stands. */
import { autocompletion, snippet } from "@codemirror/autocomplete";
import { SQLDialect, sql } from "@codemirror/lang-sql";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, placeholder } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { useSpeech, useWords } from "../../words/language";
import { MEASURES } from "../../words/measures";
import type { Catalogue } from "../registering/catalogue";
import { writing } from "../slicing/writing";
import type { Explained } from "./asking";
import { completing, PARTS } from "./completing";

interface Given {
  text: string;
  catalogue: Catalogue | undefined;
  findings: Explained["findings"];
  /** Of the sentence that describes it, for whoever hears the page. */
  describedBy: string;
  /** Whether the cursor is in it from the beginning. */
  focused: boolean;
  changed: (text: string) => void;
  /** Ctrl+Enter. */
  fix: () => void;
  /** Told how a part is put where the cursor is, and another text in place of all. */
  ready: (put: { part: (name: keyof typeof PARTS) => void; all: (text: string) => void }) => void;
}

const DIALECT = SQLDialect.define({
  keywords: "filter where and or not in is null between distinct true false today period_start period_end",
  builtin: "count sum avg min max contains starts_with coalesce",
});
const SMALLER = EditorView.theme({ "&, .cm-scroller": { minHeight: "84px" }, ".cm-content": { padding: "8px 0" }, ".cm-line": { padding: "0 10px" }, ".cm-wrong": { textDecoration: "underline wavy #b3261e", textUnderlineOffset: "3px", backgroundColor: "#fdf1ef" }, ".cm-doubtful": { textDecoration: "underline wavy #8f5200", textUnderlineOffset: "3px" } });

const underline = StateEffect.define<Explained["findings"]>();
const underlined = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { docChanged, changes, effects, state }) => {
    const told = effects.find((each) => each.is(underline));
    if (!told) return docChanged ? before.map(changes) : before;
    const marks = (told.value as Explained["findings"]).flatMap(({ at, level }) => {
      const [from, to] = [Math.min(at?.[0] ?? 0, state.doc.length), Math.min(at?.[1] ?? 0, state.doc.length)];
      return from < to ? [Decoration.mark({ class: level === "warning" ? "cm-doubtful" : "cm-wrong" }).range(from, to)] : [];
    });
    return Decoration.set(marks, true);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export default function Writing({ text, catalogue, findings, describedBy, focused, changed, fix, ready }: Given) {
  const t = useWords(MEASURES);
  const { either } = useSpeech();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const known = useRef(new Compartment());
  const latest = useRef({ changed, fix });
  latest.current = { changed, fix };
  useEffect(() => {
    const made = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          sql({ dialect: DIALECT }),
          known.current.of([]),
          underlined,
          placeholder(t("measureHint")),
          // The first of several that say otherwise holds.
          SMALLER,
          EditorView.contentAttributes.of({ "aria-label": t("measure"), "aria-describedby": describedBy }),
          writing((now) => latest.current.changed(now), () => latest.current.fix()),
        ],
      }),
    });
    view.current = made;
    ready({
      part: (name) => {
        const { from, to } = made.state.selection.main;
        snippet(PARTS[name])(made, null, from, to);
        made.focus();
      },
      all: (other) => made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: other } }),
    });
    if (focused) made.focus();
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const told = { part: (name: keyof typeof PARTS) => t(`part_${name}`), either };
    view.current?.dispatch({ effects: known.current.reconfigure(catalogue ? autocompletion({ icons: false, override: [completing(catalogue, told)] }) : []) });
  }, [catalogue, either]);
  useEffect(() => {
    view.current?.dispatch({ effects: underline.of(findings) });
  }, [findings]);
  return <div ref={place} className="measure-editor" />;
}
