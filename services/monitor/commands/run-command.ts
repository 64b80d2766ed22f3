import { MonitorError } from "@mystocks/runtime";
import { runContracts } from "./contracts.ts";
import { runDeadLetters } from "./dead-letters.ts";
import { runJobs } from "./jobs.ts";
import { ROLES } from "../roles/start-role.ts";
import { breakSample, FAULTS, healSample } from "./demo.ts";
import { migrateStore } from "./migrate.ts";
import { reset } from "./reset.ts";
import { runRole } from "./role.ts";
import { runRules } from "./rules.ts";
import { start } from "./start.ts";
import { createToken } from "./token.ts";

const USAGE = `mystocks-monitor COMMAND

  start [--no-sample]        every role in one process, beside it the sample market-data service
  ${ROLES.join(" | ")}
                             that role alone, as a process of its own on a real store and Kafka
  demo break FAULT           switch a fault of the sample on: ${FAULTS.join(", ")}
  demo heal                  switch all faults off
  contracts run FILE [--json]      judge a dataset by its contract; exit code 1 if anything fails
  contracts explain FILE           the SQL of a run, without running it
  contracts init TABLE             a first contract for a live table
                             run and init take --database-url URL, else that of the config or of a running Monitor
  rules check FILE…          what is wrong with rule files, with lines and remedies
  rules test FILE…           runs unit-test files of promtool
  rules preview FILE… [--last 1h]  when they would have fired, on the series of the Monitor that runs here
  dead-letters list [--topic TOPIC] [--waiting]   messages that no consumer could read
  dead-letters show ID…  [--raw]                  what is known of them; --raw: their bytes
  dead-letters replay ID…                         write them to their topics again
  jobs list                  every job: how it stands, how its newest instant ended, and the next one
  jobs show JOB [--limit N]  its policies, next instants and ledger; list and show take --json
  jobs run JOB --why TEXT [--wait]  run it now; --wait: exit code 1 if it fails
  jobs pause | resume JOB --why TEXT   skip its planned instants from now on, or no longer
  token create NAME [ROLE]   a token for the API: viewer (default), operator or admin
  migrate                    bring the store's schema up to date, then end
  reset                      clear the data of a Monitor that does not run`;

/** Runs one command line; returns the exit code. */
export async function runCommand([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case "start":
      return start(readFlags(args, ["--no-sample"]));
    case "demo":
      return runDemo(args);
    case "contracts":
      return runContracts(args);
    case "rules":
      return runRules(args);
    case "dead-letters":
      return runDeadLetters(args);
    case "jobs":
      return runJobs(args);
    case "token":
      return createToken(args);
    case "migrate":
      readFlags(args, []);
      return migrateStore();
    case "reset":
      readFlags(args, []);
      return reset();
    case undefined:
    case "help":
    case "--help":
      console.log(USAGE);
      return command === undefined ? 2 : 0;
    default:
      return runRoleNamed(command, args);
  }
}

function runRoleNamed(command: string, args: readonly string[]): Promise<number> {
  const role = ROLES.find((name) => name === command);
  if (role === undefined) throw usage(`there is no command "${command}"`);
  readFlags(args, []);
  return runRole(role);
}

function runDemo([action, fault, ...rest]: readonly string[]): Promise<number> {
  if (action === "heal" && fault === undefined) return healSample();
  const known = FAULTS.find((name) => name === fault);
  if (action === "break" && known !== undefined && rest.length === 0) return breakSample(known);
  throw usage(`demo takes "heal" or "break" with one of ${FAULTS.join(", ")}`);
}

function readFlags(args: readonly string[], known: readonly string[]): Set<string> {
  const unknown = args.find((arg) => !known.includes(arg));
  if (unknown !== undefined) throw usage(`"${unknown}" is not known here`);
  return new Set(args);
}

const usage = (problem: string) =>
  new MonitorError("USAGE", problem, { remedy: `mystocks-monitor help shows every command.` });
