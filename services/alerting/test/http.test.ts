import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { EXCHANGES } from "@mystocks/calendar";
import { storeTemplate } from "@mystocks/store";
import { sendOperation } from "./running-alerting.ts";
import { startServed } from "./served-alerting.ts";
import { until } from "./until.ts";

const RULES = `
groups:
  - name: operations
    rules:
      - alert: SlowDatabaseQueries
        expr: increase(mystocks_operation_slow_total{level="critical"}[10m]) > 0
        labels: { severity: critical, type: SLOW_QUERY }
        annotations: { summary: "{{ $labels.operation }} is slow" }
`;
const changed = (name: string, threshold: number) => `
groups:
  - name: ${name}
    rules:
      - alert: Never
        expr: vector(1) > ${threshold}
        labels: { severity: warning }
`;
const NEVER = changed("never", 5);

let database: TestDatabase;
let folder: string;
let served: Awaited<ReturnType<typeof startServed>>;
let alertId: string;
let traceId: string;

beforeAll(async () => {
  database = await openTestDatabase(storeTemplate);
  folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(join(folder, "slow.yml"), RULES);
  served = await startServed(database.url, { rules: [join(folder, "*.yml")], defaultRules: false });
  await sendOperation(served.otlpUrl, { name: "load_daily_kline", durationMs: 10 });
  ({ traceId } = await sendOperation(served.otlpUrl, { name: "load_daily_kline", durationMs: 7000 }));
  await until(async () => (await served.ask("viewer", "GET", "/api/v1/alerts")).body.items.length > 0);
  alertId = (await served.ask("viewer", "GET", "/api/v1/alerts")).body.items[0].id;
}, 60_000);
afterAll(async () => {
  await served.life.stop();
  await database.drop();
  await rm(folder, { recursive: true });
}, 60_000);

test("the inbox lists what fires, counts it, and filters", async () => {
  const { body } = await served.ask("viewer", "GET", "/api/v1/alerts?condition=live");
  expect(body).toMatchObject({
    items: [{ rule: "SlowDatabaseQueries", level: "CRITICAL", condition: "firing", handling: "open" }],
    next: null,
    firing: { CRITICAL: 1, WARNING: 0, INFO: 0, muted: 0 },
    facets: { rules: ["SlowDatabaseQueries"], services: ["market-data"] },
  });
  const found = async (query: string) =>
    (await served.ask("viewer", "GET", `/api/v1/alerts?${query}`)).body.items.length;
  expect(await found("text=DAILY_KLINE&service=market-data&level=CRITICAL&source=rule")).toBe(1);
  expect(await found("text=nothing-like-it")).toBe(0);
  expect(await found("condition=resolved")).toBe(0);
  const wrong = await served.ask("viewer", "GET", "/api/v1/alerts?level=LOUD");
  expect(wrong).toMatchObject({ status: 400, body: { code: "PARAMETER_INVALID", field: "level" } });
});

test("an alert has its trace, its history and a picture", async () => {
  const { body } = await served.ask("viewer", "GET", `/api/v1/alerts/${alertId}`);
  expect(body.evidence.spans.map((span: { traceId: string }) => span.traceId)).toContain(traceId);
  expect(body.history.map(({ kind }: { kind: string }) => kind)).toContain("fired");
  expect(body.expression).toContain("mystocks_operation_slow_total");
  const chart = await served.ask("viewer", "GET", `/api/v1/alerts/${alertId}/chart.svg`);
  expect(chart.type).toContain("image/svg+xml");
  expect((await served.ask("viewer", "GET", "/api/v1/alerts/999999")).body.code).toBe("NOT_FOUND");
});

test.each([
  ["viewer", "POST", "/api/v1/alerts/1/acknowledge", {}, 403],
  ["viewer", "POST", "/api/v1/silences", { matchers: [{ name: "a", value: "b" }], for: "1h" }, 403],
  ["operator", "PUT", "/api/v1/rules/files/a.yml", { content: NEVER }, 403],
  ["operator", "GET", "/api/v1/audit", undefined, 403],
  ["nobody", "GET", "/api/v1/alerts", undefined, 401],
  ["nobody", "GET", "/prometheus/api/v1/query?query=1", undefined, 401],
  ["viewer", "POST", "/webhooks/alertmanager", { version: "4", status: "firing", alerts: [] }, 403],
] as const)("%s may not %s %s", async (role, method, path, body, status) => {
  const answer = await served.ask(role, method, path, body);
  expect(answer).toMatchObject({ status, body: { code: status === 401 ? "UNAUTHENTICATED" : "FORBIDDEN" } });
});

