import { expect, test } from "@jest/globals";
import { dailyContract } from "../testing/daily-contract.ts";
import { parseContract } from "./parse-contract.ts";
import { ContractError } from "./problem.ts";

const parse = (text: string) => parseContract(text, "daily.odcs.yaml");

function problemsOf(text: string): string[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ContractError) return error.message.split("\n");
    throw error;
  }
  return [];
}

test("a contract says what it is about", () => {
  const contract = parse(dailyContract());
  expect(contract).toMatchObject({
    id: "test",
    schema: "public",
    table: "daily_kline",
    calendar: "XSHG",
    timeZone: "Asia/Shanghai",
    key: ["symbol", "trade_date"],
    time: { name: "trade_date", type: "date" },
    owner: "market data",
    publishingLagSeconds: 86_400,
  });
  expect(contract.checks.map(({ id }) => id)).toEqual([
    "schema",
    "rowCount",
    "nullValues:symbol",
    "nullValues:trade_date",
    "duplicateValues:symbol+trade_date",
    "finite:open+high+low+close+amount",
    "future:trade_date",
  ]);
});

test("the seed's thresholds are the defaults", () => {
  const quality = `- type: custom
  engine: mystocks
  implementation: { check: completeness, columns: [open, close] }
- type: custom
  engine: mystocks
  implementation: freshness`;
  const [completeness, freshness] = parse(dailyContract({ quality })).checks;
  expect(completeness).toMatchObject({
    unit: "percent",
    bounds: [
      { operator: "<=", limits: [10], level: "fail" },
      { operator: "<=", limits: [5], level: "warn" },
    ],
  });
  expect(freshness).toMatchObject({
    unit: "seconds",
    bounds: [
      { operator: "<=", limits: [900], level: "fail" },
      { operator: "<=", limits: [300], level: "warn" },
    ],
  });
});

