import { ROLES } from "../roles/role-names.ts";
import { notUnderstood, USAGE } from "./usage.ts";

type Command = (args: readonly string[]) => Promise<number>;

/**
 * A command is loaded when it is asked for: `contracts run` and `rules check` are gates in other people's loaders,
 * where the modules of every role cost more than the judgement itself.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./start.ts")).runStart,
  demo: async () => (await import("./demo.ts")).runDemo,
  contracts: async () => (await import("./contracts.ts")).runContracts,
  rules: async () => (await import("./rules.ts")).runRules,
  "dead-letters": async () => (await import("./dead-letters.ts")).runDeadLetters,
  jobs: async () => (await import("./jobs.ts")).runJobs,
  token: async () => (await import("./token.ts")).runToken,
  migrate: async () => (await import("./migrate.ts")).runMigrate,
  reset: async () => (await import("./reset.ts")).runReset,
  ...Object.fromEntries(
    ROLES.map((role) => [role, async () => (await import("./role.ts")).runRole.bind(undefined, role)]),
  ),
};

/** Runs one command line; returns the exit code. */
export async function runCommand([command, ...args]: readonly string[]): Promise<number> {
  if (command === undefined || command === "help" || command === "--help") {
    console.log(USAGE);
    return command === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(COMMANDS, command)) throw notUnderstood(`there is no command "${command}"`);
  const run = await COMMANDS[command]!();
  return run(args);
}
