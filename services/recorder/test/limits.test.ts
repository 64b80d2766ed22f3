import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { testSpans, tracesBody } from "../testing/index.ts";
import { withRecorder, type RunningRecorder } from "./running-recorder.ts";

const MIB = 1024 * 1024;
const endMs = Date.now();
const body = (count: number, end = endMs) => tracesBody("market-data", testSpans(0, count, { endMs: end }));

async function storedSpans({ pool }: RunningRecorder): Promise<number> {
  const { rows } = await pool.query<{ count: string }>("SELECT count(*) FROM telemetry.span");
  return Number(rows[0]!.count);
}

test("a gzipped body is taken", async () => {
  await withRecorder({}, async (running) => {
    const response = await running.post("/v1/traces", gzipSync(body(100)), { "content-encoding": "gzip" });
    expect(response.status).toBe(200);
    expect(await storedSpans(running)).toBe(100);
  });
});

test("JSON is answered in JSON", async () => {
  await withRecorder({}, async (running) => {
    const span = {
      traceId: "5b8efff798038103d269b633813fc60c",
      spanId: "eee19b7ec3c1b174",
      name: "load",
      kind: 1,
      startTimeUnixNano: `${endMs - 5}000000`,
      endTimeUnixNano: `${endMs}000000`,
    };
    const request = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
    const response = await running.post("/v1/traces", Buffer.from(JSON.stringify(request)), {
      "content-type": "application/json",
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({});
    expect(await storedSpans(running)).toBe(1);
  });
});

test.each([
  ["a gzip bomb", gzipSync(Buffer.alloc(64 * MIB)), { "content-encoding": "gzip" }, 413],
  ["100 MB", Buffer.alloc(100_000_000), {}, 413],
  ["gzip that is none", Buffer.from("no gzip at all"), { "content-encoding": "gzip" }, 400],
  ["gzip that ends too early", gzipSync(body(50)).subarray(0, -20), { "content-encoding": "gzip" }, 400],
  ["an unknown coding", body(10), { "content-encoding": "br" }, 415],
  ["an unknown type", body(10), { "content-type": "text/plain" }, 415],
  ["text instead of protobuf", Buffer.from("hello, recorder"), {}, 400],
  ["JSON that is none", Buffer.from("{"), { "content-type": "application/json" }, 400],
] as const)("%s is refused with the reason and stores nothing", async (_, sent, headers, status) => {
  await withRecorder({}, async (running) => {
    const response = await running.post("/v1/traces", sent, headers);
    expect(response.status).toBe(status);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(10);
    expect(await storedSpans(running)).toBe(0);
    expect((await running.post("/v1/traces", body(10))).status).toBe(200);
  });
});

test("a body with one flipped bit or cut short is stored whole or not at all", async () => {
  await withRecorder({}, async (running) => {
    const whole = body(5);
    const random = seeded(7);
    for (let i = 0; i < 300; i++) {
      const before = await storedSpans(running);
      const damaged = Buffer.from(whole).subarray(0, i % 2 === 0 ? whole.length : random(whole.length));
      if (damaged.length > 0) damaged[random(damaged.length)]! ^= 1 << random(8);
      const response = await running.post("/v1/traces", damaged);
      const answer = Buffer.from(await response.arrayBuffer());
      expect([200, 400]).toContain(response.status);
      if (response.status === 400) {
        expect(answer.length).toBeGreaterThan(2);
        expect(await storedSpans(running)).toBe(before);
      }
    }
    expect((await running.post("/v1/traces", body(50))).status).toBe(200);
    expect(await storedSpans(running)).toBeGreaterThanOrEqual(50);
  });
}, 60_000);

test.each([
  ["ended over 24 hours ago", -25 * 3_600_000, "late"],
  ["end more than 5 minutes in the future", 6 * 60_000, "early"],
])("spans that %s are left out, counted, and told to the client", async (reason, offsetMs, name) => {
  await withRecorder({}, async (running) => {
    const response = await running.post("/v1/traces", body(20, Date.now() + offsetMs));
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).toString()).toContain(`20 ${reason}`);
    expect(await storedSpans(running)).toBe(0);
    expect(running.recorder.stats().dropped).toEqual({ [name]: 20 });
    const { rows } = await running.pool.query("SELECT dropped FROM telemetry.pulse_batch");
    expect(rows).toEqual([{ dropped: { [name]: 20 } }]);
  });
});

test("spans within the limits of time are stored, however late", async () => {
  await withRecorder({}, async (running) => {
    const response = await running.post("/v1/traces", body(20, Date.now() - 23 * 3_600_000));
    expect((await response.arrayBuffer()).byteLength).toBe(0);
    expect(await storedSpans(running)).toBe(20);
  });
});

test("operations past the limits are added up as __other__, and none is lost", async () => {
  const limits = {
    operations: 8,
    operationsPerService: 5,
    operationsPerNamespace: 100,
    seriesPerNamespace: 100,
    bodyMiB: 8,
  };
  await withRecorder({ config: { limits } }, async (running) => {
    for (const service of ["a", "b", "c"])
      expect((await running.post("/v1/traces", tracesBody(service, ofService(service)))).status).toBe(200);
    await running.post("/v1/traces", tracesBody("a", ofService("a")));
    const { rows } = await running.pool.query<{
      service: string;
      named: number;
      other: number;
      spans: number;
    }>(
      `SELECT service, count(DISTINCT operation) FILTER (WHERE operation <> '__other__')::int AS named,
         coalesce(sum(count) FILTER (WHERE operation = '__other__'), 0)::int AS other, sum(count)::int AS spans
       FROM telemetry.pulse_1s JOIN telemetry.operation USING (operation_id) GROUP BY 1 ORDER BY 1`,
    );
    // "a" has used its five, "b" the three that were left in all, "c" came too late for one of its own.
    expect(rows).toEqual([
      { service: "__other__", named: 0, other: 60, spans: 60 },
      { service: "a", named: 5, other: expect.any(Number), spans: 60 },
      { service: "b", named: 3, other: expect.any(Number), spans: 60 },
    ]);
  });
});

/** 100 spans, 60 of them operations (20 tracked, 40 SQL), all with ids of the service's own. */
function ofService(service: string) {
  return testSpans(service.charCodeAt(0) * 1000, 100, { operations: 20, endMs });
}

function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
