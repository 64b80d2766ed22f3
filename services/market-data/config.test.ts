import { expect, test } from "@jest/globals";
import { readConfig } from "./config.ts";

const databaseUrl = "postgresql://postgres@127.0.0.1:5432/mystocks";

test("only the database has to be named", () => {
  expect(readConfig({ MARKET_DATA_DATABASE_URL: databaseUrl })).toEqual({
    databaseUrl,
    host: "127.0.0.1",
    port: 8_100,
    symbols: 200,
    ratePerSecond: 40,
  });
});

test("port 0 takes a free one and rate 0 keeps the service idle", () => {
  const config = readConfig({
    MARKET_DATA_DATABASE_URL: databaseUrl,
    MARKET_DATA_PORT: "0",
    MARKET_DATA_RATE: "0",
  });
  expect(config).toMatchObject({ port: 0, ratePerSecond: 0 });
});

test("everything that is wrong is named at once", () => {
  const wrong = { MARKET_DATA_DATABASE_URL: "mysql://x", MARKET_DATA_PORT: "abc", MARKET_DATA_SYMBOLS: "3" };
  expect(() => readConfig(wrong)).toThrow(/DATABASE_URL[\s\S]*PORT[\s\S]*SYMBOLS|SYMBOLS[\s\S]*PORT/);
});
