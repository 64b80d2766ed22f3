import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import pg from "pg";
import { openTestDatabase, reachableDataDir, startEmbeddedPostgres, stopEmbeddedPostgres } from "../index.ts";

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "mystocks-embedded-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

test("a second start takes over a running server, and a start after a stop finds the data", async () => {
  const first = await startEmbeddedPostgres({ dataDir });
  await query(first.url(), "CREATE TABLE kept AS SELECT 42 AS answer");
  const second = await startEmbeddedPostgres({ dataDir });
  expect({ adopted: second.adopted, pid: second.pid }).toEqual({ adopted: true, pid: first.pid });
  await second.stop();
  await second.stop();

  const third = await startEmbeddedPostgres({ dataDir });
  expect(third.adopted).toBe(false);
  expect(await query(third.url(), "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  await third.stop();
}, 60_000);

test("a start while the former server still ends waits for it and finds the data", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mystocks-ending-"));
  const first = await startEmbeddedPostgres({ dataDir: folder });
  await query(first.url(), "CREATE TABLE kept AS SELECT 42 AS answer");
  const ending = first.stop();
  const second = await startEmbeddedPostgres({ dataDir: folder });
  await ending;
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url(), "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  await stopEmbeddedPostgres(folder);
  await expect(query(second.url(), "SELECT 1")).rejects.toThrow("ECONNREFUSED");
  await rm(folder, { recursive: true, force: true });
}, 60_000);

test("a test database is a copy of its template and its own", async () => {
  const template = {
    name: "embedded_postgres_example",
    prepare: (url: string) => query(url, "CREATE TABLE seeded AS SELECT 1 AS one").then(() => {}),
  };
  const [a, b] = await Promise.all([openTestDatabase(template), openTestDatabase(template)]);
  await query(a.url, "INSERT INTO seeded VALUES (2)");
  expect(await query(b.url, "SELECT one FROM seeded")).toEqual([{ one: 1 }]);
  await Promise.all([a.drop(), b.drop()]);
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

test("as root a data folder in a closed home lies where PostgreSQL's account can enter", async () => {
  const closed = join(dataDir, "home");
  await mkdir(closed, { mode: 0o700 });
  const place = await reachableDataDir(join(closed, "data", "postgres"));
  const isRoot = process.getuid?.() === 0;
  expect(place).toMatch(isRoot ? /^\/var\/lib\/mystocks-monitor\/[0-9a-f]{12}$/ : /home\/data\/postgres$/);
});
