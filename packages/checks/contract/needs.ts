import type { CheckKind } from "./check-spec.ts";
import type { Contract } from "./contract.ts";
import type { ContractReader } from "./reader.ts";

const SERIES: readonly CheckKind[] = [
  "previousClose",
  "adjustFactor",
  "jump",
  "stale",
  "priceLimit",
  "outlier",
  "gaps",
];
const TIMED: readonly CheckKind[] = [
  ...SERIES,
  "freshness",
  "closedDays",
  "sessions",
  "rowCountChange",
  "volumeAnomaly",
];

/** Refuses checks that lack a column which the contract does not name. */
export function needsOf(reader: ContractReader, contract: Omit<Contract, "fingerprint">): void {
  for (const { spec, line, id } of contract.checks) {
    const key = `check ${id}`;
    if (TIMED.includes(spec.kind) && contract.time === null)
      reader.problems.push({ line, key, message: "needs the bar time", remedy: "set time in mystocks" });
    if (SERIES.includes(spec.kind) && contract.symbol === null)
      reader.problems.push({
        line,
        key,
        message: "needs the symbol column",
        remedy: "set symbol in mystocks",
      });
    if (spec.kind === "sessions" && contract.time?.type === "date")
      reader.problems.push({ line, key, message: "needs a timestamp, and the bar time is a date" });
  }
}
