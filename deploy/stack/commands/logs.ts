import { open, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { stackFolders } from "../folders.ts";
import { StateFile } from "../state-file.ts";
import type { StackArguments } from "./arguments.ts";

const TAIL_BYTES = 8 * 1024;
const LOOK_MS = 250;

type Say = (line: string) => void;

/** The end of the logs, each line after the name of its part when there are several. */
export async function showLogs(
  dir: string,
  { part, follow }: Pick<StackArguments, "part" | "follow">,
  say: Say,
): Promise<number> {
  const { parts = {} } = (await new StateFile(stackFolders(dir).state).read()) ?? {};
  const chosen = Object.entries(parts).filter(([name]) => part === undefined || name === part);
  if (chosen.length === 0) {
    say(`There is no log of ${part ?? "this stack"}. Parts: ${Object.keys(parts).join(", ") || "none yet"}`);
    return 1;
  }
  const width = part === undefined ? Math.max(...chosen.map(([name]) => name.length)) : 0;
  const files = chosen.map(([name, { logFile }]) => ({
    file: logFile,
    at: -TAIL_BYTES,
    prefix: width === 0 ? "" : `${name.padEnd(width)} | `,
  }));
  do {
    for (const one of files) one.at = await sayFrom(one, say);
    if (follow) await delay(LOOK_MS);
  } while (follow);
  return 0;
}

/** From a position (from the end when negative) to the last whole line; returns where that ends. */
async function sayFrom(
  { file, at, prefix }: { file: string; at: number; prefix: string },
  say: Say,
): Promise<number> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  const from = at < 0 ? Math.max(0, size + at) : Math.min(at, size);
  if (size === from) return from;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    const text = buffer.toString("utf8", 0, bytesRead);
    const end = text.lastIndexOf("\n") + 1;
    const lines = text.slice(0, end).split("\n").slice(0, -1);
    // The first line of a tail is half a line, as a rule.
    for (const line of at < 0 && from > 0 ? lines.slice(1) : lines) say(prefix + line);
    return from + Buffer.byteLength(text.slice(0, end));
  } finally {
    await handle.close();
  }
}
