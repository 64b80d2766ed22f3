import { setTimeout as pause } from "node:timers/promises";
import type { Rival, ShownAlert } from "./rival.ts";
import type { World } from "./world.ts";

const POLL_MS = 200;
const DEADLINE_MS = 240_000;

export interface Measured {
  /** Of each evaluation that was timed. */
  tickSeconds: number[];
  /** Of the whole process, taking samples included. */
  processorSecondsATick: number;
  rssMiB: number;
  /** After the first samples, before anything was timed. */
  alerts: ShownAlert[];
}

/** Fills the world's past in, lets it be judged until all is at rest, asks for the alerts, and times `ticks` evaluations. */
export async function measure(rival: Rival, world: World, ticks: number): Promise<Measured> {
  const beganMs = Math.floor(Date.now() / 1000) * 1000;
  const push = (second: number) => rival.push(world.samplesAt(second), beganMs + second * 1000);
  for (let second = -world.historySeconds; second < 0; second += world.stepSeconds) {
    await rival.setClock(beganMs + second * 1000);
    await push(second);
  }
  await rival.setClock(undefined);
  await push(0);
  await evaluated(rival, 2);
  await until(() => rival.settled());
  const alerts = await rival.alerts();
  const pushing = new AbortController();
  const pushes = pushOn(push, world, beganMs, pushing.signal);
  await evaluated(rival, 1);
  const before = await rival.used();
  const tickSeconds = await evaluated(rival, ticks);
  const after = await rival.used();
  pushing.abort();
  await pushes;
  return {
    tickSeconds,
    processorSecondsATick:
      (after.processorSeconds - before.processorSeconds) / (after.evaluations - before.evaluations),
    rssMiB: after.rssMiB,
    alerts,
  };
}

async function pushOn(
  push: (second: number) => Promise<void>,
  { stepSeconds }: World,
  beganMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (let second = stepSeconds; !signal.aborted; second += stepSeconds) {
    const waitMs = Math.max(0, beganMs + second * 1000 - Date.now());
    await pause(waitMs, undefined, { signal }).catch(() => {});
    if (!signal.aborted && Date.now() < beganMs + (second + stepSeconds) * 1000) await push(second);
  }
}

/** Durations of the next evaluations. */
async function evaluated(rival: Rival, count: number): Promise<number[]> {
  const seconds: number[] = [];
  let last = (await rival.used()).evaluations;
  await until(async () => {
    const { evaluations, lastSeconds } = await rival.used();
    if (evaluations > last) seconds.push(lastSeconds);
    last = evaluations;
    return seconds.length >= count;
  });
  return seconds;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error("rules were not judged in time");
    await pause(POLL_MS);
  }
}
