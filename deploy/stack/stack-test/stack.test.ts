import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { JobList, OperationList } from "@mystocks/api";
import { expect, jest, test } from "@jest/globals";
import { eventually } from "@mystocks/runtime/testing";
import { startStack, type Stack } from "../index.ts";
import { isRunning, type ProcessIdentity } from "../process-identity.ts";
import { sendSpans } from "./running-collector.ts";
import { openStackDir } from "./stack-dir.ts";

jest.setTimeout(300_000);

const run = promisify(execFile);

/** Posts the body where there is one. */
async function api<T>(stack: Stack, path: string, body?: unknown): Promise<T> {
  const headers = { authorization: `Bearer ${await stack.token()}`, "content-type": "application/json" };
  const posted = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(`${stack.urls.dashboard}/api/v1${path}`, { headers, ...posted });
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

const PREWARM = "cache_prewarm:market-data";

const counted = ({ items }: OperationList) => items.reduce((sum, { figures }) => sum + figures.count, 0);
const operations = (stack: Stack, service: string) =>
  api<OperationList>(stack, `/operations?last=1h&limit=200&service=${service}`);

async function inPrometheus(stack: Stack, query: string): Promise<number> {
  const answer = await fetch(`${stack.urls.prometheus}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return Number(data.result[0]?.value[1] ?? 0);
}

const identities = (stack: Stack) => stack.parts.map(({ identity }) => identity!);
const alive = async (processes: readonly ProcessIdentity[]) => {
  const states = await Promise.all(processes.map(isRunning));
  return processes.filter((_, place) => states[place]);
};

test("what the sample does is seen in the api and in Prometheus; a part that died is started again; an end leaves no process", async () => {
  const dir = await openStackDir();
  const stack = await startStack({ dir: dir.path, ports: "free" });
  const processes = [...identities(stack)];
  try {
    await eventually(
      () => operations(stack, "market-data"),
      (list) => counted(list) > 200,
    );
    for (const query of [
      'sum(mystocks_operation_duration_seconds_count{service="market-data"})',
      "sum(traces_span_metrics_calls_total)",
      "sum(otelcol_exporter_sent_spans)",
      "sum(mystocks_recorder_stored_total)",
      'count(up{job="monitor"} == 1) == 5',
    ])
      await eventually(
        () => inPrometheus(stack, query),
        (value) => value > 0,
      );

    await eventually(
      () => api<JobList>(stack, "/jobs"),
      ({ items }) => items.some(({ name }) => name === PREWARM),
    );
    await api(stack, `/jobs/${encodeURIComponent(PREWARM)}/run`, { why: "test" });
    await eventually(
      () => inPrometheus(stack, 'sum(mystocks_cache_prewarmed_total{service="market-data"})'),
      (value) => value > 0,
    );

    const before = identities(stack);
    for (const name of ["recorder", "postgres"]) await stack.part(name).kill();
    const again = await startStack({ dir: dir.path });
    processes.push(...identities(again));
    expect(again.ports).toEqual(stack.ports);
    const restarted = again.parts.filter((part, place) => part.pid !== before[place]!.pid);
    expect(restarted.map(({ name }) => name)).toEqual(["postgres", "recorder"]);
    const count = counted(await operations(again, "market-data"));
    await eventually(
      () => operations(again, "market-data"),
      (list) => counted(list) > count,
    );
  } finally {
    await (await startedAs(dir.path)).stop();
  }
  expect(await alive(processes)).toEqual([]);
  await dir.remove();
});

test("a part that does not come up is named with the end of its log, and nothing of the stack stays", async () => {
  const dir = await openStackDir();
  const parts = ["redis", "postgres", "recorder"] as const;
  const wrong = { recorder: { MYSTOCKS_RETENTION__SPANS: "soon" } };
  const failed = startStack({ dir: dir.path, ports: "free", parts, environment: wrong });
  await expect(failed).rejects.toThrow(/recorder: ended while it started[^]*retention\.spans: a number with/);
  const known = await startedAs(dir.path);
  expect(await known.runningParts()).toEqual([]);
  await dir.remove();
});

test("two stacks run side by side, each with what it was sent and nothing else", async () => {
  const [left, right] = [await openStackDir(), await openStackDir()];
  const parts = ["kafka", "postgres", "recorder", "realtime", "api", "collector"] as const;
  const stacks: Stack[] = [];
  try {
    stacks.push(await startStack({ dir: left.path, ports: "free", parts, recorders: 2 }));
    stacks.push(await startStack({ dir: right.path, ports: "free", parts }));
    const [first, second] = stacks as [Stack, Stack];
    expect(await sendSpans(first.urls.otlp, { first: 0, count: 500 })).toBe(200);
    expect(await sendSpans(second.urls.otlp, { first: 0, count: 1000 })).toBe(200);
    const tracked = async (stack: Stack) => counted(await operations(stack, "collector-test"));
    // Of five spans one is tracked; the two database ones below it are counted with it.
    const perSpan = 0.6;
    await eventually(
      () => tracked(first),
      (count) => count === 500 * perSpan,
    );
    await eventually(
      () => tracked(second),
      (count) => count === 1000 * perSpan,
    );
    expect(await tracked(first)).toBe(500 * perSpan);
    await first.stop();
    expect(await alive(identities(second))).toHaveLength(second.parts.length);
  } finally {
    await Promise.all(stacks.map((stack) => stack.stop()));
  }
  expect(await alive(stacks.flatMap(identities))).toEqual([]);
  await left.remove();
  await right.remove();
});

test("the command says what is wrong with a command line, and that there is no such stack", async () => {
  const main = join(import.meta.dirname, "..", "main.ts");
  const stack = (...args: string[]) =>
    run(process.execPath, [main, ...args]).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        text: stdout + stderr,
      }),
    );
  expect(await stack("start")).toEqual({ code: 2, text: expect.stringContaining('no command "start"') });
  expect(await stack("up", "--port-base", "many")).toEqual({
    code: 1,
    text: expect.stringContaining("--port-base takes a number"),
  });
  const name = `none-${process.pid}`;
  expect(await stack("status", "--name", name)).toEqual({
    code: 1,
    text: expect.stringContaining("no such stack"),
  });
  expect(await stack("down", "--name", name)).toEqual({
    code: 0,
    text: expect.stringContaining("no such stack"),
  });
});

const asAnother = process.getuid?.() === 0 ? test : test.skip;

asAnother("an account that may not install is told what is missing and how to get it", async () => {
  const main = join(import.meta.dirname, "..", "main.ts");
  const options = { uid: 65_534, gid: 65_534, env: { PATH: "/nowhere", XDG_CACHE_HOME: "/nowhere" } };
  const failed = await run(process.execPath, [main, "up"], options).catch((error: unknown) => error);
  expect(failed).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /Not on this machine: [^]*redis-server[^]*sudo apt-get install [^]*redis-server/,
    ),
  });
});

/** What runs in the folder, without starting anything. */
async function startedAs(dir: string): Promise<Stack> {
  const { Stack: Known } = await import("../stack.ts");
  return Known.open({ dir, install: false });
}
