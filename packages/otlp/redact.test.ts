import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { isSecretKey, redactText, redactValue, urlPath } from "./redact.ts";

test.each([
  ["connection refused at 10.0.0.1:5432 after 5000 ms", "connection refused at 10.0.0.1:5432 after 5000 ms"],
  ["Connection timeout: no answer", "Connection timeout: no answer"],
  ['relation "daily_kline" does not exist', 'relation "daily_kline" does not exist'],
  [
    'duplicate key value violates unique constraint "uq_symbol"',
    'duplicate key value violates unique constraint "uq_symbol"',
  ],
  ["Key (symbol)=(600000.SH) already exists.", "Key (symbol)=(?) already exists."],
  ["Key (a, b)=(x), (y\nz) is gone", "Key (a, b)=(?) is gone"],
  ["Failing row contains (1, 600000.SH, null).", "Failing row contains (?)."],
  ['invalid input syntax for type integer: "abc"', 'invalid input syntax for type integer: "?"'],
  ['value "3000000000" is out of range for type integer', 'value "?" is out of range for type integer'],
  ["Duplicate entry '600000' for key 'PRIMARY'", "Duplicate entry '?' for key '?'"],
  ["can't parse it, won't try", "can't parse it, won't try"],
  ["unterminated 'secret value", "unterminated '?'"],
  [
    "select * from \"t\" where a = 'x' and n = 5 - no such table",
    "select * from ? where a = ? and n = ? - no such table",
  ],
  ["query failed: INSERT INTO t VALUES (1, 'x')", "query failed: INSERT INTO t VALUES (...)"],
])("%j becomes %j", (text, redacted) => {
  expect(redactText(text, 1000)).toBe(redacted);
});

test.each([
  ["password=hunter2 rest", "password=[redacted] rest"],
  ["host=db user=u password=hun,ter2 port=5432", "host=db user=u password=[redacted] port=5432"],
  ["Server=db;Uid=u;Pwd=hunter2;", "Server=db;Uid=u;Pwd=[redacted];"],
  ['{"password":"hun\\"ter2","a":1}', '{"password":[redacted],"a":1}'],
  ["api_key: hunter2", "api_key: [redacted]"],
  ["DB_PASSWORD=hunter2", "DB_PASSWORD=[redacted]"],
  ["x-api-key => 'hunter2 and more'", "x-api-key => [redacted]"],
  ["Authorization: Bearer abc.def-ghi", "Authorization: [redacted]"],
  ["sent bearer abcdef123456 to it", "sent bearer [redacted] to it"],
  ["token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln failed", "token [redacted] failed"],
  ["key AKIAIOSFODNN7EXAMPLE used", "key [redacted] used"],
  ["ghp_abcdefghijklmnop1234 used", "[redacted] used"],
  ["ghp_abcdefghijklmnop1234", "[redacted]"],
  ["postgres://user:hunter2@db:5432/mystocks", "postgres://db:5432/mystocks"],
  ["postgres://user:hun/t?e#r2@db/mystocks", "postgres://db/mystocks"],
  ["redis://:hunter2@cache:6379/0 down", "redis://cache:6379/0 down"],
  ["GET https://h/x?token=hunter2&a=1 failed", "GET https://h/x failed"],
  ["GET /x?symbol=600000.SH failed", "GET /x?… failed"],
  ["tried user:hunter2@db.internal", "tried [redacted]@db.internal"],
  ["-----BEGIN PRIVATE KEY-----\nMIIhunter2", "[redacted]"],
])("%j is stored as %j", (text, redacted) => {
  expect(redactValue(text, 1000)).toBe(redacted);
  expect(redactText(text, 1000)).not.toContain("hunter2");
});

test.each([
  ["/api/klines?symbol=600000.SH", "/api/klines"],
  ["https://user:hunter2@host:8000/api/x?a=1#f", "/api/x"],
  ["https://host", "/"],
  ["https://host?token=hunter2", "/"],
  ["/login;jsessionid=hunter2", "/login"],
  ["*", "*"],
])("of the URL %j the path %j is kept", (url, path) => {
  expect(urlPath(url)).toBe(path);
});

const secret = fc.stringMatching(/^ZQ[A-Za-z0-9!#%^*+/._~-]{6,24}$/);

test("no secret survives in any of the places where secrets stand", () => {
  const place = fc.constantFrom(
    (value: string) => `password=${value}`,
    (value: string) => `PGPASSWORD='${value}' psql`,
    (value: string) => `{"client_secret": "${value}"}`,
    (value: string) => `Authorization: Bearer ${value}`,
    (value: string) => `x-access-token: ${value}`,
    (value: string) => `mysql://root:${value}@db/x`,
    (value: string) => `https://example.com/cb?code=${value}`,
    (value: string) => `Cookie: sid=${value}`,
    (value: string) => `sessionid=${value}&x=1`,
  );
  const prose = fc.stringMatching(/^[a-z ,.:]{0,30}$/);
  fc.assert(
    fc.property(place, secret, prose, prose, (inPlace, value, before, after) => {
      const text = `${before} ${inPlace(value)} ${after}`;
      expect(redactText(text, 4000)).not.toContain(value);
      expect(redactValue(text, 4000)).not.toContain(value);
    }),
  );
});

test("any text is redacted to well-formed text without NUL, within its length", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.integer({ min: 1, max: 50 }),
      (text, length) => {
        const redacted = redactText(text, length);
        expect(redacted.length).toBeLessThanOrEqual(length);
        expect(redacted.isWellFormed() && !redacted.includes("\0")).toBe(true);
      },
    ),
  );
});

test.each(["password", "db.password", "X-Api-Key", "mystocks.auth_token", "clientSecret", "session_id"])(
  "%s is a secret's key",
  (key) => {
    expect(isSecretKey(key)).toBe(true);
  },
);

test.each(["symbol", "mystocks.rows", "author", "passed", "dataset"])("%s is no secret's key", (key) => {
  expect(isSecretKey(key)).toBe(false);
});
