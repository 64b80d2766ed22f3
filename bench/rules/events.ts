import { setTimeout as pause } from "node:timers/promises";
import type { Rival } from "./rival.ts";
import { metricName } from "./threshold-world.ts";
import type { World } from "./world.ts";

const POLL_MS = 10;
const APART_MS = 400;
const STORM_SECONDS = 4;
const STORM_APART_MS = 20;

export interface Events {
  /** Seconds of judging that each pulse cost which one group reads. */
  judgeSeconds: number[];
  /** Seconds from the pulse to when what it changes was judged. */
  waitSeconds: number[];
  /** Judgements a second of a group whose pulses come 50 times a second. */
  judgementsASecond: number;
}

/** Pulses of a metric that one group of many reads. Groups that are judged by their interval show as whole rounds. */
export async function measureEvents(rival: Rival, world: World, events: number): Promise<Events> {
  const groups = world.rules / 10;
  const changed = (second: number) => world.samplesAt(second).filter(({ name }) => name === metricName(0));
  await rival.push(world.samplesAt(0), Date.now());
  await pause(2 * world.stepSeconds * 1000);
  const result: Events = { judgeSeconds: [], waitSeconds: [], judgementsASecond: 0 };
  for (let at = 0; result.judgeSeconds.length < events; at++) {
    const before = (await rival.used()).evaluations;
    const sentMs = performance.now();
    await rival.push(changed(at * world.stepSeconds), Date.now());
    const { evaluations, lastSeconds } = await nextEvaluation(rival, before);
    if (evaluations - before === 1) {
      result.judgeSeconds.push(lastSeconds);
      result.waitSeconds.push((performance.now() - sentMs) / 1000);
    }
    await pause(APART_MS);
  }
  const { evaluations } = await rival.used();
  const endMs = Date.now() + STORM_SECONDS * 1000;
  for (let at = 0; Date.now() < endMs; at++) {
    await rival.push(changed(at * world.stepSeconds), Date.now());
    await pause(STORM_APART_MS);
  }
  result.judgementsASecond = (((await rival.used()).evaluations - evaluations) % groups) / STORM_SECONDS;
  return result;
}

async function nextEvaluation(rival: Rival, before: number) {
  for (;;) {
    const used = await rival.used();
    if (used.evaluations > before) return used;
    await pause(POLL_MS);
  }
}
