import { parser } from "@prometheus-io/lezer-promql";

/** Where a query can't be read by Prometheus' own grammar; empty when all of it can. */
export function promqlFaults(query: string): string[] {
  const faults: string[] = [];
  parser.parse(query).iterate({
    enter({ type, from, to }) {
      if (type.isError) faults.push(`at ${from}: ${query.slice(Math.max(0, from - 20), to + 20)}`);
    },
  });
  return faults;
}
