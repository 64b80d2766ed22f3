import { parseArgs } from "node:util";

export interface StackArguments {
  command: string | undefined;
  part: string | undefined;
  name: string;
  portBase: number | undefined;
  recorders: number | undefined;
  follow: boolean;
}

export const USAGE = `npm run stack COMMAND

  up          start every part that does not run, and wait until all of it serves
  down        end every part, the last started first; what they keep is kept
  status      each part: whether it serves, process, memory, address
  logs [PART] [-f]   what the parts wrote last; -f goes on
  reset       delete what a stack that does not run keeps
  env         variables for mystocks-monitor's commands: eval "$(npm run --silent stack env)"

  --name NAME        another stack beside the first (goes with every command)
  --port-base N      ports N, N+1, … for a new stack; without it the usual ones where they are free
  --recorders N      recorders that share the work, never fewer than there were`;

/** @throws Error that says what was not understood */
export function readArguments(args: readonly string[]): StackArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      name: { type: "string", default: "default" },
      "port-base": { type: "string" },
      recorders: { type: "string" },
      follow: { type: "boolean", short: "f", default: false },
    },
  });
  const [command, part, ...rest] = positionals;
  if (rest.length > 0 || (part !== undefined && command !== "logs"))
    throw new Error(`"${part !== undefined && command !== "logs" ? part : rest[0]}" is not known here`);
  if (!/^[a-z0-9][a-z0-9-]*$/i.test(values.name))
    throw new Error(`--name takes letters, digits and -, not "${values.name}"`);
  return {
    command,
    part,
    name: values.name,
    portBase: whole(values["port-base"], "--port-base", 65_000),
    recorders: whole(values.recorders, "--recorders", 16),
    follow: values.follow,
  };
}

function whole(text: string | undefined, option: string, most: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new Error(`${option} takes a number from 1 to ${most}, not "${text}"`);
}
