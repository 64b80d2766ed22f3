import type { CheckKind } from "../contract/check-spec.ts";
import type { Contract } from "../contract/contract.ts";
import type { ContractProblem } from "../contract/problem.ts";

/** What the TDengine dialect can say; the rest is refused when the contract is read, not found out at night. */
const TDENGINE_KINDS: ReadonlySet<CheckKind> = new Set<CheckKind>([
  "schema",
  "rowCount",
  "rowCountChange",
  "nullValues",
  "missingValues",
  "invalidValues",
  "finite",
  "future",
  "retention",
  "freshness",
  "completeness",
  "duplicateValues",
  "ohlc",
  "volume",
  "compare",
  "gaps",
]);

export function tdengineProblems({
  checks,
  schema,
  table,
  columns,
  time,
}: Omit<Contract, "fingerprint">): ContractProblem[] {
  const unsupported = checks
    .filter(({ spec }) => !TDENGINE_KINDS.has(spec.kind))
    .map(({ id, line }) => ({ line, key: `check ${id}`, message: "does not run on TDengine" }));
  const unkeyed = checks
    .filter(({ spec }) => spec.kind === "duplicateValues" && !spec.columns.includes(time?.name ?? ""))
    .map(({ id, line }) => ({
      line,
      key: `check ${id}`,
      message: "TDengine proves keys with the bar time only",
    }));
  const unquotable = [schema, table, ...columns.map(({ name }) => name)]
    .filter((name) => name.includes("`"))
    .map((name) => ({
      line: 1,
      key: name,
      message: "TDengine can't quote a name with a backtick",
    }));
  return [...unsupported, ...unkeyed, ...unquotable];
}
