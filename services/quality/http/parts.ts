import type { Calendar } from "@mystocks/calendar";
import type { Contract } from "@mystocks/checks";
import { MonitorError, type Authenticator } from "@mystocks/runtime";
import type pg from "pg";
import type { ContractsInForce } from "../contracts/contracts-in-force.ts";
import type { Runner } from "../judge/runner.ts";

/** What the routes of quality need. */
export interface HttpParts {
  pool: pg.Pool;
  auth: Authenticator;
  contracts: Pick<ContractsInForce, "all" | "named" | "problem">;
  runner: Pick<Runner, "run">;
  calendars: (name: string) => Calendar;
  /** Databases of datasets by the name that contracts give them. */
  urls: Readonly<Record<string, string>>;
  statementTimeoutMs: number;
  now: () => Date;
}

/** The contract of a dataset, or an error that says what is missing. */
export function contractOf({ contracts }: Pick<HttpParts, "contracts">, dataset: string): Contract {
  const contract = contracts.named(dataset);
  if (contract !== undefined) return contract;
  throw new MonitorError("NOT_FOUND", `There is no contract of a dataset "${dataset}".`, {
    field: "dataset",
    allowed: contracts.all.map(({ name }) => name).slice(0, 20),
    remedy: "Name one of these, or add a contract to quality.contracts.",
  });
}
