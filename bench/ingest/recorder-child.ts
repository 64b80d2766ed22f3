import { fork } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export interface RecorderChild {
  port: number;
  /** Most resident memory so far, in MiB. */
  peakMemoryMiB(): Promise<number>;
  /** Processor time so far, in seconds. */
  processorSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/** How a recorder is to be started: with V8's own limit of the young generation it takes 90 MiB more, for nothing. */
const NODE_FLAGS = ["--max-semi-space-size=16"];

/** `profile`: a folder for V8's CPU profile of the recorder. */
export async function startRecorderChild(url: string, profile?: string): Promise<RecorderChild> {
  const child = fork(join(import.meta.dirname, "recorder-process.ts"), [url], {
    execArgv: [...NODE_FLAGS, ...(profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`])],
  });
  const exited = new Promise<void>((done) => child.once("exit", () => done()));
  const port = await new Promise<number>((done, failed) => {
    child.once("message", (message) => done((message as { otlpPort: number }).otlpPort));
    child.once("exit", (code) => failed(new Error(`the recorder ended with ${code}`)));
  });
  return {
    port,
    async peakMemoryMiB() {
      const status = await readFile(`/proc/${child.pid}/status`, "utf8");
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024;
    },
    async processorSeconds() {
      const stat = await readFile(`/proc/${child.pid}/stat`, "utf8");
      const [user, system] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14).map(Number);
      return (user! + system!) / 100;
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
