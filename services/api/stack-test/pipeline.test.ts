import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { reachableDataDir } from "@mystocks/embedded-postgres";
import { startStack, type Stack } from "@mystocks/stack";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import pg from "pg";
import { pipelineSchema, type Pipeline } from "../contract.ts";
import { streamSpans, type SpanStream } from "./span-stream.ts";

jest.setTimeout(240_000);

/** In which a stalled hop has to be seen. */
const SEEN_MS = 10_000;

let dir: string;
let stack: Stack;
let stream: SpanStream;
let noisy: SpanStream;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mystocks-pipeline-"));
  await chmod(dir, 0o755);
  stack = await startStack({
    dir,
    ports: "free",
    parts: ["kafka", "postgres", "recorder", "api", "realtime", "collector"],
    environment: { recorder: { MYSTOCKS_LIMITS__SPANS_PER_SECOND_PER_NAMESPACE: "200" } },
  });
  stream = streamSpans(stack.urls.otlp);
});
afterAll(async () => {
  await stream.stop();
  await stack.stop();
  for (const folder of [dir, await reachableDataDir(join(dir, "postgres"))])
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

async function pipeline(): Promise<Pipeline> {
  const answer = await fetch(`${stack.urls.dashboard}/api/v1/pipeline?last=1h`, {
    headers: { authorization: `Bearer ${await stack.token()}` },
  });
  return pipelineSchema.parse(await answer.json());
}

async function until(holds: (pipeline: Pipeline) => boolean, timeoutMs = 90_000): Promise<Pipeline> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await pipeline();
    if (holds(seen)) return seen;
    if (Date.now() > deadline)
      throw new Error(`still not so after ${timeoutMs} ms: ${JSON.stringify({ ...seen, freshness: {} })}`);
    await delay(250);
  }
}

const stateOf = ({ hops }: Pipeline, name: string) => hops.find(({ hop }) => hop === name)?.state;
/** A service under a plain SDK does not tell what it sends, so that hop stays unknown. */
const isFine = ({ hops }: Pipeline) => hops.every(({ hop, state }) => state === "ok" || hop === "services");

test("with everything there every hop is fine, and who does not tell is named", async () => {
  const seen = await until((one) => isFine(one) && one.hops[0]!.untold.length > 0 && !one.freshness.quiet);
  expect(seen.hops.map(({ hop }) => hop)).toEqual([
    "services",
    "collector",
    "exporter",
    "kafka",
    "recorder",
    "store",
    "pulses",
    "realtime",
  ]);
  expect(seen.hops[0]).toMatchObject({ state: "unknown", untold: ["plain"] });
  const told = seen.ledger.filter(({ from, unaccounted }) => from === "services" && unaccounted !== null);
  expect(told).toEqual([]);
});

test.each([
  ["recorder", "recorder", { kafka: "slow" }],
  ["collector", "collector", {}],
  ["kafka", "kafka", { exporter: "slow" }],
] as const)(
  "a frozen %s shows as stalled within ten seconds, and as fine when it goes on",
  async (name, hop, held) => {
    await until(isFine);
    await stack.part(name).pause();
    try {
      await until((seen) => stateOf(seen, hop) === "stalled", SEEN_MS);
      // Who waits for it is not blamed.
      await until((seen) =>
        Object.entries(held).every(([waiting, state]) => stateOf(seen, waiting) === state),
      );
      const bad = (await pipeline()).hops.filter(({ state }) => state === "stalled" || state === "down");
      expect(bad.map((one) => one.hop).filter((one) => one !== "exporter")).toEqual([hop]);
    } finally {
      await stack.part(name).resume();
    }
    await until(isFine);
  },
);

test("a recorder that was killed is down, not stalled, and its return takes up what waited", async () => {
  await stack.part("recorder").kill();
  await until((seen) => stateOf(seen, "recorder") === "down", SEEN_MS);
  await stack.part("recorder").start();
  await until(isFine);
});

test("a name space that sends ten times its quota is told as what the recorder leaves out, and by which reason", async () => {
  noisy = streamSpans(stack.urls.otlp, { service: "noisy", namespace: "noisy", spansARequest: 200 });
  const seen = await until((one) => (one.ledger.find(isItems)?.dropped ?? []).length > 0);
  await noisy.stop();
  expect(seen.ledger.find(isItems)!.dropped).toEqual([
    { reason: "namespace_limit", count: expect.any(Number) },
  ]);
});

const isItems = ({ from, to, signal, unit }: Pipeline["ledger"][number]) =>
  from === "recorder" && to === "recorder" && signal === "spans" && unit === "items";
async function storedSpans(): Promise<number> {
  const client = new pg.Client({ connectionString: stack.databases.storeUrl });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    "SELECT count(*)::integer AS count FROM telemetry.span",
  );
  await client.end();
  return rows[0]!.count;
}
const afterServices = ({ ledger }: Pipeline) => ledger.filter(({ from }) => from !== "services");

test("after all that what the Collector took is stored once or counted as dropped, and nothing is unaccounted for", async () => {
  await stream.stop();
  const seen = await until(
    (one) =>
      afterServices(one).every(({ unaccounted }) => unaccounted !== null) &&
      one.hops.every(({ flows }) => flows.every(({ held }) => held === 0 || held === null)),
  );
  const line = seen.ledger.find(isItems)!;
  expect(line).toMatchObject({ unaccounted: 0, doubt: 0, dropped: [{ reason: "namespace_limit" }] });
  expect((await storedSpans()) + line.dropped[0]!.count).toBe(stream.taken() + noisy.taken());
  const wrong = afterServices(seen).filter(({ unaccounted, doubt }) => Math.abs(unaccounted!) > doubt);
  expect(wrong).toEqual([]);
});
