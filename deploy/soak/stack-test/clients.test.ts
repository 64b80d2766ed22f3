import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test as always } from "@jest/globals";
import { startStack, type Stack } from "@mystocks/stack";
import { openStorePool } from "@mystocks/store";
import type pg from "pg";

const TIMEOUT_MS = 400_000;
const TELEMETRYGEN = "github.com/open-telemetry/opentelemetry-collector-contrib/cmd/telemetrygen@v0.155.0";
const PACKAGES = [
  "opentelemetry-distro",
  "opentelemetry-exporter-otlp-proto-http",
  "opentelemetry-instrumentation-psycopg2",
  "psycopg2-binary",
];
const run = promisify(execFile);

let dir: string;
let stack: Stack;
let pool: pg.Pool;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "mystocks-clients-"));
  // PostgreSQL runs as another account.
  await chmod(dir, 0o755);
  stack = await startStack({ dir, ports: "free", parts: ["kafka", "postgres", "recorder", "collector"] });
  pool = openStorePool({ url: stack.databases.storeUrl, max: 1, applicationName: "clients-test" });
}, TIMEOUT_MS);
afterAll(async () => {
  await pool.end();
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}, TIMEOUT_MS);

testWith("go")(
  "every span of telemetrygen, over gRPC, is stored once",
  async () => {
    const bin = join(dir, "bin");
    await run("go", ["install", TELEMETRYGEN], { env: { ...process.env, GOBIN: bin } });
    const endpoint = stack.urls.otlpGrpc.replace("http://", "");
    // A trace of telemetrygen is two spans.
    const args = ["traces", "--otlp-insecure", "--otlp-endpoint", endpoint, "--service", "generated"];
    await run(join(bin, "telemetrygen"), [...args, "--rate", "0", "--traces", "500", "--workers", "2"]);
    await eventually(async () => (await spansOf("generated")) >= 2000);
    expect(await spansOf("generated")).toBe(2000);
  },
  TIMEOUT_MS,
);

testWith("python3")(
  "a Python program under plain auto-instrumentation shows its statements as operations of a class",
  async () => {
    const environment = join(dir, "python");
    await run("python3", ["-m", "venv", environment]);
    await run(join(environment, "bin", "python"), ["-m", "pip", "install", "--quiet", ...PACKAGES]);
    const program = join(import.meta.dirname, "plain_database.py");
    await run(
      join(environment, "bin", "opentelemetry-instrument"),
      ["python", program, stack.databases.sampleUrl],
      {
        env: {
          ...process.env,
          PATH: `${join(environment, "bin")}:${process.env.PATH}`,
          OTEL_SERVICE_NAME: "plain-python",
          OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.otlp,
          OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
          OTEL_LOGS_EXPORTER: "none",
        },
      },
    );
    await eventually(async () => (await insertsOf("plain-python")).count === 200);
    expect(await insertsOf("plain-python")).toEqual({ classification: "MINUTE_KLINE", count: 200 });
  },
  TIMEOUT_MS,
);

function testWith(program: string): typeof always | typeof always.skip {
  return spawnSync(program, ["version"]).error === undefined ? always : always.skip;
}

async function spansOf(service: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM telemetry.span JOIN telemetry.resource USING (resource_id) WHERE service = $1",
    [service],
  );
  return rows[0]!.count;
}

async function insertsOf(
  service: string,
): Promise<{ classification: string; count: number } | Record<string, never>> {
  const { rows } = await pool.query<{ classification: string; count: number }>(
    `SELECT classification, sum(count)::int AS count FROM telemetry.pulse_1s JOIN telemetry.operation USING (operation_id)
     WHERE service = $1 AND type = 'SAVE' GROUP BY 1`,
    [service],
  );
  return rows[0] ?? {};
}

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await condition()) && Date.now() < deadline) await pause(200);
}
