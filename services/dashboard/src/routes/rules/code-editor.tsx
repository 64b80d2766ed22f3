import { useEffect, useRef } from "react";
import { history, historyKeymap, defaultKeymap } from "@codemirror/commands";
import { syntaxHighlighting } from "@codemirror/language";
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, drawSelection, highlightActiveLine } from "@codemirror/view";
import { COLOURS, LOOK } from "./editor-look.ts";
import { lineMarks, showMarks } from "./line-marks.ts";
import type { Mark } from "./line-marks.ts";
import { replaceByTyping } from "./replace-by-typing.ts";

type Properties = {
  name: string;
  value: string;
  onChange: (value: string) => void;
  language: Extension;
  marks?: readonly Mark[];
  /** Where to begin: this line is brought into sight. */
  line?: number | undefined;
};

/** CodeMirror on one text; Escape, then Tab leaves it, as its own documentation has it. */
export function CodeEditor({ name, value, onChange, language, marks, line }: Properties) {
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
          EditorView.lineWrapping,
          lineMarks,
          language,
          replaceByTyping,
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({ "aria-label": name, tabindex: "0" }),
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
  }, [language, name]);
  useEffect(() => {
    const { current } = view;
    if (current === undefined || current.state.doc.toString() === value) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => view.current?.dispatch({ effects: showMarks.of(marks ?? []) }), [marks]);
  useEffect(() => {
    const { current } = view;
    if (current === undefined || line === undefined) return;
    const at = current.state.doc.line(Math.min(Math.max(1, line), current.state.doc.lines)).from;
    current.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  }, [line]);
  return <div className="code-editor" ref={place} />;
}
