import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Bench } from "./result.ts";

const folder = import.meta.dirname;

/** Names of the folders here that hold a bench, sorted. */
export function benchNames(): string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(benchFile(name)))
    .sort();
}

export async function loadBench(name: string): Promise<Bench> {
  return (await import(pathToFileURL(benchFile(name)).href)) as Bench;
}

function benchFile(name: string): string {
  return join(folder, name, "bench.ts");
}
