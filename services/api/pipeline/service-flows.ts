import type { NewestSampleRow } from "@mystocks/store";
import { emptyFlow, sumOf, type Flow, type Signal } from "./flow.ts";
import type { Growth } from "./growth.ts";

/** What OpenTelemetry's SDKs say of their own batch processors. */
export const SDK_PATTERN = "otel.sdk.processor.%";

const SIGNALS: Partial<Record<Signal, string>> = { spans: "span", logs: "log" };
/** They tell each second; what is older says how it was before something stopped. */
const FRESH_MS = 4000;

/** Reads what is in the rows into `growth`: one instance a process of a service. */
export function readSdkCounters(
  growth: Growth,
  rows: readonly NewestSampleRow[],
  atMs: number,
  isFirst: boolean,
): void {
  const byProcess = Map.groupBy(rows, ({ service, instance }) => `${service}/${instance}`);
  for (const [process, ofProcess] of byProcess) {
    const counters = new Map<string, number>();
    for (const { name, labels, value } of ofProcess) {
      const signal = /^otel\.sdk\.processor\.(span|log)\.processed$/.exec(name)?.[1];
      if (signal === undefined) continue;
      const error = labels["error.type"];
      const key = error === undefined ? `${signal} sent` : `${signal} dropped ${error}`;
      counters.set(key, (counters.get(key) ?? 0) + value);
    }
    growth.read(process, counters, atMs, !isFirst);
  }
}

/** Of the services that tell; not known while one of them has stopped to tell. */
export function serviceFlows(growth: Growth, rows: readonly NewestSampleRow[], atMs: number): Flow[] {
  const isStale = rows.some(({ time }) => atMs - time.getTime() > FRESH_MS);
  return Object.entries(SIGNALS).map(([signal, name]) => {
    const flow = emptyFlow(signal as Signal);
    const sent = growth.of(`${name} sent`);
    if (sent === null || isStale) return flow;
    const gauge = (what: string) =>
      sumOf(
        rows
          .filter((row) => row.name === `otel.sdk.processor.${name}.queue.${what}`)
          .map(({ value }) => value),
      );
    const dropped = growth.below(`${name} dropped `);
    const held = gauge("size");
    return {
      ...flow,
      in: sent + sumOf(Object.values(dropped)) + held,
      out: sent,
      dropped,
      held,
      queue: { length: held, capacity: gauge("capacity"), unit: "items" },
      doubt: growth.doubt(`${name} sent`),
    };
  });
}

export const tellingServices = (rows: readonly NewestSampleRow[]): Set<string> =>
  new Set(
    rows.filter(({ name }) => name === "otel.sdk.processor.span.processed").map(({ service }) => service),
  );
