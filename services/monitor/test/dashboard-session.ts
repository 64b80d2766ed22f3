import { afterAll, beforeAll, type test } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { openDataDir, startMonitorProcess, type MonitorProcess } from "../testing/monitor-process.ts";
import { openBrowser } from "./browser.ts";
import { BROWSERS, findProgram, testWith } from "./needed-program.ts";

const START_MS = 180_000;
const VIEWPORT = { width: 1280, height: 900 };

export interface DashboardSession {
  dataDir: string;
  monitor: MonitorProcess;
  context: BrowserContext;
  page: Page;
  /** What scripts threw and the console called an error, with the path it was about. */
  problems: string[];
  end(): Promise<void>;
}

/**
 * The `test` of a file of pages: one session is opened before its tests, given to `begin` and ended after them. Without
 * a browser all of them are skipped.
 */
export function testPages(
  begin: (session: DashboardSession) => Promise<void>,
  viewport = VIEWPORT,
): typeof test {
  const isAbsent = process.env.CI !== "true" && findProgram(BROWSERS) === undefined;
  let session: DashboardSession | undefined;
  beforeAll(async () => {
    if (isAbsent) return;
    session = await openSession(viewport);
    await begin(session);
  }, START_MS);
  afterAll(() => session?.end(), START_MS);
  return testWith(BROWSERS);
}

/** Monitor with its sample on empty data, and a blank page beside it. */
async function openSession(viewport: typeof VIEWPORT): Promise<DashboardSession> {
  const data = await openDataDir();
  const starting = Promise.all([startMonitorProcess(data.path), openBrowser()]);
  // A Monitor that did not start in time may have left its PostgreSQL.
  const [monitor, browser] = await starting.catch(async (error: unknown) => {
    await data.remove();
    throw error;
  });
  const context = await browser.newContext({ locale: "en-GB", viewport });
  const page = await context.newPage();
  return {
    dataDir: data.path,
    monitor,
    context,
    page,
    problems: problemsOf(page),
    async end() {
      await browser.close();
      await monitor.end("SIGTERM");
      await data.remove();
    },
  };
}

export async function signIn({ page, monitor }: DashboardSession): Promise<void> {
  await page.goto(monitor.dashboardUrl);
  await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
}

function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`${message.text()} ${pathOf(message.location().url)}`);
  });
  return problems;
}

const pathOf = (url: string) => (URL.canParse(url) ? new URL(url).pathname : url);
