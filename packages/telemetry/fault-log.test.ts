import { expect, test } from "@jest/globals";

import { FaultLog } from "./fault-log.ts";

test("a repeating fault is written once a minute, with how often it came", () => {
  const lines: string[] = [];
  let nowMs = 0;
  const log = new FaultLog(
    (line) => lines.push(line),
    () => nowMs,
  );
  for (let dropped = 1; dropped <= 50; dropped++) log.warn(`Dropped ${dropped} spans`);
  log.error("another fault");
  nowMs = 60_000;
  log.warn("Dropped 51 spans");
  expect(lines).toEqual([
    "[mystocks telemetry] Dropped 1 spans",
    "[mystocks telemetry] another fault",
    "[mystocks telemetry] Dropped 51 spans (49 more since)",
  ]);
});

test("of an error handed over as JSON the message is written, not the stack", () => {
  const lines: string[] = [];
  new FaultLog((line) => lines.push(line)).error(
    JSON.stringify({ name: "Error", code: "ECONNREFUSED", message: "connect refused", stack: "at x" }),
  );
  expect(lines).toEqual(["[mystocks telemetry] Error ECONNREFUSED connect refused"]);
});
