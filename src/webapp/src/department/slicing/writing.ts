/** How a place looks where somebody writes SQL or a measure. */
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const LOOK = EditorView.theme({
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

export const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "#0b6259", fontWeight: "600" },
  { tag: tags.string, color: "#8a4b00" },
  { tag: [tags.number, tags.bool, tags.null], color: "#34498c" },
  { tag: tags.comment, color: "#5f6e77", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.standard(tags.name)], color: "#7a2c5c" },
]);
