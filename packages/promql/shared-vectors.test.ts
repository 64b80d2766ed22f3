import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { evaluateInstant } from "./evaluate.ts";
import { memoryStore, seriesOf } from "./fixtures/memory-store.ts";
import { parse } from "./parse.ts";
import { PromqlError } from "./promql-error.ts";
import type { SeriesStore } from "./series-store.ts";
import { SharedVectors } from "./shared-vectors.ts";
import { ExpressionMaker } from "./stack-test/expression-maker.ts";
import { randomSeries, SPAN_MS, START_MS } from "./stack-test/random-series.ts";
import { Random } from "./stack-test/random.ts";

const EXPRESSIONS = 25;

/** Without remarks: those on a part are made once. */
function answer(text: string, store: SeriesStore, atMs: number, shared?: SharedVectors): unknown {
  try {
    const options = shared === undefined ? {} : { shared };
    return { ...evaluateInstant(parse(text), store, atMs, options), warnings: [], infos: [] };
  } catch (error) {
    if (error instanceof PromqlError) return error.message;
    throw error;
  }
}

test("expressions that share what they read answer what each alone answers", () => {
  const store = memoryStore(randomSeries(new Random(1), { forPrometheus2: false }));
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = new Random(seed);
      const maker = new ExpressionMaker(random, "3");
      const atMs = START_MS + random.whole(0, SPAN_MS);
      const shared = new SharedVectors(atMs, new Set());
      for (let i = 0; i < EXPRESSIONS; i++) {
        const text = maker.expression();
        const alone = { text, is: answer(text, store, atMs) };
        // And a part of it again within others: whatever changed the shared vectors in place is found.
        for (const again of [text, `-(${text})`, text])
          expect({ text: again, is: answer(again, store, atMs, shared) }).toEqual(
            again === text ? alone : { text: again, is: answer(again, store, atMs) },
          );
      }
    }),
    { numRuns: 15 },
  );
});

test("what expressions have in common is read once, unless its metric is written meanwhile or may be any", () => {
  const inner = memoryStore([seriesOf("up", [1]), seriesOf("recorded", [1])]);
  const read: string[] = [];
  const store: SeriesStore = {
    select: (matchers, fromMs, toMs) => {
      read.push(matchers.map(({ value }) => value).join());
      return inner.select(matchers, fromMs, toMs);
    },
  };
  const shared = new SharedVectors(0, new Set(["recorded"]));
  for (const text of [
    "up",
    "up > 0",
    "up offset 1s",
    "sum(rate(up[1m])) > 0",
    "sum(rate(up[1m]))",
    "max(rate(up[1m]))",
    "recorded",
    "recorded",
    '{__name__=~"u."}',
    '{__name__=~"u."}',
  ])
    answer(text, store, 0, shared);
  expect(read).toEqual(["up", "up", "up", "recorded", "recorded", "u.", "u."]);
});
