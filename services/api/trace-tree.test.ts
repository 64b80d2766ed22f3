import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { traceTree, type TreeSpan } from "./trace-tree.ts";

const span = (spanId: string, parentSpanId: string | null, start: number, end: number): TreeSpan => ({
  spanId,
  parentSpanId,
  startNs: BigInt(start),
  endNs: BigInt(end),
});

const shown = (spans: TreeSpan[]) => {
  const { nodes, complete } = traceTree(spans);
  return { complete, nodes: nodes.map(({ span, depth, selfNs }) => [span.spanId, depth, Number(selfNs)]) };
};

test("self time is what no child covers, overlapping children counted once", () => {
  expect(
    shown([span("c", "a", 30, 60), span("a", null, 0, 100), span("b", "a", 10, 40), span("d", "b", 10, 20)]),
  ).toEqual({
    complete: true,
    nodes: [
      ["a", 0, 50],
      ["b", 1, 20],
      ["d", 2, 10],
      ["c", 1, 30],
    ],
  });
});

test("a child that outlives its parent, or began before it, covers only the common part", () => {
  expect(shown([span("a", null, 10, 50), span("b", "a", 0, 20), span("c", "a", 40, 90)]).nodes[0]).toEqual([
    "a",
    0,
    20,
  ]);
});

test("a span without its parent is a root, and the trace is incomplete", () => {
  expect(shown([span("a", null, 0, 10), span("x", "gone", 2, 3)])).toEqual({
    complete: false,
    nodes: [
      ["a", 0, 10],
      ["x", 0, 1],
    ],
  });
});

test("spans that name each other as parents are shown and end", () => {
  const { complete, nodes } = shown([span("a", "b", 0, 10), span("b", "a", 1, 9), span("c", "c", 2, 3)]);
  expect([complete, nodes.map(([id]) => id)]).toEqual([false, ["a", "b", "c"]]);
});

test("whatever the parents, every span is shown once, below its parent, with self time within its length", () => {
  const any = fc
    .array(fc.record({ parent: fc.option(fc.nat(12)), start: fc.nat(50), length: fc.nat(50) }), {
      maxLength: 12,
    })
    .map((parts) =>
      parts.map(({ parent, start, length }, id) =>
        span(String(id), parent === null ? null : String(parent), start, start + length),
      ),
    );
  fc.assert(
    fc.property(any, (spans) => {
      const { nodes } = traceTree(spans);
      expect(nodes.map(({ span }) => span.spanId).sort()).toEqual(spans.map(({ spanId }) => spanId).sort());
      for (const { span, selfNs } of nodes) {
        expect(selfNs >= 0n && selfNs <= span.endNs - span.startNs).toBe(true);
      }
    }),
  );
});
