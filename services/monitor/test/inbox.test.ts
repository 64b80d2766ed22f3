import { expect } from "@jest/globals";
import type { AlertDetail, AlertList, RuleFileList, RuleFileView } from "@mystocks/alerting";
import { eventually } from "@mystocks/runtime/testing";
import { runMonitorCommand } from "../testing/monitor-process.ts";
import { signIn, testPages, type DashboardSession } from "./dashboard-session.ts";
import { checkLook, LOOKS } from "./page-look.ts";

const TIMEOUT_MS = 180_000;

let session: DashboardSession;
let monitor: DashboardSession["monitor"];
let page: DashboardSession["page"];
const test = testPages(async (opened) => {
  session = opened;
  ({ monitor, page } = opened);
  await signIn(session);
});

const rows = () => page.locator(".alerts .alert-row");
/** Of a slow query: the sample may have others. */
const slowRow = () => rows().filter({ hasText: "critical threshold" }).first();
/** Also what has ended since: an alert of the sample may last a few seconds only. */
const all = () => monitor.api<AlertList>("/alerts");
const slow = () => monitor.api<AlertList>("/alerts?rule=SlowDatabaseQueries");
const firing = () => monitor.api<AlertList>("/alerts?condition=firing");

test(
  "a slow query shows in the inbox and in the navigation by itself, and is acknowledged with two keys",
  async () => {
    await page.getByRole("link", { name: /^Alerts/ }).click();
    await page.getByRole("heading", { name: "Alerts", level: 1 }).waitFor();
    expect(await runMonitorCommand(session.dataDir, ["demo", "break", "slow-query"])).toMatchObject({
      code: 0,
    });
    await slowRow().waitFor();
    await page.locator(".navigation .count").waitFor();
    await slowRow().locator(".alert-what a").focus();
    await page.keyboard.press("a");
    await page.getByLabel("Comment").fill("on it");
    await page.keyboard.press("Enter");
    await eventually(
      async () => (await all()).items.find(({ notes }) => notes === "on it")?.acknowledgedBy ?? "",
      (who) => who === "first admin",
    );
    await page.getByText("acknowledged · by first admin").first().waitFor();
  },
  TIMEOUT_MS,
);

test(
  "an alert opens with its SQL, its picture and its history, and leads to the trace",
  async () => {
    await slowRow().locator(".alert-what a").click();
    await page.getByRole("heading", { name: "Evidence" }).waitFor();
    await page.locator(".evidence .sql").first().waitFor();
    await eventually(
      () =>
        page
          .locator(".alert-chart")
          .evaluate((picture) => (picture as { naturalWidth?: number }).naturalWidth),
      (width) => (width ?? 0) > 0,
    );
    await page.getByText("fired", { exact: true }).first().waitFor();
    await page.locator(".evidence").getByRole("link").first().click();
    await page.getByRole("tree", { name: /Waterfall/ }).waitFor();
  },
  TIMEOUT_MS,
);

const EDITOR = { name: "Rules", exact: true };

