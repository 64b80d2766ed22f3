import { setTimeout as delay } from "node:timers/promises";
import { loadConfig } from "@mystocks/runtime/config";
import { MonitorError } from "@mystocks/runtime/errors";
import { readRunning } from "../embedded/running.ts";
import { FAULTS } from "./faults.ts";
import { notUnderstood } from "./usage.ts";

const SAMPLE_START_MS = 30_000;

/** Switches a fault of the sample on, or all of them off. */
export async function runDemo([action, given, ...rest]: readonly string[]): Promise<number> {
  if (action === "heal" && given === undefined) return healSample();
  const fault = FAULTS.find((name) => name === given);
  if (action === "break" && fault !== undefined && rest.length === 0) return breakSample(fault);
  throw notUnderstood(`demo takes "heal" or "break" with one of ${FAULTS.join(", ")}`);
}

async function breakSample(fault: (typeof FAULTS)[number]): Promise<number> {
  await askSample("POST", `/faults/${fault}`);
  console.log(`${fault} is on. mystocks-monitor demo heal ends it.`);
  return 0;
}

async function healSample(): Promise<number> {
  await askSample("DELETE", "/faults");
  console.log("All faults are off.");
  return 0;
}

async function askSample(method: string, path: string): Promise<void> {
  const sampleUrl = await findSample((await loadConfig(undefined, process.env)).dataDir);
  const answer = await fetch(sampleUrl + path, { method }).catch((cause: unknown) => {
    throw new MonitorError("NOT_RUNNING", `The sample at ${sampleUrl} does not answer.`, { cause });
  });
  if (!answer.ok)
    throw new MonitorError("INTERNAL", `The sample answered ${answer.status}: ${await answer.text()}`);
}

/** Waits for a sample that still loads its prices. */
async function findSample(dataDir: string): Promise<string> {
  const deadlineMs = Date.now() + SAMPLE_START_MS;
  for (;;) {
    const running = await readRunning(dataDir);
    if (running?.sampleUrl !== undefined) return running.sampleUrl;
    if (!running?.withSample || Date.now() > deadlineMs)
      throw new MonitorError("NOT_RUNNING", "The sample market-data service does not run.", {
        remedy: "Start it with npm start (without --no-sample) and MYSTOCKS_DATA_DIR as it is here.",
      });
    await delay(100);
  }
}