test("an alert is acknowledged, assigned and closed, and each is in the audit", async () => {
  const act = (what: string, body: unknown) =>
    served.ask("operator", "POST", `/api/v1/alerts/${alertId}/${what}`, body);
  expect((await act("acknowledge", { comment: "on it", for: "1h" })).body).toMatchObject({
    handling: "acknowledged",
    acknowledgedBy: "operator",
    notes: "on it",
  });
  expect((await act("reopen", {})).body.handling).toBe("open");
  expect((await act("assign", { assignee: "dba" })).body.assignee).toBe("dba");
  expect((await act("close", { notes: "index is back" })).body).toMatchObject({ handling: "closed" });
  expect(await act("assign", { assignee: "a\0b" })).toMatchObject({
    status: 400,
    body: { field: "assignee" },
  });
  expect(await act("close", { notes: "" })).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
  const { history } = (await served.ask("viewer", "GET", `/api/v1/alerts/${alertId}`)).body;
  expect(history.map(({ cause }: { cause: unknown }) => cause)).toEqual(
    expect.arrayContaining([
      { code: "condition_true", parameters: {} },
      { code: "by_with_words", parameters: { actor: "operator", words: "on it" } },
      { code: "assigned", parameters: { actor: "operator", assignee: "dba" } },
    ]),
  );
  const { body } = await served.ask("admin", "GET", `/api/v1/audit?subject=${alertId}&limit=3`);
  expect(body.items.map(({ action }: { action: string }) => action)).toEqual([
    "alert.closed",
    "alert.assigned",
    "alert.acknowledgement_ended",
  ]);
  const rest = await served.ask(
    "admin",
    "GET",
    `/api/v1/audit?subject=${alertId}&limit=3&cursor=${body.next}`,
  );
  expect(rest.body.items.map(({ action }: { action: string }) => action)).toEqual(["alert.acknowledged"]);
  const csv = await served.ask("viewer", "GET", "/api/v1/alerts.csv");
  expect(csv.text).toMatch(/^id,level,rule,/);
  expect(csv.text).toContain("index is back");
  const statistics = await served.ask("viewer", "GET", "/api/v1/alerts/statistics");
  expect(statistics.body).toMatchObject({ total: 1, byLevel: { CRITICAL: 1 } });
});

test("a silence says what it would mute, and one that would mute everything is refused", async () => {
  const matchers = [{ name: "alertname", value: "SlowDatabaseQueries" }];
  const preview = await served.ask("viewer", "POST", "/api/v1/silences/preview", { matchers });
  expect(preview.body).toMatchObject({ mutesEverything: false, lastSevenDays: 1, now: [{ id: alertId }] });
  expect(preview.body).toMatchObject({
    nowTotal: 1,
    byRule: [{ rule: "SlowDatabaseQueries", count: 1 }],
  });
  const all = [{ name: "severity", value: ".*", isRegex: true }];
  expect(
    (await served.ask("operator", "POST", "/api/v1/silences", { matchers: all, for: "1h" })).body,
  ).toMatchObject({ code: "BODY_INVALID", field: "matchers" });
  const made = await served.ask("operator", "POST", "/api/v1/silences", {
    matchers,
    for: "1h",
    comment: "x",
  });
  expect(made.body).toMatchObject({ createdBy: "operator", isInForce: true, state: "active" });
  await until(
    async () =>
      (await served.ask("viewer", "GET", `/api/v1/alerts/${alertId}`)).body.alert.mutedBy.length > 0,
  );
  expect((await served.ask("operator", "DELETE", `/api/v1/silences/${made.body.id}`)).status).toBe(204);
  expect((await served.ask("viewer", "GET", "/api/v1/silences")).body.items).toEqual([]);
  const over = (await served.ask("viewer", "GET", "/api/v1/silences?ended=true")).body.items;
  expect(over).toMatchObject([{ id: made.body.id, state: "expired", endedAt: expect.any(String) }]);
});

