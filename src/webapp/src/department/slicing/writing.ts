/** A place where somebody writes SQL or a measure: how it looks, and what its keys do. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { nonce } from "../../shell/nonce";

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

/** What every such place has; it is told what stands there once that changes, and of Ctrl+Enter. What comes before it goes before it. */
export const writing = (changed: (text: string) => void, entered: () => void): Extension[] => [
  EditorView.cspNonce.of(nonce),
  history(),
  drawSelection(),
  bracketMatching(),
  closeBrackets(),
  syntaxHighlighting(COLOURS),
  LOOK,
  EditorView.lineWrapping,
  // Who types over what is selected would have the browser keep the look of that, which the page's policy forbids.
  EditorView.domEventHandlers({
    beforeinput: (event, at) => {
      if (event.inputType !== "insertText" || event.data === null || at.state.selection.main.empty) return false;
      at.dispatch(at.state.replaceSelection(event.data), { userEvent: "input.type" });
      event.preventDefault();
      return true;
    },
  }),
  keymap.of([{ key: "Mod-Enter", run: () => (entered(), true) }, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
  EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
];
