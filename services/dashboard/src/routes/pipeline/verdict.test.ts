import { expect, test } from "@jest/globals";
import type { LedgerLine, Pipeline } from "@mystocks/api";
import { accountOf, sumOf, waitingIn } from "./verdict.ts";

const line = (change: Partial<LedgerLine>): LedgerLine => ({
  from: "recorder",
  to: "recorder",
  signal: "spans",
  unit: "items",
  since: "2026-11-24T09:30:00.000Z",
  in: 100,
  out: 100,
  repeated: 0,
  dropped: [],
  heldChange: 0,
  unaccounted: 0,
  doubt: 0,
  why: null,
  ...change,
});

test("what is within its doubt is not missing, and a line that can't be told is no zero", () => {
  const ledger = [
    line({ unaccounted: 5, doubt: 5 }),
    line({ unaccounted: -7, doubt: 2 }),
    line({ unaccounted: 3 }),
    line({ unaccounted: null, why: "settling" }),
  ];
  expect(accountOf(ledger)).toEqual({ missing: 10, wrong: 2, untold: 1 });
  expect(accountOf([line({ unaccounted: null })]).missing).toBeNull();
});

test("a signal's sum begins behind the services, and what waits on the way is in it", () => {
  const ledger = [
    line({ from: "services", to: "services", in: 40, out: 40 }),
    line({ from: "exporter", to: "exporter", in: 1000, out: 1000 }),
    line({ from: "exporter", to: "recorder", in: 1000, out: 700, heldChange: 300, repeated: null }),
    line({ from: "kafka", to: "kafka", unit: "records", in: 50, out: 35, heldChange: 15 }),
    line({ in: 700, out: 680, repeated: 8, dropped: [{ reason: "late", count: 12 }] }),
  ];
  expect(sumOf(ledger)).toEqual({ in: 1000, out: 680, repeated: 8, dropped: 12, heldChange: 300 });
});

test("bytes are not added to items that wait", () => {
  const flow = (length: number, unit: "bytes" | "records") => ({
    held: null,
    queue: { length, capacity: null, unit },
  });
  const hops = [
    { hop: "exporter", flows: [flow(90_000, "bytes")] },
    { hop: "kafka", flows: [flow(12, "records")] },
  ] as unknown as Pipeline["hops"];
  expect(waitingIn(hops)).toEqual({ count: 12, most: "kafka" });
});
