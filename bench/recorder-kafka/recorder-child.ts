import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

interface Used {
  /** Since the start of the process. */
  processorSeconds: number;
  commits: number;
  commitSeconds: number;
}

export interface RecorderChild {
  used(): Promise<Used>;
  /** Most resident memory so far, in MiB. */
  peakMemoryMiB(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * How a recorder on Kafka is to be started. While commits wait, what they hold grows old, and V8 lets old garbage grow
 * with it: in quick runs on a busy machine 307 MiB and 141,000 spans a second of processor time without the second
 * flag, 218 MiB and 121,000 with it. One run each, under load that changed, so the speeds are no fair comparison.
 */
const NODE_FLAGS = ["--max-semi-space-size=16", "--heap-growing-percent=50"];

/** `profile`: a folder for V8's CPU profile of the recorder. */
export async function startRecorderChild(
  url: string,
  brokers: readonly string[],
  profile?: string,
): Promise<RecorderChild> {
  const child = fork(join(import.meta.dirname, "recorder-process.ts"), [url, brokers.join(",")], {
    execArgv: [...NODE_FLAGS, ...(profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`])],
  });
  const exited = once(child, "exit");
  await Promise.race([
    once(child, "message"),
    exited.then(([code]) => Promise.reject(new Error(`the recorder ended with ${String(code)}`))),
  ]);
  return {
    async used() {
      const answer = once(child, "message");
      child.send("used?");
      const [used] = (await answer) as [Used];
      return used;
    },
    async peakMemoryMiB() {
      const status = await readFile(`/proc/${child.pid}/status`, "utf8");
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024;
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
