import { MonitorError } from "@mystocks/runtime/errors";
import { ROLES } from "../roles/role-names.ts";
import { FAULTS } from "./faults.ts";

export const USAGE = `mystocks-monitor COMMAND

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

/** The error of a command line that is not understood. */
export const notUnderstood = (problem: string): MonitorError =>
  new MonitorError("USAGE", problem, { remedy: `mystocks-monitor help shows every command.` });
