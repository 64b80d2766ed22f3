import type { Labels, Matcher } from "@mystocks/promql";

/** Whether the matchers find a series with these labels. */
export function areMet(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcher.matches(labels.get(matcher.name)));
}

/** The same for matchers that find the same. */
export function keyOf(matchers: readonly Matcher[]): string {
  return JSON.stringify(matchers.map(({ name, operator, value }) => [name, operator, value]));
}
