// npm run bench NAME [-- --quick]: runs bench/NAME/bench.ts; its result is the last line, as JSON.
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { benchNames, loadBench } from "./catalogue.ts";
import type { BenchResult } from "./result.ts";

const USAGE = "usage: npm run bench NAME [-- --quick]";
const USAGE_EXIT = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const { name, quick, problem } = readArguments(args);
  const known = `benches: ${benchNames().join(", ")}`;
  if (problem !== undefined) {
    console.error(`${problem}\n${USAGE}\n${known}`);
    return USAGE_EXIT;
  }
  if (name === undefined) {
    console.log(`${USAGE}\n${known}`);
    return 0;
  }
  const bench = await loadBench(name);
  console.log(`${name}${quick ? " (quick)" : ""} on ${machine()}`);
  const result = await bench.run({ quick });
  console.log(describe(result));
  console.log(JSON.stringify(result));
  return 0;
}

function readArguments(args: string[]): { name?: string; quick: boolean; problem?: string } {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { quick: { type: "boolean", default: false } },
      allowPositionals: true,
    });
    const { quick } = values;
    const [name, ...extra] = positionals;
    if (extra.length > 0) return { quick, problem: `one bench at a time, not also ${extra.join(", ")}` };
    if (name === undefined) return { quick };
    if (!benchNames().includes(name)) return { quick, problem: `there is no bench "${name}"` };
    return { name, quick };
  } catch (error) {
    return { quick: false, problem: (error as Error).message };
  }
}

function machine(): string {
  const processors = cpus();
  const memoryGiB = (totalmem() / 2 ** 30).toFixed(0);
  const model = processors[0]?.model.trim() ?? "unknown processor";
  return `${processors.length} × ${model}, ${memoryGiB} GiB, Node ${process.version}, ${new Date().toISOString()}`;
}

function describe({ figures, peer, ratio, target, met }: BenchResult): string {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  const lines = Object.entries(figures).map(([name, value]) => `  ${name.padEnd(width)}  ${readable(value)}`);
  return [
    ...lines,
    `peer ${peer}; ratio ${readable(ratio)}; target ${target}: ${met ? "met" : "MISSED"}`,
  ].join("\n");
}

function readable(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}
