import type { CheckKind, SpecOf } from "../contract/check-spec.ts";
import type { Check } from "../contract/contract.ts";
import type { Outcome } from "../judge/outcome.ts";
import { sql, type Fragment } from "../sql/fragment.ts";
import { baselineCheck } from "./baseline.ts";
import { freshnessOutcome, newest } from "./freshness.ts";
import type { Scope } from "./scope.ts";

/** A check that one aggregate of the shared scan decides. */
export interface ScanMeasure {
  aggregate: Fragment;
  decide: (value: unknown) => Outcome;
}

type Measures = {
  [Kind in CheckKind]?: (check: Check & { spec: SpecOf<Kind> }, scope: Scope) => ScanMeasure;
};

const MEASURES: Measures = {
  rowCount: () => ({
    aggregate: sql`count(*)`,
    decide: (count) => ({ measured: Number(count ?? 0), totalRows: Number(count ?? 0), reason: "rowCount" }),
  }),
  freshness: (_, scope) => ({ aggregate: newest(scope), decide: (at) => freshnessOutcome(scope, at) }),
  rowCountChange: baselineCheck,
  volumeAnomaly: baselineCheck,
};

export function scanMeasure(check: Check, scope: Scope): ScanMeasure | undefined {
  return MEASURES[check.spec.kind]?.(check as never, scope);
}