test.each([
  [
    "a key of the standard that is misspelt",
    dailyContract().replace("status: active", "status: active\nverison: 2"),
    'daily.odcs.yaml:7: verison: is not a key that may stand here (did you mean "version"?)',
  ],
  [
    "a key of a property that is misspelt",
    dailyContract().replace("logicalType: integer", "logicalTyp: integer"),
    'daily.odcs.yaml:42: schema[0].properties[6].logicalTyp: is not a key that may stand here (did you mean "logicalType"?)',
  ],
  [
    "a metric that is misspelt",
    dailyContract({ quality: "- metric: rowcount\n  mustBe: 1" }),
    'daily.odcs.yaml:46: schema[0].quality[0].metric: "rowcount" is not one of the values that may stand here (did you mean "rowCount"?)',
  ],
  [
    "two comparisons",
    dailyContract({ quality: "- metric: rowCount\n  mustBe: 1\n  mustNotBe: 2" }),
    /quality\[0\]: needs one comparison, and only one/,
  ],
  [
    "a column that is not there",
    dailyContract({
      quality: "- type: custom\n  engine: mystocks\n  implementation:\n    check: ohlc\n    close: clsoe",
    }),
    'daily.odcs.yaml:50: schema[0].quality[0].implementation.close: daily_kline has no column "clsoe" (did you mean "close"?)',
  ],
  [
    "an option of a market check that is misspelt",
    dailyContract({
      quality: "- type: custom\n  engine: mystocks\n  implementation: { check: jump, atmost: 2 }",
    }),
    'daily.odcs.yaml:48: schema[0].quality[0].implementation.atmost: is not a key that may stand here (did you mean "atMost"?)',
  ],
  [
    "an unknown market check",
    dailyContract({ quality: "- type: custom\n  engine: mystocks\n  implementation: olhc" }),
    /"olhc" is not known \(did you mean "ohlc"\?\)/,
  ],
  [
    "a calendar that is not there",
    dailyContract({ settings: "calendar: XSGH" }),
    /there is no calendar "XSGH" \(did you mean "XSHG"\?\)/,
  ],
  [
    "freshness by load time",
    dailyContract({
      settings: "calendar: XSHG\ntime: trade_date\nloaded: amount",
      sla: "- property: freshness\n  value: 1\n  unit: d\n  element: daily_kline.amount",
    }),
    /amount says when a row was loaded, and a backfill would pass for fresh data \(write trade_date\)/,
  ],
  [
    "another tool's engine",
    dailyContract({ quality: "- type: custom\n  engine: soda\n  implementation: x" }),
    /"soda" is not known/,
  ],
  [
    "no settings of ours",
    dailyContract().replace("property: mystocks", "property: other"),
    /the custom property mystocks is missing/,
  ],
  [
    "an alias of nothing",
    dailyContract().replace("status: active", "status: *nope"),
    /^daily.odcs.yaml:6: document: Unresolved alias .*nope/,
  ],
  [
    "a schedule of one check",
    dailyContract({ quality: '- metric: rowCount\n  mustBe: 1\n  schedule: "0 1 * * *"' }),
    "daily.odcs.yaml:48: schema[0].quality[0].schedule: a check has no schedule of its own: a run judges all of them (write it below slaProperties, at the property frequency)",
  ],
  [
    "freshness of a column, which would not be looked at",
    dailyContract({
      quality: "- type: custom\n  engine: mystocks\n  implementation: { check: freshness, column: amount }",
    }),
    /implementation.column: is not a key that may stand here/,
  ],
  [
    "a comparison at a market check, which would not be made",
    dailyContract({
      quality: "- type: custom\n  engine: mystocks\n  implementation: ohlc\n  mustBeLessThan: 3",
    }),
    /quality\[0\].mustBeLessThan: does nothing at a check of engine mystocks \(write warnAbove, failAbove/,
  ],
  [
    "a schema of PostgreSQL's",
    dailyContract({ schema: "pg_catalog", table: "pg_authid" }),
    "daily.odcs.yaml:13: servers[0].schema: pg_catalog is PostgreSQL's own (name the schema of a dataset)",
  ],
  ["a key twice", dailyContract().replace("kind:", "id: x\nkind:"), /Map keys must be unique/],
])("refused with line, key and way out: %s", (_, text, message) => {
  expect(problemsOf(text)).toEqual([message instanceof RegExp ? expect.stringMatching(message) : message]);
});

test("all problems are told at once", () => {
  const text = dailyContract({
    settings: "calendar: XSHG\ntime: trade_dat\nsymbol: simbol",
    quality: "- type: custom\n  engine: mystocks\n  implementation: { check: stale, column: c }",
  });
  expect(problemsOf(text)).toHaveLength(3);
});

test("a fingerprint changes with what is judged, not with words about it", () => {
  const quality = "- metric: rowCount\n  mustBeGreaterThan: 10";
  const contract = parse(dailyContract({ quality }));
  const described = parse(dailyContract({ quality: quality + "\n  description: enough" }));
  const stricter = parse(dailyContract({ quality: quality.replace("10", "11") }));
  expect(described.fingerprint).toBe(contract.fingerprint);
  expect(stricter.fingerprint).not.toBe(contract.fingerprint);
});

test("a column of another name in the database is unique by that name, and refers by it", () => {
  const properties = `- name: security
  physicalName: sym.bol
  logicalType: string
  relationships: [{ to: stock_info.symbol }]
  quality: [{ metric: duplicateValues, mustBe: 0 }]`;
  const { checks } = parse(dailyContract({ properties, settings: "calendar: XSHG" }));
  expect(checks.map(({ spec }) => spec)).toMatchObject([
    { kind: "duplicateValues", columns: ["sym.bol"] },
    { kind: "schema" },
    { kind: "rowCount" },
    { kind: "reference", columns: ["sym.bol"], table: "stock_info", targets: ["symbol"] },
  ]);
});

test("checks of one name have ids of their own", () => {
  const quality = ["a", "a", "a:2", "a"].map((name) => `- { name: "${name}", metric: rowCount, mustBe: 1 }`);
  const { checks } = parse(dailyContract({ quality: quality.join("\n") }));
  const ids = checks.map(({ id }) => id);
  expect(ids.slice(0, 4)).toEqual(["a", "a:2", "a:2:2", "a:3"]);
  expect(new Set(ids).size).toBe(ids.length);
});
