import { expect, test } from "@jest/globals";
import { judge } from "../judge/judge.ts";
import { parseContract } from "../contract/parse-contract.ts";
import { ContractError } from "../contract/problem.ts";
import { planRun } from "../plan/plan-run.ts";
import { planSamples } from "../plan/plan-samples.ts";
import { value } from "../sql/fragment.ts";
import { renderTdengine } from "./render.ts";
import { readTdengineFacts, tdengineFactsStatement, tdengineResult } from "./rest.ts";

const PROPERTIES = [
  "ts: timestamp",
  "open: number",
  "high: number",
  "low: number",
  "close: number",
  "volume: integer",
  "symbol: string",
]
  .map((text) => text.split(": "))
  .map(([name, type]) => `      - { name: ${name}, logicalType: ${type} }`)
  .join("\n");

const contractText = (quality: string) => `apiVersion: v3.1.0
kind: DataContract
id: minute-kline
version: 1.0.0
status: active
servers: [{ server: market, type: custom, database: market_data }]
customProperties:
  - property: mystocks
    value: { dialect: tdengine, calendar: XSHG, time: ts, symbol: symbol }
schema:
  - name: minute_kline
    properties:
${PROPERTIES}
    quality:
${quality}`;

const custom = (implementation: string) =>
  `      - { type: custom, engine: mystocks, implementation: ${implementation} }`;
const contract = parseContract(
  contractText(
    [
      "      - { metric: duplicateValues, mustBe: 0, arguments: { properties: [symbol, ts] } }",
      custom("ohlc"),
      custom("{ check: completeness, columns: [close, volume] }"),
      custom("freshness"),
      custom("{ check: gaps, barMinutes: 1 }"),
    ].join("\n"),
  ),
  "minute.odcs.yaml",
);
const now = new Date("2026-07-10T15:30:00+08:00");

// Answers in the shape that TDengine's documentation of its REST interface shows.
const DESCRIBED = {
  code: 0,
  column_meta: [
    ["field", "VARCHAR", 64],
    ["type", "VARCHAR", 20],
    ["length", "INT", 4],
    ["note", "VARCHAR", 12],
  ],
  data: [
    ["ts", "TIMESTAMP", 8, ""],
    ["open", "DOUBLE", 8, ""],
    ["high", "DOUBLE", 8, ""],
    ["low", "DOUBLE", 8, ""],
    ["close", "DOUBLE", 8, ""],
    ["volume", "BIGINT", 8, ""],
    ["symbol", "VARCHAR", 16, "TAG"],
  ],
  rows: 7,
};
const facts = readTdengineFacts(tdengineResult(DESCRIBED))!;

test("an answer is rows by column name, an error its code and description, nothing an empty row", () => {
  expect(
    tdengineResult({
      code: 0,
      column_meta: [
        ["ts", "TIMESTAMP", 8],
        ["count", "BIGINT", 8],
      ],
      data: [["2022-06-29T05:50:55.401Z", 2]],
      rows: 1,
    }),
  ).toEqual({ rows: [{ ts: "2022-06-29T05:50:55.401Z", count: 2 }] });
  expect(tdengineResult({ code: 9728, desc: 'syntax error near "1"' })).toEqual({
    error: 'TDengine 9728: syntax error near "1"',
  });
  expect(tdengineResult({ code: 0, column_meta: [["n", "BIGINT", 8]], data: [], rows: 0 })).toEqual({
    rows: [{}],
  });
});

test("DESCRIBE gives the columns, tags among them", () => {
  expect(tdengineFactsStatement(contract)).toBe("DESCRIBE `market_data`.`minute_kline`");
  expect(facts.columns.at(0)).toEqual({ name: "ts", type: "timestamp with time zone", nullable: false });
  expect(facts.columns.at(-1)).toMatchObject({ name: "symbol", type: "text" });
});

