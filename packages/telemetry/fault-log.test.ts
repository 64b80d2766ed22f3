import { expect, test } from "@jest/globals";

import { FaultLog } from "./fault-log.ts";

test("a repeating fault is written once a minute, with how often it came", () => {
  const lines: string[] = [];
  let nowMs = 0;
  const log = new FaultLog(
    "http://m:4318",
    (line) => lines.push(line),
    () => nowMs,
  );
  for (let dropped = 1; dropped <= 50; dropped++) log.warn(`Dropped ${dropped} spans`);
  log.error("another fault");
  nowMs = 60_000;
  log.warn("Dropped 51 spans");
  expect(lines).toEqual([
    "[mystocks telemetry to http://m:4318] Dropped 1 spans",
    "[mystocks telemetry to http://m:4318] another fault",
    "[mystocks telemetry to http://m:4318] Dropped 51 spans (49 more since)",
  ]);
});

test("of an error handed over as JSON the message is written, not the stack", () => {
  const lines: string[] = [];
  new FaultLog("http://m:4318", (line) => lines.push(line)).error(
    JSON.stringify({ name: "Error", code: "ECONNREFUSED", message: "connect refused", stack: "at x" }),
  );
  expect(lines).toEqual(["[mystocks telemetry to http://m:4318] Error ECONNREFUSED connect refused"]);
});
