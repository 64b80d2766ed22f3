import { expect, test } from "@jest/globals";
import { parseDailyBars, parseMonthlyPrices, readSourcePrices } from "./prices.ts";

test("the installed files hold the S&P 500 by day and five companies by month", async () => {
  const { index, stocks } = await readSourcePrices();
  expect(index).toHaveLength(5_105);
  expect(index[0]).toEqual({
    date: "2000-01-03",
    open: 1469.25,
    high: 1478,
    low: 1438.359985,
    close: 1455.219971,
    volume: 931_800_000,
  });
  expect(index.at(-1)?.date).toBe("2020-04-17");
  expect(new Set(stocks.map(({ symbol }) => symbol))).toEqual(
    new Set(["MSFT", "AMZN", "IBM", "GOOG", "AAPL"]),
  );
  expect(stocks.at(-1)).toEqual({ symbol: "AAPL", month: "2010-03-01", price: 223.02 });
});

test("a file with other columns is refused", () => {
  expect(() => parseMonthlyPrices("date,symbol,price\nJan 1 2000,MSFT,1")).toThrow("expected the columns");
});

test.each(["", "n/a", "Infinity"])("a price %j is refused instead of loaded", (open) => {
  const csv = `date,open,high,low,close,adjclose,volume\n2000-01-03,${open},2,1,1,1,5`;
  expect(() => parseDailyBars(csv)).toThrow("is not a number");
});