async function writeRules(text: string): Promise<void> {
  await page.getByRole("textbox", EDITOR).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

const ALWAYS = `groups:
  - name: mine
    rules:
      - alert: Always
        expr: vector(1)
        labels: { severity: info }
        annotations: { summary: "it is {{ $value }}" }
`;

test(
  "what is wrong with a rule stands below its line, with the remedy",
  async () => {
    await page.goto(`${monitor.baseUrl}/rules?file=mine.yml`);
    await page.getByRole("button", { name: "Save" }).waitFor();
    await writeRules(ALWAYS.replace("expr:", "exprr:"));
    await page.getByRole("button", { name: "Check and test" }).click();
    const mark = page.locator(".cm-mark").filter({ hasText: "exprr" }).first();
    await mark.waitFor();
    expect(await mark.locator("small").textContent()).toContain("expr");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(/Not valid/).waitFor();
    expect((await monitor.api<RuleFileList>("/rules/files")).items.map(({ name }) => name)).not.toContain(
      "mine.yml",
    );
  },
  TIMEOUT_MS,
);

test(
  "an expression within the file is completed with live metrics, labels and their values",
  async () => {
    await writeRules(ALWAYS.slice(0, ALWAYS.indexOf("vector(1)")));
    await page.keyboard.press("ControlOrMeta+End");
    const offered = page.locator(".cm-tooltip-autocomplete li");
    await page.keyboard.type("mystocks_operation_dur", { delay: 30 });
    await offered.filter({ hasText: "mystocks_operation_duration_seconds_count" }).first().waitFor();
    await page.keyboard.type("ation_seconds_count{serv", { delay: 30 });
    await offered.filter({ hasText: "service" }).first().waitFor();
    await page.keyboard.type('ice="', { delay: 30 });
    await offered.filter({ hasText: "market-data" }).first().waitFor();
    await page.keyboard.press("Escape");
  },
  TIMEOUT_MS,
);

test(
  "a rule is previewed with its words, saved, fires, and is put back to an older version",
  async () => {
    await writeRules(ALWAYS);
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByText(/would have fired once/).waitFor();
    await page.locator(".episodes").getByText("it is 1").waitFor();
    await page.locator(".strip-firing").first().waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await eventually(
      async () => (await firing()).items.some(({ rule }) => rule === "Always"),
      (fires) => fires,
    );
    await page.locator(".versions").getByRole("button", { name: "version 1" }).waitFor();
    await writeRules(ALWAYS.replace("Always", "Other"));
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator(".versions").getByRole("button", { name: "version 2" }).click();
    await page.locator(".diff .removed").filter({ hasText: "Always" }).waitFor();
    await page.locator(".versions").getByRole("button", { name: "version 1" }).click();
    await page.locator(".versions").getByRole("button", { name: "Put it into the editor" }).last().click();
    await page.getByRole("button", { name: "Save" }).click();
    const third = await eventually(
      async () => monitor.api<RuleFileView>("/rules/files/mine.yml"),
      ({ version }) => version === 3,
    );
    expect(third.content).toBe(ALWAYS);
  },
  TIMEOUT_MS,
);

test(
  "an alert is silenced from its page with labels and a preview, and the silence is ended",
  async () => {
    const alert = await eventually(
      async () => (await firing()).items.find(({ rule }) => rule === "Always"),
      (found) => found !== undefined,
    );
    const { id } = alert!;
    await page.goto(`${monitor.baseUrl}/alerts/${id}`);
    // Keys act once the page knows what its reader may do.
    await page.locator(".alert-summary .actions").waitFor();
    await page.keyboard.press("s");
    await page.getByRole("link", { name: "Labels, hours and start …" }).click();
    await page.getByRole("heading", { name: "Mutes 1 now" }).waitFor();
    await page.getByLabel("Why").fill("known");
    await page.getByRole("button", { name: "Silence", exact: true }).click();
    const row = page.locator(".silence-row").filter({ hasText: 'alertname="Always"' });
    await row.getByText("in force").waitFor();
    await eventually(
      async () => (await monitor.api<AlertDetail>(`/alerts/${id}`)).alert.mutedBy.length,
      (silences) => silences === 1,
    );
    await row.getByRole("button", { name: "End now" }).click();
    await row.getByRole("button", { name: "Really end it" }).click();
    await row.getByText("over").waitFor();
  },
  TIMEOUT_MS,
);

test(
  "a silence that would mute everything is not offered, and the server's refusal names its field",
  async () => {
    await page.goto(`${monitor.baseUrl}/silences?create=true`);
    await page.getByLabel("Label", { exact: true }).fill("severity");
    await page.getByLabel("is", { exact: true }).selectOption("=~");
    await page.getByLabel("Value").fill(".*");
    await page.getByText(/It would mute every alert/).waitFor();
    await page.getByLabel("Why").fill("quiet");
    await page.getByRole("button", { name: "Silence", exact: true }).click();
    await page.locator(".problem code").filter({ hasText: "matchers" }).waitFor();
  },
  TIMEOUT_MS,
);

const STORM = 1000;

test(
  "of a thousand alerts the worst come first, few of them are in the page, and all can be reached",
  async () => {
    const alerts = Array.from({ length: STORM }, (_, n) => ({
      status: "firing",
      labels: { alertname: "Storm", severity: "warning", n: String(n) },
      annotations: { summary: `storm ${n}` },
      startsAt: new Date().toISOString(),
      endsAt: "0001-01-01T00:00:00Z",
    }));
    const answer = await fetch(`${monitor.baseUrl}/webhooks/alertmanager`, {
      method: "POST",
      headers: { authorization: `Bearer ${monitor.token}`, "content-type": "application/json" },
      body: JSON.stringify({ version: "4", status: "firing", alerts }),
    });
    expect(answer.status).toBe(200);
    await page.goto(`${monitor.baseUrl}/alerts?rule=Storm`);
    await rows().first().waitFor();
    expect(await rows().count()).toBeLessThan(100);
    await eventually(
      async () => {
        await page.locator("html").evaluate((root) => {
          const { scrollHeight } = root as unknown as { scrollHeight: number };
          (globalThis as unknown as { scrollTo(x: number, y: number): void }).scrollTo(0, scrollHeight);
        });
        return rows().last().getAttribute("aria-posinset");
      },
      (place) => place === String(STORM),
      60_000,
    );
    expect(await rows().count()).toBeLessThan(100);
    await page.goto(`${monitor.baseUrl}/alerts`);
    await rows().first().waitFor();
    expect(await rows().first().locator(".alert-level").innerText()).toContain("CRITICAL");
  },
  TIMEOUT_MS,
);

test(
  "several alerts are chosen with keys and acknowledged at once",
  async () => {
    await page.goto(`${monitor.baseUrl}/alerts?rule=Storm`);
    await rows().first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByRole("form", { name: "2 chosen" }).getByLabel("Comment").fill("all of them");
    await page.keyboard.press("Enter");
    await eventually(
      async () => (await monitor.api<AlertList>("/alerts?rule=Storm&handling=acknowledged")).items.length,
      (count) => count === 2,
    );
  },
  TIMEOUT_MS,
);

test.each(LOOKS)(
  "inbox, alert, rules and silences in %s, %s, have nothing that axe objects to, wide and narrow",
  async (language, theme) => {
    const { id } = (await slow()).items[0]!;
    await checkLook(page, {
      baseUrl: monitor.baseUrl,
      pages: {
        alerts: "/alerts",
        alert: `/alerts/${id}`,
        "rules-file": "/rules?file=mine.yml",
        rules: "/rules",
        silences: `/silences?alert=${id}`,
      },
      language,
      theme,
      shown: () => page.getByRole("heading", { level: 1 }).waitFor(),
    });
  },
  TIMEOUT_MS,
);

test("in Chinese an alert speaks Chinese: what it says, why it changed, what is done", async () => {
  const { id } = (await slow()).items.find(({ notes }) => notes === "on it")!;
  await page.goto(`${monitor.baseUrl}/alerts/${id}?lang=zh`);
  await page.locator(".alert-sentence").getByText("耗时超过严重阈值").waitFor();
  const history = page.locator(".history");
  await history.getByText("条件成立").first().waitFor();
  await history.getByText("first admin：on it").waitFor();
});

test("no script failed and nothing broke the page's security policy", () => {
  // Chromium tells of each answer that refuses: here of the silence that would mute everything.
  const refused =
    "Failed to load resource: the server responded with a status of 400 (Bad Request) /api/v1/silences";
  expect(session.problems.filter((text) => text !== refused)).toEqual([]);
});
