import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, expect } from "@jest/globals";
import type { OperationDetail, OperationList } from "@mystocks/api";
import type { Browser, BrowserContext, Page } from "playwright-core";
import {
  openDataDir,
  runMonitorCommand,
  startMonitorProcess,
  type MonitorProcess,
} from "../testing/monitor-process.ts";
import { openBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { BROWSERS, findProgram, testWith } from "./needed-program.ts";

const TIMEOUT_MS = 180_000;
const PAGES = ["/", "/operations", "/operations/slow", "/requests", "/services", "/pipeline"];

let data: Awaited<ReturnType<typeof openDataDir>>;
let monitor: MonitorProcess;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];
const test = testWith(BROWSERS);
const isAbsent = process.env.CI !== "true" && findProgram(BROWSERS) === undefined;

beforeAll(async () => {
  if (isAbsent) return;
  data = await openDataDir();
  [monitor, browser] = await Promise.all([startMonitorProcess(data.path), openBrowser()]);
  context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 1000 } });
  page = await context.newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
}, TIMEOUT_MS);
afterAll(async () => {
  if (isAbsent) return;
  await browser.close();
  await monitor.end("SIGTERM");
  await data.remove();
}, TIMEOUT_MS);

test(
  "the printed address signs in, leaves the token behind, and shows figures that move without a reload",
  async () => {
    await page.goto(monitor.dashboardUrl);
    await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
    expect(page.url()).not.toContain("token");
    await page
      .getByText(/S&P 500/)
      .first()
      .waitFor();
    const session = (await context.cookies()).find(({ httpOnly }) => httpOnly);
    expect(session).toMatchObject({ sameSite: "Strict" });

    await page
      .locator(".live")
      .filter({ hasText: /Live\s*\d/ })
      .waitFor();
    const figures = () => page.locator(".figures").innerText();
    const first = await eventually(figures, (text) => /[1-9]/.test(text));
    await eventually(figures, (text) => text !== first);
  },
  TIMEOUT_MS,
);

test(
  "a broken query appears on the page, opens as a trace, and shows its SQL",
  async () => {
    expect(await runMonitorCommand(data.path, ["demo", "break", "slow-query"])).toMatchObject({ code: 0 });
    const slow = page.locator(".inbox").getByRole("link").first();
    await slow.waitFor();
    await slow.click();
    await page.getByRole("tree", { name: /Waterfall/ }).waitFor();
    const statement = page
      .getByRole("treeitem")
      .filter({ hasText: /daily_kline|SELECT|UPDATE|INSERT/ })
      .last();
    await statement.click();
    await eventually(
      () => page.locator("main").innerText(),
      (text) => /\b(SELECT|UPDATE|INSERT)\b[\s\S]*daily_kline/.test(text),
    );
    expect((await runMonitorCommand(data.path, ["demo", "heal"])).code).toBe(0);
  },
  TIMEOUT_MS,
);

test.each(["en", "zh"].flatMap((language) => ["light", "dark"].map((theme) => [language, theme] as const)))(
  "every page in %s, %s, has nothing that axe objects to",
  async (language, theme) => {
    for (const path of [...PAGES, ...(await detailPages())]) {
      await page.goto(`${monitor.baseUrl}${path}?lang=${language}&theme=${theme}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForLoadState("networkidle", { timeout: 2000 }).catch(() => {});
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect({ path, violations: violations.map(({ id, nodes }) => [id, nodes[0]?.html]) }).toEqual({
        path,
        violations: [],
      });
      expect(await page.locator("html").getAttribute("lang")).toMatch(language);
    }
  },
  TIMEOUT_MS,
);

/** One operation and one of its traces. */
async function detailPages(): Promise<string[]> {
  const { items } = await monitor.api<OperationList>("/operations?last=5m&kind=tracked&limit=1");
  const { id } = items[0]!.key;
  const { executions } = await monitor.api<OperationDetail>(`/operations/${id}?last=5m`);
  return [`/operations/${id}`, `/traces/${executions[0]!.traceId}`];
}

test("no script failed and nothing broke the page's security policy", () => {
  expect(problems.filter((text) => !text.includes("favicon"))).toEqual([]);
});
