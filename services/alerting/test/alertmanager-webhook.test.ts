import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { storeTemplate } from "@mystocks/store";
import { startServed } from "./served-alerting.ts";

let database: TestDatabase;
let served: Awaited<ReturnType<typeof startServed>>;

beforeAll(async () => {
  database = await openTestDatabase(storeTemplate);
  served = await startServed(database.url, { defaultRules: false });
}, 60_000);
afterAll(async () => {
  await served.life.stop();
  await database.drop();
}, 60_000);

const alert = (alertname: string, own: Record<string, unknown> = {}) => ({
  status: "firing",
  labels: { alertname, severity: "critical" },
  annotations: { summary: "down" },
  startsAt: new Date(Date.now() - 60_000).toISOString(),
  endsAt: "0001-01-01T00:00:00Z",
  generatorURL: "http://prometheus/graph?g0.expr=up",
  fingerprint: "d3b07384d113edec",
  ...own,
});
const message = (alerts: unknown[], own: Record<string, unknown> = {}) => ({
  version: "4",
  groupKey: '{}:{alertname="A"}',
  truncatedAlerts: 0,
  status: "firing",
  receiver: "monitor",
  groupLabels: { alertname: "A" },
  commonLabels: {},
  commonAnnotations: {},
  externalURL: "http://alertmanager:9093",
  alerts,
  ...own,
});
const post = (body: unknown, headers?: Record<string, string>) =>
  served.ask(headers === undefined ? "operator" : "nobody", "POST", "/webhooks/alertmanager", body, headers);
const found = async (rule: string) =>
  (await served.ask("viewer", "GET", `/api/v1/alerts?rule=${rule}`)).body.items as {
    condition: string;
    occurrences: number;
    level: string;
    resolvedAt: string | null;
  }[];

test.each([
  ["0.25", {}, {}],
  ["0.32, which says why", { notification_reason: "first notification" }, {}],
  [
    "0.34, with labels of the route",
    { notification_reason: "new alerts added", routeLabels: { team: "a" } },
    {},
  ],
  ["one to come", { version: "4", shard: 3, links: ["a"] }, { silenceURL: "http://x", values: { A: 1 } }],
  ["one without links", {}, { generatorURL: "", fingerprint: undefined, annotations: undefined }],
])("a message of %s is taken", async (version, own, ofAlert) => {
  const rule = `Shape${version.length}`;
  expect(await post(message([alert(rule, ofAlert)], own))).toMatchObject({
    status: 200,
    body: { raised: 1 },
  });
  expect(await found(rule)).toMatchObject([{ condition: "firing", level: "CRITICAL", occurrences: 1 }]);
});

const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`am:${password}`).toString("base64")}`,
});
test.each([
  ["no credentials", () => ({}), 401],
  ["a token that nobody has", () => ({ authorization: "Bearer mm_0000" }), 401],
  ["a wrong password", () => basic("mm_0000"), 401],
  ["basic auth that is none", () => ({ authorization: "Basic %%%" }), 401],
  ["the token of a viewer", () => ({ authorization: `Bearer ${served.tokens.viewer}` }), 403],
  ["the password of a viewer", () => basic(served.tokens.viewer), 403],
  ["a token of an operator", () => ({ authorization: `Bearer ${served.tokens.operator}` }), 200],
  ["it as password", () => basic(served.tokens.operator), 200],
])("%s", async (name, headers, status) => {
  const rule = `Auth${name.length}`;
  expect((await post(message([alert(rule)]), headers())).status).toBe(status);
  expect(await found(rule)).toHaveLength(status === 200 ? 1 : 0);
});

test.each([
  ["another version", { version: "3" }, "version"],
  ["a payload of one's own", { version: undefined, text: "Alert!" }, "version"],
  ["alerts that are none", { alerts: [{ name: "A" }] }, "alerts.0.status"],
])("%s is refused by the name of what is wrong", async (_, own, field) => {
  expect(await post(message([alert("Refused")], own))).toMatchObject({
    status: 400,
    body: { code: "BODY_INVALID", field },
  });
  expect(await found("Refused")).toEqual([]);
});

test("the same alert of another peer, of an edited route and of a repeat is one, and ends once", async () => {
  const startsAt = new Date(Date.now() - 300_000).toISOString();
  const one = alert("Once", { startsAt });
  for (const own of [{}, {}, { groupKey: '{}/{team="b"}:{alertname="Once"}' }, { receiver: "other" }])
    await post(message([one], own));
  expect(await found("Once")).toMatchObject([{ condition: "firing", occurrences: 1 }]);
  const endsAt = new Date(Date.now() - 30_000).toISOString();
  const over = alert("Once", { startsAt, endsAt, status: "resolved" });
  // What a message says of its group is of no account: here it fires still.
  await post(message([over], { status: "firing" }));
  await post(message([over], { status: "resolved" }));
  await post(message([one]));
  expect(await found("Once")).toMatchObject([{ condition: "resolved", occurrences: 1, resolvedAt: endsAt }]);
});

test("an end of what never fired here is nothing", async () => {
  const over = alert("Unknown", { status: "resolved", endsAt: new Date().toISOString() });
  expect((await post(message([over], { status: "resolved" }))).status).toBe(200);
  expect(await found("Unknown")).toEqual([]);
});
