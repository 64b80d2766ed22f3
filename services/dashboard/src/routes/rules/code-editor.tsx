import { useEffect, useRef } from "react";
import { history, historyKeymap, defaultKeymap } from "@codemirror/commands";
import { defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { setDiagnostics } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { EditorState } from "@codemirror/state";
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

/** CodeMirror on one text; Escape, then Tab leaves it, as its own documentation has it. */
export function CodeEditor({ name, value, onChange, language, marks, isReadOnly = false }: Properties) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => {
    const made = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: value,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          highlightActiveLine(),
          autocompletion(),
          syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
          language,
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({ "aria-label": name }),
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
