import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runApi, type RunningApi } from "./running-api.ts";

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.stop());

const page = (path: string, base = api.base) => fetch(`${base}${path}`, { headers: { accept: "text/html" } });

test.each(["/", "/operations", "/operations/7?last=1h"])(
  "%s is the page, never from a cache",
  async (path) => {
    const response = await page(path);
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-cache"]);
    expect(await response.text()).toContain("<title>Dashboard</title>");
  },
);

test("hashed files may be cached for ever, missing ones are not the page", async () => {
  const asset = await page("/assets/app-1a2b3c.css");
  expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect((await page("/assets/gone.js")).status).toBe(404);
  expect((await page("/api/v1/nowhere")).status).toBe(404);
});

test("the page may load only from here", async () => {
  const policy = (await page("/")).headers.get("content-security-policy")!;
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toContain("unsafe");
});

test("without a build the page says how to make one", async () => {
  const empty = await mkdtemp(join(tmpdir(), "no-dashboard-"));
  await using bare = await runApi({ dashboardDir: empty });
  const response = await page("/", bare.base);
  expect([response.status, await response.text()]).toEqual([503, expect.stringContaining("npm start")]);
  await rm(empty, { recursive: true });
});
