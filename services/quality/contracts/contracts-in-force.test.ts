import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createLogger, FaultLog } from "@mystocks/runtime";
import { ContractsInForce } from "./contracts-in-force.ts";

const SAMPLE = new URL("../../market-data/contracts/trade_signals.odcs.yaml", import.meta.url);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "contracts-"));
});
afterEach(() => rm(root, { recursive: true }));

/** As git-sync lays a commit down: a folder of its own, to which one link then leads. */
async function checkOut(commit: string, files: readonly string[]): Promise<void> {
  await mkdir(join(root, commit, "contracts"), { recursive: true });
  for (const name of files)
    await writeFile(join(root, commit, "contracts", name), await readFile(SAMPLE, "utf8"));
  await symlink(commit, join(root, "next"));
  await rename(join(root, "next"), join(root, "current"));
}

test("a schedule that nothing can be planned by is refused with its line, before anything starts", async () => {
  await checkOut("one", []);
  const text = (await readFile(SAMPLE, "utf8")).replace('"5 * * * *"', "every hour");
  await writeFile(join(root, "signals.yaml"), text);
  const opened = ContractsInForce.open({
    patterns: [join(root, "*.yaml")],
    calendars: { exchanges: ["XSHG", "XSHE"] },
    onChange: () => {},
    faults: new FaultLog(createLogger("quality", "silent")),
  });
  await expect(opened).rejects.toThrow(
    /signals.yaml:23: slaProperties\[\d\].schedule: "every hour" can't be planned: .+ \(write "30 15/,
  );
});

test("contracts of the next commit are in force once git-sync has moved its link", async () => {
  await checkOut("one", []);
  let changed = (): void => undefined;
  const change = new Promise<void>((resolve) => (changed = resolve));
  const contracts = await ContractsInForce.open({
    patterns: [join(root, "current/contracts/*.yaml")],
    calendars: { exchanges: ["XSHG", "XSHE"] },
    onChange: () => changed(),
    faults: new FaultLog(createLogger("quality", "silent")),
  });
  try {
    expect(contracts.all).toEqual([]);
    await checkOut("two", ["signals.yaml"]);
    await change;
    expect(contracts.all.map(({ name }) => name)).toEqual(["trade_signals"]);
  } finally {
    await contracts.stop();
  }
});
