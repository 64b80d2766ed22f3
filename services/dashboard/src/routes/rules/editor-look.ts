import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.function(tags.variableName), tags.operatorKeyword], color: "var(--c4)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.labelName], color: "var(--accent)" },
  { tag: [tags.string, tags.content], color: "var(--ink)" },
  { tag: [tags.number, tags.bool], color: "var(--p99)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--ink-3)" },
]);

export const LOOK = EditorView.theme({
  "&": { color: "var(--ink)", maxBlockSize: "460px", fontSize: "var(--t-1)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { border: "0", backgroundColor: "var(--panel)", color: "var(--ink-3)" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": {
    background: "var(--accent-soft) !important",
  },
  ".cm-tooltip": { border: "var(--line)", backgroundColor: "var(--raised)", color: "var(--ink)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent-soft)", color: "var(--ink)" },
  ".cm-marked-error": { textDecoration: "underline wavy var(--bad) 1px" },
  ".cm-marked-warning": { textDecoration: "underline wavy var(--warn) 1px" },
  ".cm-mark": {
    padding: "2px 8px 4px",
    fontFamily: "var(--font)",
    whiteSpace: "pre-wrap",
    overflowWrap: "anywhere",
  },
  ".cm-mark-error": { color: "var(--bad)", borderInlineStart: "3px solid var(--bad)" },
  ".cm-mark-warning": { color: "var(--warn)", borderInlineStart: "3px solid var(--warn)" },
  ".cm-mark small": { color: "var(--ink-2)", fontSize: "inherit" },
});
