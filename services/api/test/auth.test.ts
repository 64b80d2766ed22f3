import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { allows, Authenticator } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import type { Pool } from "pg";

let database: TestDatabase;
let pool: Pool;
let folder: string;
beforeAll(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, applicationName: "auth test" });
  folder = await mkdtemp(join(tmpdir(), "auth-test-"));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const cookieOf = (exchanged: { cookie: string } | undefined) => ({
  cookie: exchanged!.cookie.split(";")[0]!,
});

test("a token is known by its hash; the store never has it", async () => {
  const auth = new Authenticator({ pool });
  const token = await auth.createToken({ name: "grafana", role: "viewer" });
  expect(await auth.principalOf(bearer(token))).toEqual({ name: "grafana", role: "viewer" });
  const { rows } = await pool.query("SELECT token::text FROM auth.token");
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString("hex"));
});

test.each([
  [{}],
  [{ authorization: "Bearer " }],
  [{ authorization: "Bearer mym_wrong" }],
  [{ authorization: "Basic dXNlcjpwYXNz" }],
  [{ cookie: "mystocks_session=wrong" }],
  [{ authorization: "Bearer mym_' OR 1=1" }],
])("%p is nobody", async (headers) => {
  expect(await new Authenticator({ pool }).principalOf(headers)).toBeUndefined();
});

test("a session works like its token and ends with it", async () => {
  const auth = new Authenticator({ pool, cacheMs: 0 });
  const token = await auth.createToken({ name: "li", role: "operator" });
  const session = cookieOf(await auth.exchange(token));
  expect(await auth.principalOf(session)).toEqual({ name: "li", role: "operator" });
  expect(await auth.revoke("li")).toBe(1);
  expect([
    await auth.principalOf(session),
    await auth.principalOf(bearer(token)),
    await auth.exchange(token),
  ]).toEqual([undefined, undefined, undefined]);
});

test("a session past its time is nobody", async () => {
  const auth = new Authenticator({ pool, cacheMs: 0 });
  const session = cookieOf(await auth.exchange(await auth.createToken({ name: "wang", role: "viewer" })));
  await pool.query("UPDATE auth.session SET expires_at = now() - interval '1 second'");
  expect(await auth.principalOf(session)).toBeUndefined();
});

test("what another replica revoked is refused as soon as the cache lets go of it", async () => {
  let nowMs = 0;
  const auth = new Authenticator({ pool, cacheMs: 3000, nowMs: () => nowMs });
  const token = await auth.createToken({ name: "zhao", role: "viewer" });
  await auth.principalOf(bearer(token));
  await new Authenticator({ pool }).revoke("zhao");
  nowMs = 2999;
  expect(await auth.principalOf(bearer(token))).toBeDefined();
  nowMs = 3000;
  expect(await auth.principalOf(bearer(token))).toBeUndefined();
});

test("cookies are for https only when the public address is", async () => {
  const auth = new Authenticator({ pool, publicUrl: "https://monitor.example" });
  const { cookie } = (await auth.exchange(await auth.createToken({ name: "sun", role: "viewer" })))!;
  expect(cookie).toMatch(/; Secure$/);
});

test("the first admin's token is made once, only its owner can read it, and it is made anew for a new store", async () => {
  const auth = new Authenticator({ pool, cacheMs: 0 });
  const file = join(folder, "data", "admin.token");
  const token = await auth.ensureFirstAdminToken(file);
  expect(await auth.principalOf(bearer(token))).toMatchObject({ role: "admin" });
  expect([(await stat(file)).mode & 0o777, (await readFile(file, "utf8")).trim()]).toEqual([0o600, token]);
  expect(await auth.ensureFirstAdminToken(file)).toBe(token);
  await pool.query("DELETE FROM auth.token");
  const fresh = await auth.ensureFirstAdminToken(file);
  expect(fresh).not.toBe(token);
  expect(await auth.ensureFirstAdminToken(file)).toBe(fresh);
});

test("roles are ordered", () => {
  const roles = ["viewer", "operator", "admin"] as const;
  expect(roles.map((has) => roles.map((needed) => allows(has, needed)))).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ]);
});

test("after twenty failures an address waits a minute; others, and what is known, go on", async () => {
  let nowMs = 0;
  const auth = new Authenticator({ pool, nowMs: () => nowMs });
  const token = await auth.createToken({ name: "qian", role: "viewer" });
  await auth.principalOf(bearer(token), "10.0.0.1");
  for (let tries = 0; tries < 20; tries++) await auth.principalOf(bearer("mym_guess"), "10.0.0.1");
  await expect(auth.principalOf(bearer("mym_guess"), "10.0.0.1")).rejects.toThrow("Too many failed attempts");
  await expect(auth.exchange("mym_guess", "10.0.0.1")).rejects.toThrow("Too many failed attempts");
  expect(await auth.principalOf(bearer(token), "10.0.0.1")).toBeDefined();
  expect(await auth.principalOf(bearer("mym_guess"), "10.0.0.2")).toBeUndefined();
  nowMs = 60_000;
  expect(await auth.principalOf(bearer("mym_guess"), "10.0.0.1")).toBeUndefined();
});
