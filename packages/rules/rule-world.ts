import { evaluateInstant, Labels } from "@mystocks/promql";
import type { EvaluationOptions, Expression, Sample, SeriesStore } from "@mystocks/promql";

/** What rules are evaluated on. */
export interface RuleWorld {
  store: SeriesStore;
  externalLabels: Readonly<Record<string, string>>;
  /** Where links in templates lead; "" when nowhere. */
  externalUrl: string;
  options: EvaluationOptions;
  /**
   * `prometheus`: as Prometheus does it to the letter, for rule tests and conformance. No data means resolved, errors
   * and limits end alerts, annotations of the policy are shown.
   */
  mode: "live" | "prometheus";
  /** An alert keeps the annotations it fired with: for previews, which show only those. */
  keepsAnnotations?: true;
}

/** Samples of an instant query; a number is a sample without labels. Throws PromqlError and what the store throws. */
export function querySamples(
  expression: Expression,
  { store, options }: RuleWorld,
  atMs: number,
): readonly Sample[] {
  const result = evaluateInstant(expression, store, atMs, options);
  if (result.type === "vector") return result.samples;
  if (result.type === "scalar") return [{ labels: Labels.empty, value: result.value }];
  throw new Error("rule result is not a vector or scalar");
}
