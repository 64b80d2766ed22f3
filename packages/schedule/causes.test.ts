import { expect, test } from "@jest/globals";
import { CAUSE_CODES, CAUSES, causeText, readCause } from "./causes.ts";

/** Each with a value for every placeholder. */
const PARAMS: Record<string, string> = {
  run: "2026-11-29T18:00:00.000Z",
  seconds: "90",
  times: "3",
  milliseconds: "600000",
  by: "admin",
  why: "restore is running: wait (an hour)",
  status: "503",
  where: "https://elsewhere.example/",
  exchange: "XSHG",
  day: "2026-10-01",
  from: "1990-12-19",
  to: "2026-12-31",
};

test.each(CAUSE_CODES)("%s is read back from its own text", (code) => {
  const names = [...CAUSES[code].matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const params = Object.fromEntries(names.map((name) => [name, PARAMS[name]!]));
  expect(readCause(causeText(code, params as never))).toEqual({ code, params });
});

test.each(["no such table", "timed out", "the run of nothing is not finished yet", ""])(
  "%j is a job's own words",
  (text) => {
    expect(readCause(text)).toBeUndefined();
  },
);
