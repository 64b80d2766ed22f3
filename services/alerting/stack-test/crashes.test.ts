import { expect, test } from "@jest/globals";
import { crashRun } from "../testing/crash-run.ts";

// It has failed as it should with each of these planted: a delivery that got no answer counted as sent (21 messages were
// never seen in 32 kills), and notifications inserted after the commit that saves their alert (4 alerts were told to
// nobody after 21 kills).
test("whatever is killed, no transition is lost and a receiver that keeps delivery ids sees each once", async () => {
  const lines: string[] = [];
  const { figures, broken } = await crashRun({ kills: 32, seed: 7, say: (line) => lines.push(line) });
  console.log(JSON.stringify(figures));
  expect(broken).toEqual([]);
}, 600_000);
