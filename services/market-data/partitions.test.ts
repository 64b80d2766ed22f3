import { expect, test } from "@jest/globals";
import { planPartitions, type TimePartitions } from "./partitions.ts";

const HOURLY: TimePartitions = { table: "minute_kline", widthMs: 3_600_000, keep: 2, ahead: 1 };
const noon = new Date("2026-11-24T12:30:00Z");
const nameOf = (hour: string) => `minute_kline_p${Date.parse(`2026-11-24T${hour}:00:00Z`)}`;

test("an empty table gets the kept slots and those ahead, without a gap", () => {
  const { make, drop } = planPartitions(HOURLY, [], noon);
  expect(make.map(({ name }) => name)).toEqual([nameOf("11"), nameOf("12"), nameOf("13")]);
  for (const [at, { from }] of make.entries()) if (at > 0) expect(from).toEqual(make[at - 1]!.to);
  expect(drop).toEqual([]);
});

test("what exists is not made again, and what is past its time is dropped", () => {
  const { make, drop } = planPartitions(
    HOURLY,
    [nameOf("09"), nameOf("10"), nameOf("11"), nameOf("12")],
    noon,
  );
  expect(make.map(({ name }) => name)).toEqual([nameOf("13")]);
  expect(drop).toEqual([nameOf("09"), nameOf("10")]);
});

test("after a long absence everything old goes and the running slot is there", () => {
  const { make, drop } = planPartitions(HOURLY, [nameOf("01")], noon);
  expect(drop).toEqual([nameOf("01")]);
  expect(make.some(({ from, to }) => from <= noon && noon < to)).toBe(true);
});
