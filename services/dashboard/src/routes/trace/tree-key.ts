import { parentRow } from "./waterfall.ts";
import type { WaterfallRow } from "./waterfall.ts";

export type TreeMove = { go: number } | { fold: string } | { unfold: string };

/** What a key does at a row, as trees do: undefined when it is not a key of a tree. */
export function treeKey(key: string, rows: readonly WaterfallRow[], index: number): TreeMove | undefined {
  const row = rows[index];
  if (row === undefined) return undefined;
  const { spanId } = row.span;
  const last = rows.length - 1;
  switch (key) {
    case "ArrowDown":
    case "j":
      return { go: Math.min(last, index + 1) };
    case "ArrowUp":
    case "k":
      return { go: Math.max(0, index - 1) };
    case "Home":
      return { go: 0 };
    case "End":
      return { go: last };
    case "ArrowRight":
      if (row.folded) return { unfold: spanId };
      return { go: row.hasChildren ? index + 1 : index };
    case "ArrowLeft":
      if (row.hasChildren && !row.folded) return { fold: spanId };
      return { go: parentRow(rows, index) ?? index };
    default:
      return undefined;
  }
}
