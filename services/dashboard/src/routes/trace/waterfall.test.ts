import { expect, test } from "@jest/globals";
import type { TraceSpan } from "@mystocks/api";
import { treeKey } from "./tree-key.ts";
import { largestSelf, waterfallRows } from "./waterfall.ts";

function span(
  spanId: string,
  parentSpanId: string | null,
  depth: number,
  offsetMs: number,
  durationMs: number,
) {
  const rest = {
    service: "s",
    name: spanId,
    kind: "internal",
    failed: false,
    error: null,
    level: "ok",
  } as const;
  const none = { operation: null, statement: null, rows: null, attributes: {} };
  return {
    ...rest,
    ...none,
    spanId,
    parentSpanId,
    depth,
    offsetMs,
    durationMs,
    selfMs: durationMs,
  } as TraceSpan;
}

const SPANS = [
  span("root", null, 0, 0, 100),
  span("a", "root", 1, 10, 30),
  span("a1", "a", 2, 15, 5),
  span("b", "root", 1, 30, 40),
  span("late", "root", 1, 90, 30),
];
const names = (folded: string[]) => waterfallRows(SPANS, new Set(folded)).map(({ span }) => span.spanId);

test("folding hides everything below, and only that", () => {
  expect(names([])).toEqual(["root", "a", "a1", "b", "late"]);
  expect(names(["a"])).toEqual(["root", "a", "b", "late"]);
  expect(names(["root"])).toEqual(["root"]);
  expect(names(["b", "gone"])).toEqual(["root", "a", "a1", "b", "late"]);
});

test("a span's own time is what no child covers, also when children overlap or outlive it", () => {
  const [root] = waterfallRows(SPANS, new Set());
  expect(root?.self).toEqual([
    { fromMs: 0, toMs: 10 },
    { fromMs: 70, toMs: 90 },
  ]);
});

test("the span with the largest own time is named", () => {
  expect(largestSelf(SPANS)?.spanId).toBe("root");
  expect(largestSelf([])).toBeUndefined();
});

test("arrows move through the tree as trees do", () => {
  const rows = waterfallRows(SPANS, new Set());
  expect(treeKey("ArrowDown", rows, 0)).toEqual({ go: 1 });
  expect(treeKey("ArrowDown", rows, 4)).toEqual({ go: 4 });
  expect(treeKey("ArrowLeft", rows, 1)).toEqual({ fold: "a" });
  expect(treeKey("ArrowLeft", rows, 2)).toEqual({ go: 1 });
  expect(treeKey("ArrowRight", rows, 1)).toEqual({ go: 2 });
  expect(treeKey("ArrowRight", waterfallRows(SPANS, new Set(["a"])), 1)).toEqual({ unfold: "a" });
  expect(treeKey("x", rows, 0)).toBeUndefined();
});
