import { expect, test } from "@jest/globals";
import { SCENARIOS } from "../scenarios/index.ts";

const TESTED = ["jobs", "kills", "kills-two-recorders", "postgres-away", "kafka-away", "rebalances"];

test.each(TESTED)(
  "%s: nothing is lost, nothing doubled, memory stays flat",
  async (name) => {
    const lines: string[] = [];
    const { broken, figures } = await SCENARIOS[name]!.short((line) => lines.push(line));
    console.log(`${name} ${JSON.stringify(figures)}`);
    expect(broken).toEqual([]);
  },
  600_000,
);
