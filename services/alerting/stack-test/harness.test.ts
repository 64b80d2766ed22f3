import { expect, test } from "@jest/globals";
import { harnessRun, tableOf } from "../testing/harness/harness-run.ts";

test("where Alertmanager forgets, repeats or lies, ours tells each alert once and its end", async () => {
  const rows = await harnessRun({ alerts: 100, say: () => {} });
  console.log(tableOf(rows));
  expect(rows.filter(({ monitor }) => !monitor.isRight)).toEqual([]);
  // The harness sees what it is for: each of these was measured on 0.25.
  const wrong = rows.filter(({ alertmanager }) => !alertmanager.isRight).map(({ scenario }) => scenario);
  expect(wrong).toEqual(expect.arrayContaining(["A", "B", "D", "F", "G", "lying", "error"]));
}, 400_000);