test("rules are saved with versions, tests and a difference; a failing test saves nothing", async () => {
  const put = (body: unknown) => served.ask("admin", "PUT", "/api/v1/rules/files/never.yml", body);
  const first = await put({ content: NEVER, comment: "first" });
  expect(first.body).toMatchObject({ version: 1, author: "admin", origin: "api" });
  const { body } = await served.ask("viewer", "GET", "/api/v1/rules");
  expect(body.groups.map(({ name }: { name: string }) => name)).toEqual(["never", "operations"]);
  const tests = `
rule_files: [never.yml]
tests:
  - alert_rule_test:
      - { eval_time: 1m, alertname: Never, exp_alerts: [{ exp_labels: { severity: warning } }] }
`;
  const refused = await put({ content: changed("never", 6), tests });
  expect(refused).toMatchObject({ status: 400, body: { code: "BODY_INVALID", field: "tests" } });
  const second = await put({ content: changed("never", 0), tests, basedOn: 1 });
  expect(second.body.diff).toContain("+        expr: vector(1) > 0");
  expect(second.body.version).toBe(2);
  expect(await put({ content: NEVER, basedOn: 1 })).toMatchObject({ status: 409 });
  expect(await put({ content: "groups: [{ name: x, rules: [{ alert: A, expr: 'sum(' }] }]" })).toMatchObject({
    status: 400,
    body: { field: "content" },
  });
  const broken = await put({ content: changed("never", 6) });
  expect(broken).toMatchObject({ status: 400, body: { code: "BODY_INVALID", field: "tests" } });
  const fires = async () =>
    (await served.ask("viewer", "GET", "/api/v1/alerts?rule=Never")).body.items as {
      condition: string;
      endReason: string;
    }[];
  await until(async () => (await fires())[0]?.condition === "firing");
  await put({ content: null, comment: "gone" });
  await until(async () => (await fires())[0]?.condition === "resolved");
  expect((await fires())[0]).toMatchObject({ endReason: "rule removed" });
}, 20_000);

test("a changed rule keeps its alert as long as its expression is the same", async () => {
  const put = (content: string) => served.ask("admin", "PUT", "/api/v1/rules/files/keep.yml", { content });
  const list = async () =>
    (await served.ask("viewer", "GET", "/api/v1/alerts?rule=Never&condition=firing")).body.items;
  await put(changed("keep", 0));
  await until(async () => (await list()).length === 1);
  const [before] = await list();
  await put(`${changed("keep", 0)}        annotations: { summary: "other words" }\n`);
  await until(async () => (await served.ask("viewer", "GET", "/api/v1/rules/files")).body.items.length === 2);
  await new Promise((done) => setTimeout(done, 0));
  const [after] = await list();
  expect(after).toMatchObject({ id: before.id, since: before.since });
  await put("groups: []");
});

test("a template that can't be rendered marks its rule for as long as its alert is there", async () => {
  const content = NEVER.replace("> 5", "> 0").concat(
    '        annotations: { summary: "{{ query `none` | first | value }}" }\n',
  );
  await served.ask("admin", "PUT", "/api/v1/rules/files/torn.yml", { content });
  const rule = async () =>
    (await served.ask("viewer", "GET", "/api/v1/rules")).body.groups
      .flatMap(({ rules }: { rules: { name: string }[] }) => rules)
      .find(({ name }: { name: string }) => name === "Never");
  await until(async () => (await rule()).state === "firing");
  const judgedAt = (await rule()).judgedAt as string;
  await until(async () => (await rule()).judgedAt !== judgedAt);
  expect(await rule()).toMatchObject({
    lastError: null,
    faults: [expect.stringContaining("summary: error calling first")],
  });
  const { items } = (await served.ask("viewer", "GET", "/api/v1/alerts?rule=Never&condition=firing")).body;
  expect(items).toMatchObject([{ summary: "{{ query `none` | first | value }}" }]);
  await served.ask("admin", "PUT", "/api/v1/rules/files/torn.yml", { content: null });
});

test("a silence that would mute all that the rules can raise is refused as well", async () => {
  await served.ask("admin", "PUT", "/api/v1/rules/files/second.yml", { content: NEVER });
  const matchers = [{ name: "severity", value: "critical|warning", isRegex: true }];
  const preview = await served.ask("viewer", "POST", "/api/v1/silences/preview", { matchers });
  expect(preview.body.mutesEverything).toBe(true);
  const refused = await served.ask("operator", "POST", "/api/v1/silences", { matchers, for: "1h" });
  expect(refused).toMatchObject({ status: 400, body: { code: "BODY_INVALID", field: "matchers" } });
  await served.ask("admin", "PUT", "/api/v1/rules/files/second.yml", { content: null });
});

test("a draft is checked and tried on what has been", async () => {
  const check = await served.ask("viewer", "POST", "/api/v1/rules/check", {
    content: NEVER.replace("vector(1) >", "vector(1) >>"),
  });
  expect(check.body).toMatchObject({ isValid: false, problems: [{ severity: "error", line: 6 }] });
  const preview = await served.ask("viewer", "POST", "/api/v1/rules/preview", {
    content: changed("draft", 0),
    last: "1m",
  });
  expect(preview.body.rules).toMatchObject([{ rule: "Never", firings: 1, notifications: 1 }]);
});

