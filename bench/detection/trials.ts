/**
 * slow: an operation takes longer than its rule allows. brief: a data source is away for one second. outage: it is away
 * for longer. Each trial has an operation or a source of its own, so that each is a new alert.
 */
export type Kind = "slow" | "brief" | "outage";

/** What the service is to do: `lengthMs` long, `atMs` after the start. */
export interface Trial {
  id: string;
  kind: Kind;
  atMs: number;
  lengthMs: number;
}

/** When the trial's breach was there to be seen and when it was over, in Unix milliseconds. */
export interface Breach {
  beganMs: number;
  overMs: number;
}

export interface Plan {
  slow: number;
  brief: number;
  outages: number;
  outageMs: number;
  /** The trials are spread over so long. */
  overMs: number;
}

/** Longer than the 0.5 s of the rule by so much that no clock can doubt it. */
const SLOW_MS = 600;
const BRIEF_MS = 1000;

/** As many in each stretch of time, at a random phase within it. */
export function planTrials({ slow, brief, outages, outageMs, overMs }: Plan): Trial[] {
  const of = (kind: Kind, count: number, lengthMs: number): Trial[] =>
    Array.from({ length: count }, (_, at) => ({
      id: `${kind}_${at}`,
      kind,
      atMs: ((at + Math.random()) * overMs) / count,
      lengthMs,
    }));
  return [...of("slow", slow, SLOW_MS), ...of("brief", brief, BRIEF_MS), ...of("outage", outages, outageMs)];
}

/** A label by which alerts of the trials are known to whoever sends them on. */
export const MARK = { bench: "detection" } as const;

/** For Monitor and for Prometheus. A source's recovery is seen at once, an operation stays slow for a minute. */
export const RULES = `
groups:
  - name: detection
    rules:
      - alert: OperationSlow
        expr: |
          increase(mystocks_operation_duration_seconds_count{operation=~"slow_.*"}[1m])
            - ignoring(le) increase(mystocks_operation_duration_seconds_bucket{operation=~"slow_.*",le="0.5"}[1m]) > 0.5
        labels: { severity: critical, bench: detection, trial: "{{ $labels.operation }}" }
      - alert: SourceAway
        expr: mystocks_datasource_availability{datasource=~"(brief|outage)_.*"} == 0
        labels: { severity: critical, bench: detection, trial: "{{ $labels.datasource }}" }
        annotations: { mystocks_flap: "off" }
`;
