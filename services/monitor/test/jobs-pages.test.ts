import { expect } from "@jest/globals";
import type { JobDetail, JobRunList } from "@mystocks/api";
import { eventually } from "@mystocks/runtime/testing";
import { signIn, testPages, type DashboardSession } from "./dashboard-session.ts";
import { checkLook, LOOKS } from "./page-look.ts";

const TIMEOUT_MS = 180_000;
const JOB = "upkeep/ledger";
const PATH = `/jobs/${encodeURIComponent(JOB)}`;
const PREWARM = "cache_prewarm:market-data";

let session: DashboardSession;
let monitor: DashboardSession["monitor"];
let page: DashboardSession["page"];
const test = testPages(async (opened) => {
  session = opened;
  ({ monitor, page } = opened);
  await signIn(session);
});

const detail = () => monitor.api<JobDetail>(PATH);

test(
  "the jobs of all roles are listed with their plan, how they stand and what comes next",
  async () => {
    await page.getByRole("link", { name: "Jobs" }).click();
    await page.getByRole("heading", { name: "Jobs", level: 1 }).waitFor();
    const row = page.getByRole("row").filter({ hasText: "upkeep/compact-1s" });
    await row.getByText("8 * * * * * · UTC").waitFor();
    // Without a reload: its minute comes while the page is open.
    await row.getByText("well").waitFor({ timeout: 90_000 });
    await row.getByText(/newest on the right: \d+ ok/).waitFor({ state: "attached" });
    await page.getByRole("row").filter({ hasText: "quality/" }).first().waitFor();
  },
  TIMEOUT_MS,
);

test(
  "a job is run now with a reason, which its ledger shows with who asked",
  async () => {
    await page.getByRole("link", { name: JOB }).click();
    await page.getByRole("heading", { name: JOB, level: 1 }).waitFor();
    await page.getByRole("button", { name: "Run now" }).click();
    await page.getByLabel("Why").fill("the disk is small");
    await page.keyboard.press("Enter");
    await page.getByText("asked for by first admin: the disk is small").waitFor();
    await eventually(
      async () => (await monitor.api<JobRunList>(`${PATH}/runs?fate=ok`)).items[0]?.askedWhy,
      (why) => why === "the disk is small",
    );
    await page
      .getByRole("row")
      .filter({ hasText: "the disk is small" })
      .getByText("ok", { exact: true })
      .waitFor();
  },
  TIMEOUT_MS,
);

test(
  "a job is paused with a reason and resumed",
  async () => {
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByLabel("Why").fill("migration tonight");
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText(/Paused by first admin since .*: migration tonight/).waitFor();
    expect((await detail()).job.paused).toMatchObject({ reason: "migration tonight" });
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByLabel("Why").fill("done");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Pause" }).waitFor();
    expect((await detail()).job.paused).toBeNull();
  },
  TIMEOUT_MS,
);

test(
  "a prewarm that somebody runs says how many keys it warmed, in its ledger and in the list",
  async () => {
    await page.goto(`${monitor.baseUrl}/jobs/${PREWARM}?lang=en`);
    await page.getByText("45 23 * * * · Asia/Shanghai").waitFor();
    await page.getByRole("button", { name: "Run now" }).click();
    await page.getByLabel("Why").fill("a new version");
    await page.keyboard.press("Enter");
    const said = /[1-9]\d* keys? warmed/;
    await page.getByRole("row").filter({ hasText: "a new version" }).getByText(said).waitFor();
    await page.goto(`${monitor.baseUrl}/jobs?lang=en`);
    await page.getByRole("row").filter({ hasText: PREWARM }).getByText(said).waitFor();
  },
  TIMEOUT_MS,
);

test.each(LOOKS)(
  "jobs and one of them in %s, %s, have nothing that axe objects to, wide and narrow",
  async (language, theme) => {
    await checkLook(page, {
      baseUrl: monitor.baseUrl,
      pages: { jobs: "/jobs", job: PATH, prewarm: `/jobs/${PREWARM}` },
      language,
      theme,
      shown: () => page.getByRole("table").first().waitFor(),
    });
  },
  TIMEOUT_MS,
);

test("no script failed and nothing broke the page's security policy", () => {
  expect(session.problems.filter((text) => !text.includes("favicon"))).toEqual([]);
});
