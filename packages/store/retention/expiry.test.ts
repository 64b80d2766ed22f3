import { expect, test } from "@jest/globals";
import { monitorConfig } from "@mystocks/runtime";
import { PARTITIONED } from "../partition-plan.ts";
import { expiryOf } from "./expiry.ts";

const HOUR_MS = 3_600_000;
const now = new Date("2026-11-24T12:00:00Z");
const defaults = monitorConfig.parse({}).retention;

const hoursAgo = (table: string, retention = defaults) => {
  const { expired, closed } = expiryOf(
    PARTITIONED.find((one) => one.table === table)!,
    retention,
    now,
  );
  return [expired, closed].map((time) => (now.getTime() - time.getTime()) / HOUR_MS);
};

test.each([
  ["span", 25, 25],
  ["kept_span", 30 * 24 + 1, 30 * 24 + 1],
  ["pulse_1s", 7, 7],
  ["pulse_1m", 14 * 24 + 1, 14 * 24 + 1],
])("%s has expired %d hours after its end, and then goes whole", (table, expired, closed) => {
  expect(hoursAgo(table)).toEqual([expired, closed]);
});

test("seconds of samples expire while late ones may still come: their partition is emptied, then dropped", () => {
  expect(hoursAgo("sample_1s")).toEqual([7, 25]);
});

test("a short retention of spans waits until no late span of a trace can come", () => {
  expect(hoursAgo("span", { ...defaults, spans: "1h" })).toEqual([25, 25]);
});