test("the statements of a day, word for word", () => {
  const plan = planRun(contract, facts, { now, partition: "2026-07-10" });
  expect(plan.statements.map(({ name, text, values }) => [name, text, values])).toEqual([
    [
      "scan",
      "SELECT COUNT(*) AS `rows`, SUM(CASE WHEN (`low` <= 0 OR `low` > `open` OR `low` > `close` OR `high` < `low` OR `high` < `open` OR `high` < `close` OR " +
        ["open", "high", "low", "close"]
          .map(
            (name) =>
              `(\`${name}\` <> \`${name}\` OR \`${name}\` > 1.7976931348623157e+308 OR \`${name}\` < -1.7976931348623157e+308)`,
          )
          .join(" OR ") +
        ") THEN 1 ELSE 0 END) AS c0, SUM(CASE WHEN (`close` IS NULL OR `volume` IS NULL) THEN 1 ELSE 0 END) AS c1, count(*) AS c2" +
        ", SUM(CASE WHEN `ts` > '2026-07-10T07:30:05.000Z' THEN 1 ELSE 0 END) AS c3" +
        " FROM `market_data`.`minute_kline` WHERE (`ts` >= '2026-07-09T16:00:00.000Z' AND `ts` < '2026-07-10T16:00:00.000Z')",
      [],
    ],
    [
      "freshness-1",
      "SELECT LAST(`ts`) AS newest FROM `market_data`.`minute_kline` WHERE `ts` <= '2026-07-10T07:30:05.000Z'",
      [],
    ],
    [
      "gaps-2",
      "SELECT tbname AS symbol, SUM(CASE WHEN `ts` >= '2026-07-09T16:00:00.000Z' THEN 1 ELSE 0 END) AS found" +
        " FROM `market_data`.`minute_kline` WHERE `ts` >= '2026-06-29T16:00:00.000Z' AND `ts` < '2026-07-10T16:00:00.000Z' PARTITION BY tbname",
      [],
    ],
  ]);
});

test("verdicts come out of recorded answers", () => {
  const plan = planRun(contract, facts, { now, partition: "2026-07-10" });
  const answer = (columns: [string, string, number][], ...data: unknown[][]) =>
    tdengineResult({ code: 0, column_meta: columns, data, rows: data.length });
  const first = {
    scan: answer(
      [
        ["rows", "BIGINT", 8],
        ["c0", "BIGINT", 8],
        ["c1", "BIGINT", 8],
        ["c2", "BIGINT", 8],
        ["c3", "BIGINT", 8],
      ],
      [479, 2, 0, 479, 0],
    ),
    "freshness-1": answer([["newest", "TIMESTAMP", 8]], ["2026-07-10T07:00:00Z"]),
    "gaps-2": answer(
      [
        ["symbol", "VARCHAR", 16],
        ["found", "BIGINT", 8],
      ],
      ["sh600000", 240],
      ["sz000001", 239],
    ),
  };
  const [sample] = planSamples(plan, first);
  expect(sample!.text).toMatch(/^SELECT `ts` AS c0, .* AS p0 FROM .* ORDER BY `ts` LIMIT 1000$/);
  const row = ["2026-07-10T02:00:00Z", 1, 2, 3, 1, 100, "600000.SH", 1];
  const columns = row.map((_, index): [string, string, number] => [
    index === 7 ? "p0" : `c${index}`,
    "DOUBLE",
    8,
  ]);
  const checks = judge(plan, { ...first, "scan-sample": answer(columns, row) });
  expect(
    Object.fromEntries(checks.map(({ checkId, verdict, value }) => [checkId, [verdict, value]])),
  ).toEqual({
    schema: ["pass", 0],
    rowCount: ["pass", 479],
    "duplicateValues:symbol+ts": ["pass", 0],
    "ohlc:open+high+low+close": ["fail", 2],
    "completeness:close+volume": ["pass", 0],
    freshness: ["pass", 0],
    gaps: ["fail", 1],
    "future:ts": ["pass", 0],
  });
  const ohlc = checks.find(({ kind }) => kind === "ohlc")!;
  expect(ohlc.failed).toMatchObject([
    { key: { symbol: "600000.SH", ts: "2026-07-10T02:00:00Z" }, row: { low: "3" } },
  ]);
  expect(checks.find(({ kind }) => kind === "gaps")!.failed).toMatchObject([
    { row: { symbol: "sz000001", missing: "1" } },
  ]);
});

test("no value leaves its quotes and no name its backticks", () => {
  expect(renderTdengine(value("a'b\\c\nd")).text).toBe("'a\\'b\\\\c\\nd'");
  expect(renderTdengine(value("\\'; DROP DATABASE x --")).text).toBe("'\\\\\\'; DROP DATABASE x --'");
  expect(() => renderTdengine({ parts: [{ identifier: ["a`b"] }] })).toThrow("can't quote");
});

test("what TDengine can't do is refused when the contract is read", () => {
  const read = (quality: string) => () => parseContract(contractText(quality), "x");
  expect(read(custom("{ check: outlier }"))).toThrow(ContractError);
  expect(read('      - { type: sql, query: "SELECT 1", mustBe: 1 }')).toThrow("sql runs on PostgreSQL only");
  expect(read("      - { metric: duplicateValues, mustBe: 0, arguments: { properties: [symbol] } }")).toThrow(
    "TDengine proves keys with the bar time only",
  );
});
