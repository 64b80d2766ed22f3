import type { Text } from "@codemirror/state";
import { RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import type { DecorationSet } from "@codemirror/view";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";

/** What is wrong with a line, and the way out. Lines count from 1. */
export type Mark = { line: number; message: string; remedy?: string; severity: "error" | "warning" };

/** In place of the marks that are shown. */
export const showMarks = StateEffect.define<readonly Mark[]>();

/** Problems stand below the line that has them, where one mends it. */
export const lineMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, { changes, effects, state }) {
    const asked = effects.findLast((effect) => effect.is(showMarks));
    return asked === undefined ? shown.map(changes) : decorationsOf(state.doc, asked.value);
  },
  provide: (field) => EditorView.decorations.from(field),
});

class Note extends WidgetType {
  readonly #mark: Mark;

  constructor(mark: Mark) {
    super();
    this.#mark = mark;
  }

  override eq(other: Note): boolean {
    return JSON.stringify(this.#mark) === JSON.stringify(other.#mark);
  }

  override toDOM(): HTMLElement {
    const { severity, message, remedy } = this.#mark;
    const note = document.createElement("div");
    note.className = `cm-mark cm-mark-${severity}`;
    note.append(message);
    if (remedy !== undefined && remedy !== "") {
      const way = document.createElement("small");
      way.append(` ${remedy}`);
      note.append(way);
    }
    return note;
  }
}

function decorationsOf(doc: Text, marks: readonly Mark[]): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const mark of marks.toSorted((a, b) => a.line - b.line)) {
    const { from, to } = doc.line(Math.min(Math.max(1, mark.line), doc.lines));
    builder.add(from, from, Decoration.line({ class: `cm-marked-${mark.severity}` }));
    builder.add(to, to, Decoration.widget({ widget: new Note(mark), block: true, side: 1 }));
  }
  return builder.finish();
}
