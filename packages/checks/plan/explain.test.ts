import { expect, test } from "@jest/globals";
import { parseContract } from "../contract/parse-contract.ts";
import { dailyContract } from "../testing/daily-contract.ts";
import { explain } from "./explain.ts";

test("explain prints each statement, what it reads, what it judges and its values", () => {
  const quality = "- { id: ohlc, type: custom, engine: mystocks, implementation: ohlc }";
  const contract = parseContract(dailyContract({ quality }), "x");
  const text = explain(contract, { now: new Date("2025-06-11T18:00:00+08:00"), partition: "2025-06-11" });
  expect(text).toBe(`-- test: 8 checks of public.daily_kline
-- 2 statements; one more for the failed rows of the scan if there are any
-- without SQL: schema, nullValues:symbol, nullValues:trade_date, future:trade_date

-- scan: reads the rows of the run once
-- judges ohlc, rowCount, finite:amount
SELECT count(*) AS rows, count(*) FILTER (WHERE NOT (coalesce(t."low", least(t."open", t."high", t."close")) > 0 AND t."low" <= least(t."open", t."close") AND t."high" >= greatest(t."open", t."low", t."close") AND coalesce(t."high", greatest(t."open", t."low", t."close")) < $1::float8)) AS c0, count(*) AS c1, count(*) FILTER (WHERE NOT ((t."amount" < $1::float8 AND t."amount" > $2::float8))) AS c2
FROM "public"."daily_kline" AS t
WHERE t."trade_date" BETWEEN $3::date AND $3::date;
-- $1 = "Infinity"
-- $2 = "-Infinity"
-- $3 = "2025-06-11"

-- duplicateValues-1: reads the key of the rows of the run
-- judges duplicateValues:symbol+trade_date
WITH doubled AS (
  SELECT t."symbol" AS "k0", t."trade_date" AS "k1", count(*) AS rows
  FROM "public"."daily_kline" AS t
WHERE t."trade_date" BETWEEN $1::date AND $1::date
  GROUP BY t."symbol", t."trade_date" HAVING count(*) > 1)
SELECT (SELECT count(*) FROM doubled) AS keys, (SELECT coalesce(sum(rows), 0) FROM doubled) AS rows,
  (SELECT json_agg(sample) FROM (SELECT json_build_array("k0"::text, "k1"::text) AS key, rows FROM doubled
    ORDER BY "k0", "k1" LIMIT $2::bigint) AS sample) AS sample;
-- $1 = "2025-06-11"
-- $2 = 200
`);
});
