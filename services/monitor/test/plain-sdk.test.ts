import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect } from "@jest/globals";
import type { OperationList, OperationDetail } from "@mystocks/api";
import { eventually } from "@mystocks/runtime/testing";
import { openDataDir, startMonitorProcess, type MonitorProcess } from "../testing/monitor-process.ts";
import { testWith } from "./needed-program.ts";

const TIMEOUT_MS = 240_000;
const PACKAGES = ["opentelemetry-sdk", "opentelemetry-exporter-otlp-proto-http"];
const run = promisify(execFile);
const test = testWith(["python3"]);

let data: Awaited<ReturnType<typeof openDataDir>>;
let monitor: MonitorProcess;
let environment: string;
beforeAll(async () => {
  data = await openDataDir();
  environment = await mkdtemp(join(tmpdir(), "mystocks-python-"));
  monitor = await startMonitorProcess(data.path, ["--no-sample"]);
}, TIMEOUT_MS);
afterAll(async () => {
  await monitor.end("SIGTERM");
  await data.remove();
  await rm(environment, { recursive: true, force: true });
}, TIMEOUT_MS);

test(
  "a Python script with the plain OpenTelemetry SDK shows as operations of a class, without literals",
  async () => {
    await run("python3", ["-m", "venv", environment]);
    const python = join(environment, "bin", "python");
    await run(python, ["-m", "pip", "install", "--quiet", ...PACKAGES]);
    await run(python, [join(import.meta.dirname, "fixtures/plain_service.py"), monitor.otlpUrl]);

    const { items } = await eventually(
      () => monitor.api<OperationList>("/operations?last=5m&service=python-loader"),
      (list) => list.items.length > 0,
    );
    expect(items).toMatchObject([
      {
        key: {
          operation: "INSERT minute_kline",
          type: "SAVE",
          kind: "database",
          classification: "MINUTE_KLINE",
          databaseSystem: "postgresql",
          collection: "minute_kline",
        },
        figures: { count: 250, errors: 0 },
      },
    ]);
    const detail = await monitor.api<OperationDetail>(`/operations/${items[0]!.key.id}?last=5m`);
    const texts = detail.executions.map(({ statement }) => statement);
    expect(new Set(texts)).toEqual(new Set([expect.stringMatching(/^INSERT INTO minute_kline/)]));
    expect(texts.join()).not.toContain("600000");
  },
  TIMEOUT_MS,
);
