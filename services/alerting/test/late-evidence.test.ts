import { expect, test } from "@jest/globals";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import type { AlertEvent } from "@mystocks/events";
import { createLogger, FaultLog } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import type pg from "pg";
import { EvidenceKeeper } from "../evidence/evidence-keeper.ts";
import { Exemplars } from "../evidence/exemplars.ts";
import { prometheusAlert } from "../inbox/outside-alert.ts";
import { recordOutside } from "../inbox/record-outside.ts";
import { until } from "./until.ts";

const TRACE = "00000000-0000-0000-0000-00000000abcd";
const SPAN = "000000000000000a";
const SQL = "SELECT * FROM daily_kline";

test("a trace known after the page went is added to the alert, its SQL when that is stored, and its history says so", async () => {
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
    expect(await keptEvidence(pool)).toMatchObject({
      spans: [{ traceId: TRACE, failed: true }],
      chart: "<svg/>",
    });
    await storeStatement(pool, nowMs);
    await until(() => events.length > 1);
    expect(await keptEvidence(pool)).toMatchObject({ spans: [{ traceId: TRACE, sql: SQL }] });
  } finally {
    await keeper.stop();
    await pool.end();
    await database.drop();
  }
}, 30_000);

async function keptEvidence(pool: pg.Pool): Promise<unknown> {
  const { rows } = await pool.query<{ evidence: unknown }>("SELECT evidence FROM alerting.alert");
  return rows[0]!.evidence;
}

/** The span below the execution. */
async function storeStatement(pool: pg.Pool, endMs: number): Promise<void> {
  await pool.query("INSERT INTO telemetry.statement VALUES (1, 'postgresql', NULL, $1)", [SQL]);
  await pool.query(
    `INSERT INTO telemetry.span
       (end_ns, duration_ns, span_id, parent_span_id, trace_id, statement_id, resource_id, kind, status, marks, name)
     VALUES ($1, 6000000000, 11, 10, $2, 1, 1, 3, 0, 0, 'SELECT')`,
    [`${endMs}000000`, TRACE],
  );
}

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
    traceId: TRACE,
    spanId: SPAN,
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