test("Grafana gets what Prometheus would answer", async () => {
  const prom = (path: string, role: "viewer" | "nobody" = "viewer", headers = {}) =>
    served.ask(role, "GET", `/prometheus/api/v1${path}`, undefined, headers);
  const count = encodeURIComponent('mystocks_operation_duration_seconds_count{operation="load_daily_kline"}');
  const instant = await prom(`/query?query=${count}`);
  expect(instant.body).toMatchObject({
    status: "success",
    data: {
      resultType: "vector",
      result: [{ metric: { service: "market-data" }, value: [expect.any(Number), "2"] }],
    },
  });
  const now = Date.now() / 1000;
  const range = await prom(`/query_range?query=${count}&start=${now - 30}&end=${now}&step=1s`);
  expect(range.body.data.resultType).toBe("matrix");
  const form = await fetch(`${served.base}/prometheus/api/v1/query`, {
    method: "POST",
    body: new URLSearchParams({ query: "1 + 1" }),
    headers: {
      authorization: `Basic ${Buffer.from(`grafana:${served.tokens.viewer}`).toString("base64")}`,
    },
  });
  expect(await form.json()).toMatchObject({
    data: { resultType: "scalar", result: [expect.any(Number), "2"] },
  });
  const open = await prom("/query?query=mystocks_market_open%20offset%2010m");
  expect(open.body.data.result).toHaveLength(EXCHANGES.length);
  expect((await prom("/label/operation/values")).body.data).toEqual(["load_daily_kline"]);
  expect((await prom("/labels")).body.data).toContain("classification");
  expect((await prom(`/series?match[]=${count}`)).body.data).toHaveLength(1);
  expect((await prom("/series")).body).toMatchObject({ status: "error", errorType: "bad_data" });
  expect(await prom("/query?query=sum(")).toMatchObject({ status: 400, body: { errorType: "bad_data" } });
  expect((await prom("/rules?type=alert")).body.data.groups[0].rules[0].type).toBe("alerting");
  expect((await prom("/alerts")).body.data.alerts[0]).toMatchObject({ state: "firing" });
  expect((await prom("/metadata")).status).toBe(200);
  expect((await prom("/status/buildinfo")).body.data.version).toMatch(/^\d/);
});

test("Alertmanager's alerts come in once, ours that come back do not", async () => {
  const alert = (labels: Record<string, string>) => ({
    status: "firing",
    labels,
    annotations: { summary: "down" },
    startsAt: "2026-11-24T02:00:00Z",
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "http://prometheus/graph",
    fingerprint: "aa",
  });
  const body = {
    version: "4",
    groupKey: "{}",
    truncatedAlerts: 0,
    status: "firing",
    receiver: "monitor",
    notification_reason: "first notification",
    routeLabels: {},
    alerts: [
      alert({ alertname: "BackendDown", severity: "critical" }),
      alert({ alertname: "SlowDatabaseQueries", origin: "mystocks-monitor" }),
    ],
  };
  const basic = { authorization: `Basic ${Buffer.from(`am:${served.tokens.operator}`).toString("base64")}` };
  const post = () => served.ask("nobody", "POST", "/webhooks/alertmanager", body, basic);
  expect((await post()).body).toMatchObject({ raised: 1, confirmed: 1 });
  await post();
  const { items } = (await served.ask("viewer", "GET", "/api/v1/alerts?source=prometheus")).body;
  expect(items).toMatchObject([{ rule: "BackendDown", level: "CRITICAL", summary: "down" }]);
  const wrong = await served.ask("operator", "POST", "/webhooks/alertmanager", { ...body, version: "3" });
  expect(wrong).toMatchObject({ status: 400, body: { code: "BODY_INVALID", field: "version" } });
});

test("by urgency what nobody has comes first, then the worst, then the newest, page after page", async () => {
  const raise = (severity: string, n: number) => ({
    status: "firing",
    labels: { alertname: "Storm", severity, n: String(n) },
    startsAt: new Date().toISOString(),
  });
  const alerts = ["warning", "critical", "info", "critical"].map(raise);
  for (const one of alerts)
    await served.ask("operator", "POST", "/webhooks/alertmanager", {
      version: "4",
      status: "firing",
      alerts: [one],
    });
  type Listed = { id: string; labels: { n: string } };
  const page = async (cursor: string) =>
    (await served.ask("viewer", "GET", `/api/v1/alerts?rule=Storm&order=urgency&limit=2${cursor}`)).body as {
      items: Listed[];
      next: string | null;
    };
  const numbers = async () => {
    const first = await page("");
    const second = await page(`&cursor=${first.next}`);
    expect(second.next).toBeNull();
    return [...first.items, ...second.items].map(({ labels }) => labels.n);
  };
  expect(await numbers()).toEqual(["3", "1", "0", "2"]);
  const worst = (await page("")).items[0]!;
  await served.ask("operator", "POST", `/api/v1/alerts/${worst.id}/acknowledge`, {});
  expect(await numbers()).toEqual(["1", "0", "2", "3"]);
});
