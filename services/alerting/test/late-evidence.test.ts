import { expect, test } from "@jest/globals";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import type { AlertEvent } from "@mystocks/events";
import { createLogger, FaultLog } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { EvidenceKeeper } from "../evidence/evidence-keeper.ts";
import { Exemplars } from "../evidence/exemplars.ts";
import { prometheusAlert } from "../inbox/outside-alert.ts";
import { recordOutside } from "../inbox/record-outside.ts";
import { until } from "./until.ts";

test("a trace that is known only after the page went is added to the alert, and its history says so", async () => {
  const database = await openTestDatabase(storeTemplate);
  const pool = openStorePool({ url: database.url, max: 3, applicationName: "late-evidence" }, () => {});
  const exemplars = new Exemplars();
  const events: AlertEvent[] = [];
  const keeper = new EvidenceKeeper({
    pool,
    exemplars,
    selectorsOf: () => [],
    publicUrl: "http://monitor.test",
    chartOf: () => "<svg/>",
    onEvents: (_, added) => void events.push(...added),
    faults: new FaultLog(createLogger("test", "warn")),
    now: Date.now,
  });
  try {
    const nowMs = Date.now();
    const webhook = {
      status: "firing" as const,
      labels: { alertname: "Slow", operation: "load_daily_kline" },
      annotations: {},
      startsAt: new Date(nowMs).toISOString(),
      endsAt: "",
    };
    const parts = { pool, receiversOf: () => [], mutedBy: () => [] };
    const [fired] = await recordOutside(parts, [prometheusAlert(webhook, nowMs)]);
    if (fired === undefined) throw new Error("it did not fire");
    keeper.keep([fired]);
    expect((await keeper.evidenceOf(fired)).spans).toEqual([]);
    exemplars.apply(pulse(Math.floor(nowMs / 1000)));
    await until(() => events.length > 0);
    expect(events[0]).toMatchObject({ kind: "evidence_added", sequence: fired.sequence + 1 });
    const { rows } = await pool.query<{ evidence: unknown }>("SELECT evidence FROM alerting.alert");
    expect(rows[0]!.evidence).toMatchObject({ spans: [{ traceId: "abc", failed: true }], chart: "<svg/>" });
  } finally {
    await keeper.stop();
    await pool.end();
    await database.drop();
  }
}, 30_000);

function pulse(second: number): Parameters<Exemplars["apply"]>[0] {
  const identity = {
    service: "market-data",
    operation: "load_daily_kline",
    type: "",
    kind: "tracked" as const,
  };
  const place = { classification: "DAILY_KLINE", databaseSystem: "postgresql", database: "", collection: "" };
  const counts = { count: 1, errors: 1, overWarning: 1, overCritical: 1, rows: 0, bytes: 0 };
  const figures = { enclosed: false, sumSeconds: 7, maxSeconds: 7, sketch: "" };
  const exemplar = {
    traceId: "abc",
    spanId: "abc",
    endNs: `${second}000000000`,
    durationNs: "7000000000",
    failed: true,
  };
  return {
    source: "test",
    partition: 0,
    sequence: 1,
    observedSecond: second,
    pulses: [
      { operation: { id: 1, ...identity, ...place }, second, ...counts, ...figures, exemplars: [exemplar] },
    ],
    samples: [],
    logs: [],
  };
}
