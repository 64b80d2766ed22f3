import type { VariableJson } from "./committed.ts";

/** What Grafana makes of a query when every variable stands on "All" and a scrape happens every two seconds. */
export function fillVariables(query: string, variables: readonly VariableJson[]): string {
  const values: Record<string, string> = { __rate_interval: "1m", __interval: "15s", __range: "30m" };
  for (const { name, allValue } of variables) if (allValue !== undefined) values[name] = allValue;
  return query.replaceAll(/\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g, (written, braced, bare) => {
    const value = values[braced ?? bare];
    if (value === undefined) throw new Error(`${written} of ${query} is no variable of its dashboard`);
    return value;
  });
}
