import { useEffect, useRef } from "react";
import { history, historyKeymap, defaultKeymap } from "@codemirror/commands";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { setDiagnostics } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { EditorState } from "@codemirror/state";
import { tags } from "@lezer/highlight";
import { EditorView, keymap, lineNumbers, drawSelection, highlightActiveLine } from "@codemirror/view";

export type Mark = { line: number; message: string; severity: "error" | "warning" };

type Properties = {
  name: string;
  value: string;
  onChange: (value: string) => void;
  language: Extension;
  marks?: readonly Mark[];
  isReadOnly?: boolean;
};

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.function(tags.variableName), tags.operatorKeyword], color: "var(--c4)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.labelName], color: "var(--accent)" },
  { tag: [tags.string, tags.content], color: "var(--ink)" },
  { tag: [tags.number, tags.bool], color: "var(--p99)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--ink-3)" },
]);

const LOOK = EditorView.theme({
  "&": { color: "var(--ink)", maxBlockSize: "420px", fontSize: "var(--t-1)" },
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
});

/** CodeMirror on one text; Escape, then Tab leaves it, as its own documentation has it. */
export function CodeEditor({ name, value, onChange, language, marks, isReadOnly = false }: Properties) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => {
    // Below a shadow root its styles are adopted sheets; elsewhere they are style elements, which the policy forbids.
    const root = place.current!.shadowRoot ?? place.current!.attachShadow({ mode: "open" });
    const made = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: value,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          autocompletion(),
          syntaxHighlighting(COLOURS),
          LOOK,
          language,
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({ "aria-label": name, tabindex: "0" }),
          EditorState.readOnly.of(isReadOnly),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
    // The editor holds the text from here on: only another file or language makes another editor.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [language, name, isReadOnly]);
  useEffect(() => {
    const { current } = view;
    if (current === undefined || current.state.doc.toString() === value) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const { current } = view;
    if (current === undefined) return;
    const { doc } = current.state;
    const diagnostics = (marks ?? []).map(({ line, message, severity }) => {
      const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
      return { from, to, message, severity };
    });
    current.dispatch(setDiagnostics(current.state, diagnostics));
  }, [marks]);
  return <div className="code-editor" ref={place} />;
}
