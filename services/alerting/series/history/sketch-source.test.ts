import { expect, test } from "@jest/globals";
import { ExponentialHistogram } from "@mystocks/histogram";
import { evaluateInstant, Labels, parse } from "@mystocks/promql";
import * as fc from "fast-check";
import { SketchSource } from "./sketch-source.ts";

const MINUTE = 60_000;

test("a histogram that ended and came again counts what came since alone", () => {
  const source = new SketchSource(
    Labels.of({ __name__: "took_seconds" }),
    { histogram: true, buckets: false },
    { isRunning: true, reuses: true },
  );
  source.append(0);
  take(source, 0.1, 0.1, 0.1);
  source.append(MINUTE);
  source.end(2 * MINUTE);
  source.append(3 * MINUTE);
  take(source, 5, 5);
  source.append(4 * MINUTE);
  source.drop(0, 4 * MINUTE, MINUTE);
  const store = { select: () => source.lines.map((line) => line.series()) };
  const valueOf = (expression: string) => {
    const answer = evaluateInstant(parse(expression), store, 4 * MINUTE, { rangeBoundary: "closed" });
    return answer.type === "vector" ? answer.samples.map(({ value }) => value) : undefined;
  };
  expect(valueOf("histogram_count(increase(took_seconds[4m]))")).toEqual([2]);
  expect(valueOf("histogram_quantile(0, increase(took_seconds[4m]))")).toEqual([expect.closeTo(5, 0)]);
});

test("histograms whose counts make room for others tell the same as those that are kept", () => {
  const minute = fc.oneof(fc.constant([]), fc.array(fc.constantFrom(0.001, 0.1, 5, 700), { maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(minute, { minLength: 20, maxLength: 60 }), (minutes) => {
      const [kept, reused] = [false, true].map((reuses) => told(minutes, reuses));
      expect(reused).toEqual(kept);
    }),
    { numRuns: 50 },
  );
});

/** What is told at each minute, by the last of which what is older than a few minutes was dropped several times. */
function told(minutes: readonly (readonly number[])[], reuses: boolean): unknown[] {
  const wants = { histogram: true, buckets: false };
  const source = new SketchSource(Labels.of({ __name__: "took_seconds" }), wants, {
    isRunning: true,
    reuses,
  });
  const store = { select: () => source.lines.map((line) => line.series()) };
  const answers: unknown[] = [];
  minutes.forEach((seconds, at) => {
    if (seconds.length > 0) take(source, ...seconds);
    source.append(at * MINUTE);
    if (at % 7 === 6) source.drop((at - 4) * MINUTE, at * MINUTE, MINUTE);
    for (const q of [0.1, 0.9]) {
      const expression = parse(`histogram_quantile(${q}, increase(took_seconds[3m]))`);
      answers.push(evaluateInstant(expression, store, at * MINUTE, { rangeBoundary: "closed" }));
    }
  });
  return answers;
}

/** One that stands among other bytes, as it is fetched. */
function take(source: SketchSource, ...seconds: number[]): void {
  const histogram = new ExponentialHistogram();
  for (const value of seconds) histogram.record(value);
  const sketch = histogram.encode();
  source.take(Uint8Array.from([9, 9, ...sketch, 0, 9]), 2, 2 + sketch.length);
}
