import { expect, test } from "@jest/globals";
import { judgeArrival } from "./judge-arrival.ts";

const batch = (offsets: readonly number[], highWatermark = 1000) => ({
  topic: "otlp_spans",
  partition: 0,
  records: offsets.map((offset) => ({
    offset: BigInt(offset),
    key: null,
    value: Buffer.alloc(1),
    headers: {},
    timestampMs: 0,
  })),
  highWatermark: BigInt(highWatermark),
  signal: new AbortController().signal,
});

const kept = (arrival: ReturnType<typeof judgeArrival>) =>
  "records" in arrival ? [arrival.kind, arrival.records.map(({ offset }) => Number(offset))] : [arrival.kind];

test.each([
  ["what follows is taken", [10, 11], 10, undefined, ["next", [10, 11]]],
  ["anything is a beginning for a source that is new", [37, 38], undefined, undefined, ["next", [37, 38]]],
  ["what is here already is passed over", [8, 9, 10, 11], 10, undefined, ["next", [10, 11]]],
  ["a batch that is wholly here is passed over", [8, 9], 10, undefined, ["known"]],
  ["a gap is doubted at first", [12], 10, undefined, ["doubtful"]],
  ["a gap that was doubted elsewhere is doubted", [12], 10, 5, ["doubtful"]],
  ["a gap that comes a second time is believed", [12], 10, 10, ["next", [12]]],
  ["no records are no news", [], 10, undefined, ["known"]],
] as const)("%s", (_, offsets, tail, doubted, expected) => {
  expect(kept(judgeArrival(batch(offsets), tail, doubted))).toEqual(expected);
});

test("lower offsets of a topic that ends before the position belong to one made anew", () => {
  expect(kept(judgeArrival(batch([0, 1], 2), 5000, undefined))).toEqual(["recreated", [0, 1]]);
});
