import { namedStackDir } from "../folders.ts";
import { readArguments, USAGE, type StackArguments } from "./arguments.ts";
import { down } from "./down.ts";
import { showEnvironment } from "./env.ts";
import { showLogs } from "./logs.ts";
import { reset } from "./reset.ts";
import { showStatus } from "./status.ts";
import { up } from "./up.ts";

type Say = (line: string) => void;

/** Runs one command line; returns the exit code. */
export async function runStackCommand(args: readonly string[], { say }: { say: Say }): Promise<number> {
  const read = readArguments(args);
  const dir = namedStackDir(read.name);
  switch (read.command) {
    case "up":
      return up(dir, read, say);
    case "down":
      return down(dir, say);
    case "status":
      return showStatus(dir, say);
    case "logs":
      return showLogs(dir, read, say);
    case "env":
      return showEnvironment(dir, say);
    case "reset":
      return reset(dir, say);
    case "help":
      say(USAGE);
      return 0;
    case undefined:
    default:
      return refuse(read, say);
  }
}

function refuse({ command }: StackArguments, say: Say): number {
  if (command !== undefined) say(`There is no command "${command}".\n`);
  say(USAGE);
  return 2;
}
