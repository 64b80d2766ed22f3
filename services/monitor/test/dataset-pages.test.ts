import { expect } from "@jest/globals";
import type { DatasetDetail, DatasetList } from "@mystocks/quality";
import { eventually } from "@mystocks/runtime/testing";
import { runMonitorCommand } from "../testing/monitor-process.ts";
import { signIn, testPages, type DashboardSession } from "./dashboard-session.ts";
import { checkLook, LOOKS } from "./page-look.ts";

const TIMEOUT_MS = 180_000;
const DATASET = "daily_kline";

let session: DashboardSession;
let monitor: DashboardSession["monitor"];
let page: DashboardSession["page"];
const test = testPages(async (opened) => {
  session = opened;
  ({ monitor, page } = opened);
  await eventually(
    // Quality starts once the sample's tables are filled, and says so until then.
    () => monitor.api<DatasetList>("/datasets").catch(() => ({ items: [] })),
    ({ items }) => items.length >= 9 && items.every(({ judgedAt }) => judgedAt !== null),
    60_000,
  );
  const { code, output } = await runMonitorCommand(session.dataDir, ["demo", "break", "bad-rows"]);
  expect([code, output]).toEqual([0, expect.stringContaining("bad-rows is on")]);
  await signIn(session);
});

test(
  "the list shows without a reload that a dataset begins to fail, with its days and its owner",
  async () => {
    await page.getByRole("link", { name: "Data quality" }).click();
    await page.getByRole("heading", { name: "Data quality", level: 1 }).waitFor();
    const row = page.getByRole("row").filter({ hasText: DATASET });
    await row.getByText("fails", { exact: true }).waitFor();
    await row.getByText(/trading days.*1 fails/).waitFor({ state: "attached" });
    await row.getByText("market data").waitFor();
  },
  TIMEOUT_MS,
);

test(
  "the dataset's page opens the broken check: its rows with the failing columns marked, and SQL that shows them",
  async () => {
    await page.getByRole("link", { name: DATASET }).click();
    await page.getByRole("heading", { name: DATASET, level: 1 }).waitFor();
    // The first broken check opens itself, once the load is judged: a costly run is not repeated at once.
    await page
      .getByRole("columnheader", { name: /high \(fails here\)/ })
      .first()
      .waitFor({ timeout: 90_000 });
    await page.getByText("SQL that shows them").first().click();
    await page.getByText("LIMIT 100").first().waitFor();
  },
  TIMEOUT_MS,
);

test(
  "it is judged now with a reason, which the runs show with who asked",
  async () => {
    await page.getByRole("button", { name: "Judge now" }).click();
    await page.getByLabel("Why").fill("the vendor called");
    await page.keyboard.press("Enter");
    await page.getByText("first admin: the vendor called").waitFor();
  },
  TIMEOUT_MS,
);

test(
  "a past day is judged again from the calendar and taken over, and the dataset's state stays what it is",
  async () => {
    const { days, verdict } = await monitor.api<DatasetDetail>(`/datasets/${DATASET}`);
    const past = days.at(-3)!.day;
    if (past.slice(0, 7) !== days.at(-1)!.day.slice(0, 7))
      await page.getByRole("button", { name: past.slice(0, 7), exact: true }).click();
    await page.getByRole("button", { name: new RegExp(`^${past}`) }).click();
    await page.getByRole("button", { name: "Judge this day again" }).click();
    await page.getByLabel("Why").fill("backfilled");
    await page.keyboard.press("Enter");
    await page.getByText("judged when it was over").waitFor();
    await page.getByRole("button", { name: "Take it over" }).click();
    await page.getByLabel("Why").fill("checked by hand");
    await page.keyboard.press("Enter");
    await page.getByText("taken over by first admin: checked by hand").waitFor();
    expect((await monitor.api<DatasetDetail>(`/datasets/${DATASET}`)).verdict).toBe(verdict);
  },
  TIMEOUT_MS,
);

test.each(LOOKS)(
  "datasets and one of them in %s, %s, have nothing that axe objects to, wide and narrow",
  async (language, theme) => {
    await checkLook(page, {
      baseUrl: monitor.baseUrl,
      pages: { datasets: "/datasets", dataset: `/datasets/${DATASET}` },
      language,
      theme,
      shown: () => page.getByRole("table").first().waitFor(),
    });
  },
  TIMEOUT_MS,
);

test.each(["en", "zh"])(
  "the report fits a sheet of paper, its rows too: %s",
  async (language) => {
    const answer = await fetch(`${monitor.baseUrl}/api/v1/quality/report.html?language=${language}`, {
      headers: { authorization: `Bearer ${monitor.token}` },
    });
    const sheet = await page.context().newPage();
    // A4 with the margins of a browser.
    await sheet.setViewportSize({ width: 718, height: 1000 });
    await sheet.setContent(await answer.text());
    await sheet.emulateMedia({ media: "print" });
    await sheet.getByRole("columnheader", { name: "high" }).first().waitFor();
    const tooWide = await sheet.evaluate(
      `[...document.querySelectorAll("body, .wide")].filter((box) => box.scrollWidth > box.clientWidth).length`,
    );
    expect(tooWide).toBe(0);
    await sheet.close();
  },
  TIMEOUT_MS,
);

test("no script failed and nothing broke the page's security policy", () => {
  expect(session.problems.filter((text) => !text.includes("favicon"))).toEqual([]);
});
