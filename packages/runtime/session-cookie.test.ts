import { expect, test } from "@jest/globals";
import { expiredSessionCookie, readSessionCookie, sessionCookie } from "./session-cookie.ts";

test("a session cookie is out of reach of scripts and other sites", () => {
  expect(sessionCookie("s3cret", false)).toBe(
    "mystocks_session=s3cret; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict",
  );
  expect(sessionCookie("s3cret", true)).toMatch(/; Secure$/);
  expect(expiredSessionCookie(false)).toContain("Max-Age=0");
});

test.each([
  [undefined, undefined],
  ["", undefined],
  ["mystocks_session=", undefined],
  ["other=1; mystocks_session=abc; more=2", "abc"],
  ["xmystocks_session=abc", undefined],
])("of the header %p the session is %p", (header, secret) => {
  expect(readSessionCookie(header)).toBe(secret);
});
