import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { loadConfig } from "./config.ts";
import { configJsonSchema, monitorConfig } from "./config-schema.ts";
import { takeLive } from "./config-watch.ts";
import { DEFAULT_CLASSIFICATIONS } from "./default-classifications.ts";
import { MonitorError } from "./errors.ts";

const folder = mkdtempSync(join(tmpdir(), "config-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string, name = "monitor.yaml"): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const empty = () => fileWith("", "empty.yaml");

/** A service job with what is left out. */
function jobText(more: string): string {
  const url = more.startsWith("url") ? "" : 'url: "http://a/", ';
  const schedule = more.startsWith("schedule") ? "" : "schedule: { cron: 0 2 * * * }, ";
  return `serviceJobs: [{ name: a, ${url}${schedule}${more} }]`;
}

async function problemsOf(text: string, environment: Record<string, string> = {}): Promise<string> {
  const error: unknown = await loadConfig(fileWith(text), environment).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MonitorError);
  return (error as MonitorError).message;
}

test("flag over environment over file over default", async () => {
  const file = fileWith("port: 1\notlpPort: 2\nhost: 10.0.0.1\n");
  const config = await loadConfig(
    file,
    { MYSTOCKS_PORT: "3", MYSTOCKS_OTLP_PORT: "4" },
    { port: 5, host: undefined },
  );
  expect(config).toMatchObject({ port: 5, otlpPort: 4, host: "10.0.0.1", dataDir: ".data" });
});

test("nested keys are set by MYSTOCKS_A__B, classes by their own names", async () => {
  const config = await loadConfig(empty(), {
    MYSTOCKS_RETENTION__KEPT_TRACES: "9d",
    MYSTOCKS_LIMITS__BODY_MI_B: "4",
    MYSTOCKS_CLASSIFICATIONS__DAILY_KLINE__THRESHOLDS__WARNING_MS: "700",
    MYSTOCKS_RECEIVERS: '[{"name": "on-call", "webhook": "https://hooks.example/1"}]',
    MYSTOCKS_DATA_DIR: "007",
  });
  expect(config).toMatchObject({
    retention: { keptTraces: "9d" },
    limits: { bodyMiB: 4 },
    classifications: {
      DAILY_KLINE: { tables: ["daily_kline", "daily_kline_*"], thresholds: { warningMs: 700 } },
    },
    receivers: [{ name: "on-call" }],
    dataDir: "007",
  });
});

test("a variable that would set nothing is refused, with the one that was meant", async () => {
  expect(await problemsOf("", { MYSTOCKS_PROT: "1", MYSTOCKS_RETENTION__SPAN: "1h" })).toBe(
    "MYSTOCKS_PROT: sets nothing; did you mean MYSTOCKS_PORT?\n" +
      "MYSTOCKS_RETENTION__SPAN: sets nothing; did you mean MYSTOCKS_RETENTION__SPANS?",
  );
});

test("Kafka by variables: brokers, TLS and a password from a file", async () => {
  const secret = fileWith("s3cret\n", "kafka-password");
  const { kafka, prometheusUrl } = await loadConfig(empty(), {
    MYSTOCKS_KAFKA__BROKERS: "[a:9092, 10.0.0.1:9093]",
    MYSTOCKS_KAFKA__TLS__CA_FILE: "/ca.pem",
    MYSTOCKS_KAFKA__SASL__MECHANISM: "plain",
    MYSTOCKS_KAFKA__SASL__USERNAME: "monitor",
    MYSTOCKS_KAFKA__SASL__PASSWORD_FILE: secret,
    MYSTOCKS_PROMETHEUS_URL: "http://prometheus:9090",
  });
  expect(kafka).toEqual({
    brokers: ["a:9092", "10.0.0.1:9093"],
    tls: { caFile: "/ca.pem" },
    sasl: { mechanism: "plain", username: "monitor", password: "s3cret" },
    topicPrefix: "",
  });
  expect(prometheusUrl).toBe("http://prometheus:9090");
});

test("variables of the SDK, the sample service and the tests are theirs", async () => {
  await loadConfig(empty(), {
    MYSTOCKS_PROMETHEUS_PORT: "1",
    MYSTOCKS_TRUST_PROXY: "1",
    MYSTOCKS_TEST_POSTGRES: "x",
    MYSTOCKS_CONFIG: "x",
  });
});

test("all problems come in one report, by key, with what came and what may come", async () => {
  const text = `prot: 1
logLevel: loud
retention: { spans: soon, spasn: 1h }
classifications: { daily: {}, TICK_DATA: { table: [] } }
thresholds: { warningMs: 0 }
`;
  expect((await problemsOf(text)).split("\n").sort()).toEqual([
    "classifications.TICK_DATA.table: there is no such key; did you mean tables?",
    'classifications.daily: a name of upper case letters, digits and _, but "daily" came',
    'logLevel: one of debug, info, warn, error, but "loud" came',
    "prot: there is no such key; did you mean port?",
    'retention.spans: a number with s, m, h or d, such as 24h, but "soon" came',
    "retention.spasn: there is no such key; did you mean spans?",
    expect.stringMatching(/^thresholds.warningMs: .*>0.*, but 0 came$/),
  ]);
});

test.each([
  ["thresholds: { warningMs: 9000 }", "warningMs is above criticalMs"],
  [
    "classifications: { TICK_DATA: { thresholds: { criticalMs: 100 } } }",
    "warningMs 2000 is above criticalMs 100",
  ],
  ["classifications: { TICK_DATA: { aliases: [stock_info] } }", "stock_info means TICK_DATA already"],
  ["kafka: { brokers: [a] }", 'kafka.brokers[0]: host:port, but "a" came'],
  [
    "kafka: { brokers: [a:1], sasl: { mechanism: plain, username: u } }",
    "kafka.sasl: needs password or passwordFile",
  ],
  ["receivers: [{ name: a }]", "receivers[0]: needs webhook or webhookFile"],
  ["serviceJobs: [{ name: a/b }]", "serviceJobs[0].name: up to 100 letters, digits, and _ : . - in it"],
  [jobText('url: "ftp://a/"'), "serviceJobs[0].url: an address of http:// or https://"],
  [jobText('url: "http://u:p@a/"'), "serviceJobs[0].url: without user and password: set token or tokenFile"],
  [jobText("schedule: {}"), "serviceJobs[0].schedule.cron: either cron, such as 0 2 * * *, or at"],
  [jobText("schedule: { at: open, cron: 0 2 * * * }"), "serviceJobs[0].schedule.cron: either cron"],
  [jobText("schedule: { at: open }"), "serviceJobs[0].schedule.calendar: at needs the exchange"],
  [
    jobText("schedule: { at: open, calendar: XSHG, timeZone: UTC }"),
    "serviceJobs[0].schedule.timeZone: goes with cron",
  ],
  [jobText("schedule: { cron: 0 2 * * *, afterMinutes: 5 }"), "schedule.afterMinutes: goes with at"],
  [jobText("timeot: 5s"), "serviceJobs[0].timeot: there is no such key; did you mean timeout?"],
  ["- a list", "keys with values are expected at the top"],
  ["a: [", "monitor.yaml"],
])("%s is refused: %s", async (text, problem) => {
  expect(await problemsOf(text)).toContain(problem);
});

test("a file that was named and is not there is refused; the default one may be missing", async () => {
  await expect(loadConfig(join(folder, "gone.yaml"), {})).rejects.toThrow("gone.yaml can't be read");
});

test("secrets come from files, and never appear in a refusal", async () => {
  const url = fileWith("postgresql://u:s3cret@db/x\n", "url");
  const hook = fileWith("https://hooks.example/s3cret\n", "hook");
  const file = fileWith(`databaseUrlFile: ${url}\nreceivers: [{ name: a, webhookFile: ${hook} }]\n`);
  expect(await loadConfig(file, {})).toMatchObject({
    databaseUrl: "postgresql://u:s3cret@db/x",
    receivers: [{ name: "a", webhook: "https://hooks.example/s3cret" }],
  });
  expect(await problemsOf("databaseUrlFile: /nowhere\n")).toBe(
    "databaseUrlFile: /nowhere can't be read (ENOENT)",
  );
});

test.each([
  "receivers: [{ name: a, webhook: s3cret }]",
  "receivers: [{ name: a, webhook: http://s3cret/ }, { name: a, webhook: http://s3cret/ }]",
  "serviceJobs: [{ name: a, token: s3cret }, { name: a, token: s3cret }]",
  "kafka: { brokers: [a:1], sasl: { mechanism: plain, username: u, password: [s3cret] } }",
  "adminToken: s3cret",
])("%s: what is refused is said without its secrets", async (text) => {
  expect(await problemsOf(text)).not.toContain("s3cret");
});

test("two service jobs of one name are refused by the second one", async () => {
  const job = '{ name: a, url: "http://a/", schedule: { cron: 0 2 * * * } }';
  expect(await problemsOf(`serviceJobs: [${job}, ${job}]`)).toBe(
    "serviceJobs[1].name: a stands twice; rename one",
  );
});

test("a service job by cron or by session, its token from a file", async () => {
  const token = fileWith("s3cret\n", "job-token");
  const { serviceJobs } = await loadConfig(
    fileWith(`serviceJobs:
  - { name: "cache_evict:market-data", url: "http://a/evict?x=1", schedule: { cron: "0 2 * * *" } }
  - name: "cache_prewarm:market-data"
    url: "http://a/prewarm"
    schedule: { at: open, afterMinutes: -15, calendar: XSHG }
    retries: { after: 5s }
    tokenFile: ${token}
`),
    {},
  );
  expect(serviceJobs).toMatchObject([
    { schedule: { cron: "0 2 * * *" }, timeout: "60s" },
    { schedule: { at: "open", afterMinutes: -15 }, retries: { times: 2, after: "5s" }, token: "s3cret" },
  ]);
});

test("a class keeps the general thresholds where it has none of its own", async () => {
  const { classifications } = await loadConfig(
    fileWith("classifications: { TICK_DATA: { thresholds: { warningMs: 50 } } }"),
    {},
  );
  expect(classifications.TICK_DATA!.thresholds).toEqual({ warningMs: 50 });
  expect(classifications.DAILY_KLINE!.thresholds).toEqual({});
});

test("the shipped file says what is built in", async () => {
  const shipped: unknown = parse(
    readFileSync(new URL("../../mystocks-monitor.yaml", import.meta.url), "utf8"),
  );
  expect(Object.keys(DEFAULT_CLASSIFICATIONS)).toHaveLength(34);
  expect(shipped).toMatchObject({ classifications: DEFAULT_CLASSIFICATIONS });
  expect(monitorConfig.parse(shipped)).toEqual(await loadConfig(empty(), {}));
});

test("the published JSON schema is that of the code", () => {
  const published = readFileSync(new URL("../../docs/mystocks-monitor.schema.json", import.meta.url), "utf8");
  expect(JSON.parse(published)).toEqual(configJsonSchema());
});

test("classes, thresholds, receivers and service jobs are taken over, other changes wait for a restart", async () => {
  const current = await loadConfig(empty(), {});
  const written = await loadConfig(
    fileWith(`port: 9\nthresholds: { warningMs: 100 }\n${jobText("timeout: 5s")}\n`),
    {},
  );
  const { next, changed, waiting } = takeLive(current, written);
  expect(changed.toSorted()).toEqual(["serviceJobs", "thresholds"]);
  expect([waiting, next.port, next.thresholds.warningMs, next.serviceJobs.length]).toEqual([
    ["port"],
    8000,
    100,
    1,
  ]);
});
