import { expect, test } from "@jest/globals";
import { createFailureLog } from "./failure-log.ts";

test("a repeating failure is told at its 1st, 10th and 100th time, each task by itself", () => {
  const lines: string[] = [];
  const log = createFailureLog((line) => lines.push(line));
  for (let time = 0; time < 150; time++) log.note("save_tick", new Error("refused"));
  log.note("query_tick", "timeout");
  expect(lines).toEqual([
    "save_tick failed (1 times): refused",
    "save_tick failed (10 times): refused",
    "save_tick failed (100 times): refused",
    "query_tick failed (1 times): timeout",
  ]);
  expect(log.total()).toBe(151);
});
