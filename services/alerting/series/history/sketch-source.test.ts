import { expect, test } from "@jest/globals";
import { ExponentialHistogram } from "@mystocks/histogram";
import { evaluateInstant, Labels, parse } from "@mystocks/promql";
import { SketchSource } from "./sketch-source.ts";

const MINUTE = 60_000;

test("a histogram that ended and came again counts what came since alone", () => {
  const source = new SketchSource(
    Labels.of({ __name__: "took_seconds" }),
    { histogram: true, buckets: false },
    { isRunning: true },
  );
  source.append(0);
  source.merge(sketchOf(0.1, 0.1, 0.1));
  source.append(MINUTE);
  source.end(2 * MINUTE);
  source.append(3 * MINUTE);
  source.merge(sketchOf(5, 5));
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

function sketchOf(...seconds: number[]): Uint8Array {
  const histogram = new ExponentialHistogram();
  for (const value of seconds) histogram.record(value);
  return histogram.encode();
}
