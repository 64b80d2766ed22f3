import { expect, test } from "@jest/globals";
import { crashRun } from "../testing/crash-run.ts";

test("whatever is killed, no transition is lost and a receiver that keeps delivery ids sees each once", async () => {
  const lines: string[] = [];
  const { figures, broken } = await crashRun({ kills: 32, seed: 7, say: (line) => lines.push(line) });
  console.log(JSON.stringify(figures));
  expect(broken).toEqual([]);
}, 600_000);
