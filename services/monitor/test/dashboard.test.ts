import { expect } from "@jest/globals";
import type { OperationDetail, OperationList } from "@mystocks/api";
import { eventually } from "@mystocks/runtime/testing";
import { runMonitorCommand } from "../testing/monitor-process.ts";
import { testPages, type DashboardSession } from "./dashboard-session.ts";
import { checkLook, LOOKS } from "./page-look.ts";

const TIMEOUT_MS = 180_000;
const PAGES = {
  overview: "/",
  operations: "/operations",
  slow: "/operations/slow",
  requests: "/requests",
  services: "/services",
  pipeline: "/pipeline",
};

let session: DashboardSession;
let monitor: DashboardSession["monitor"];
let page: DashboardSession["page"];
const test = testPages(
  async (opened) => {
    session = opened;
    ({ monitor, page } = opened);
  },
  { width: 1440, height: 1000 },
);

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
    const cookie = (await session.context.cookies()).find(({ httpOnly }) => httpOnly);
    expect(cookie).toMatchObject({ sameSite: "Strict" });

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
    expect(await runMonitorCommand(session.dataDir, ["demo", "break", "slow-query"])).toMatchObject({
      code: 0,
    });
    const slow = page.locator(".inbox").getByRole("link").first();
    await slow.waitFor();
    await slow.click();
    await page.getByRole("tree", { name: /Waterfall/ }).waitFor();
    const statement = page
      .getByRole("treeitem")
      .filter({ hasText: /daily_kline|SELECT|UPDATE|INSERT|LOCK/ })
      .last();
    await statement.click();
    await page.locator("main .sql").filter({ hasText: "daily_kline" }).first().waitFor();
    expect((await runMonitorCommand(session.dataDir, ["demo", "heal"])).code).toBe(0);
  },
  TIMEOUT_MS,
);

test.each(LOOKS)(
  "every page in %s, %s, has nothing that axe objects to, wide and narrow",
  async (language, theme) => {
    const shown = () => page.getByRole("heading", { level: 1 }).waitFor();
    const pages = { ...PAGES, ...(await detailPages()) };
    await checkLook(page, { baseUrl: monitor.baseUrl, pages, language, theme, shown });
    expect(await page.locator("html").getAttribute("lang")).toMatch(language);
  },
  TIMEOUT_MS,
);

/** One operation and one of its traces. */
async function detailPages(): Promise<Record<string, string>> {
  const { items } = await monitor.api<OperationList>("/operations?last=5m&kind=tracked&limit=1");
  const { id } = items[0]!.key;
  const { executions } = await monitor.api<OperationDetail>(`/operations/${id}?last=5m`);
  return { operation: `/operations/${id}`, trace: `/traces/${executions[0]!.traceId}` };
}

test("no script failed and nothing broke the page's security policy", () => {
  expect(session.problems.filter((text) => !text.includes("favicon"))).toEqual([]);
});
