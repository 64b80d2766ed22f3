import { MonitorError, loadConfig } from "@mystocks/runtime";
import { readRunning } from "../embedded/running.ts";

export const FAULTS = [
  "slow-query",
  "errors",
  "late-data",
  "bad-rows",
  "duplicates",
  "pool-exhausted",
] as const;

export async function breakSample(fault: (typeof FAULTS)[number]): Promise<number> {
  await askSample("POST", `/faults/${fault}`);
  console.log(`${fault} is on. mystocks-monitor demo heal ends it.`);
  return 0;
}

export async function healSample(): Promise<number> {
  await askSample("DELETE", "/faults");
  console.log("All faults are off.");
  return 0;
}

async function askSample(method: string, path: string): Promise<void> {
  const running = await readRunning((await loadConfig(undefined, process.env)).dataDir);
  if (running?.sampleUrl === undefined)
    throw new MonitorError("NOT_RUNNING", "The sample market-data service does not run.", {
      remedy: "Start it with npm start (without --no-sample) and MYSTOCKS_DATA_DIR as it is here.",
    });
  const answer = await fetch(running.sampleUrl + path, { method }).catch((cause: unknown) => {
    throw new MonitorError("NOT_RUNNING", `The sample at ${running.sampleUrl} does not answer.`, { cause });
  });
  if (!answer.ok)
    throw new MonitorError("INTERNAL", `The sample answered ${answer.status}: ${await answer.text()}`);
}
