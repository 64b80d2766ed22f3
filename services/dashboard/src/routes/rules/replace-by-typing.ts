import { EditorView } from "@codemirror/view";

const INSERTS = new Set(["insertText", "insertReplacementText"]);

/**
 * What is typed over a selection replaces it here and not in the browser: when the selection begins in coloured text,
 * Chromium keeps its colour by an inline style on what it inserts, which the page's policy forbids.
 */
export const replaceByTyping = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType, isComposing } = event;
    const isOverSelection = view.state.selection.ranges.some(({ empty }) => !empty);
    if (isComposing || data === null || !isOverSelection || !INSERTS.has(inputType)) return false;
    if (view.state.readOnly) return false;
    view.dispatch(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    event.preventDefault();
    return true;
  },
});
