import type { Labels, Matcher } from "@mystocks/promql";

/** Whether the matchers find a series with these labels. */
export function areMet(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcher.matches(labels.get(matcher.name)));
}
