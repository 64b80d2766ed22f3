// Small words of PromQL that the dashboards are written in. `selector` is what stands between the braces.

const RATE_WINDOW = "$__rate_interval";

export function rate(metric: string, selector = ""): string {
  return `rate(${metric}{${selector}}[${RATE_WINDOW}])`;
}

/** @param by labels, comma-separated; empty for one figure */
export function sum(by: string, expr: string): string {
  return by === "" ? `sum(${expr})` : `sum by (${by}) (${expr})`;
}

/** Of a counter that begins with its first event: 0 where `known` shows that there could have been some. */
export function orZero(expr: string, known = "vector(0)"): string {
  return known === "vector(0)" ? `${expr} or vector(0)` : `${expr} or 0 * ${known}`;
}

/** By classic buckets, which Prometheus 2.42 has, too. `metric` without `_bucket`. */
export function quantile(q: number, metric: string, { selector = "", by = "" } = {}): string {
  const labels = by === "" ? "le" : `${by}, le`;
  return `histogram_quantile(${q}, ${sum(labels, rate(`${metric}_bucket`, selector))})`;
}

/** Of the values of a histogram the rate of those over a bucket's bound. Prometheus 3 writes 2 as 2.0. */
export function rateOver(bound: number, metric: string, { selector = "", by = "" } = {}): string {
  const atMost = `le=~"${bound}(\\\\.0)?"`;
  const selected = selector === "" ? atMost : `${selector},${atMost}`;
  return `${sum(by, rate(`${metric}_count`, selector))} - ${sum(by, rate(`${metric}_bucket`, selected))}`;
}
