import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { problemSchema, sessionSchema } from "../contract.ts";
import { runApi, type RunningApi } from "./running-api.ts";

let api: RunningApi;
beforeAll(async () => {
  api = await runApi({ otlpPort: 4999 });
});
afterAll(() => api.stop());

const anonymous = { headers: { authorization: "" } };
const json = { authorization: "", "content-type": "application/json" };
const cookieOf = (response: Response) => response.headers.get("set-cookie")!.split(";")[0]!;

test("the address with a token becomes a cookie that works, and the token leaves the address", async () => {
  const token = api.tokens.get("admin")!;
  const response = await api.send(`/operations?token=${token}&last=1h`, anonymous);
  expect([response.status, response.headers.get("location")]).toEqual([303, "/operations?last=1h"]);
  const cookie = response.headers.get("set-cookie")!;
  expect(cookie).toMatch(/; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/);
  expect(cookie).not.toContain(token);
  const session = await fetch(`${api.base}/api/v1/session`, { headers: { cookie: cookieOf(response) } });
  expect(sessionSchema.parse(await session.json())).toEqual({
    name: "admin",
    role: "admin",
    version: "0.1.0",
    otlpEndpoint: "http://127.0.0.1:4999",
  });
});

test("a wrong token in the address leads to the page without a cookie", async () => {
  const response = await api.send("/?token=mym_wrong", anonymous);
  expect([response.status, response.headers.get("location"), response.headers.get("set-cookie")]).toEqual([
    303,
    "/",
    null,
  ]);
});

test("the address can't send a browser to another host", async () => {
  const response = await api.send("//elsewhere.example/?token=x", anonymous);
  expect(response.headers.get("location")).toBe("/elsewhere.example/");
});

test("signing in and out by the API", async () => {
  const signIn = await api.send("/api/v1/session", {
    method: "POST",
    headers: json,
    body: JSON.stringify({ token: api.tokens.get("operator") }),
  });
  expect(sessionSchema.parse(await signIn.json()).role).toBe("operator");
  const cookie = cookieOf(signIn);
  const signOut = await fetch(`${api.base}/api/v1/session`, { method: "DELETE", headers: { cookie } });
  expect([signOut.status, signOut.headers.get("set-cookie")]).toEqual([
    204,
    expect.stringContaining("Max-Age=0"),
  ]);
  expect((await fetch(`${api.base}/api/v1/session`, { headers: { cookie } })).status).toBe(401);
});

test.each([
  ["{", "BODY_INVALID"],
  ["[]", "BODY_INVALID"],
  ['{"token":1}', "BODY_INVALID"],
  ['{"token":"a","more":1}', "BODY_INVALID"],
  [`{"token":"${"x".repeat(100_000)}"}`, "BODY_TOO_LARGE"],
  ['{"token":"mym_wrong"}', "UNAUTHENTICATED"],
])("the sign-in body %.30s answers %s", async (body, code) => {
  const response = await api.send("/api/v1/session", { method: "POST", headers: json, body });
  expect(problemSchema.parse(await response.json()).code).toBe(code);
});

test.each([
  "/overview",
  "/operations",
  "/operations/slow",
  "/operations/1",
  "/requests",
  "/services",
  "/session",
])("%s needs a sign-in, from this machine too", async (path) => {
  const response = await api.send(`/api/v1${path}`, anonymous);
  expect([response.status, response.headers.get("www-authenticate")]).toEqual([
    401,
    expect.stringMatching("Bearer"),
  ]);
  expect(problemSchema.parse(await response.json()).code).toBe("UNAUTHENTICATED");
});

test("an address that keeps failing is refused for a while, and whoever was known goes on", async () => {
  await using other = await runApi();
  const wrong = { headers: { authorization: "Bearer mym_guess" } };
  let status = 0;
  for (let tries = 0; tries < 30 && status !== 429; tries++) {
    status = (await other.send("/api/v1/session", wrong)).status;
  }
  expect(status).toBe(429);
});
