import { expect, test } from "@jest/globals";
import { dailyBar } from "./derived-bar.ts";
import { readSourcePrices } from "./prices.ts";
import { buildUniverse, INDEX_SYMBOL } from "./universe.ts";

const source = await readSourcePrices();
const universe = buildUniverse(source, 200);

test("the index's bars are the real ones", () => {
  const index = universe.find(({ symbol }) => symbol === INDEX_SYMBOL)!;
  expect(dailyBar(index, source.index, 1_234)).toEqual(source.index[1_234]);
});

test("every derived bar of the loaded history is a possible one", () => {
  const wrong = universe.flatMap((instrument) =>
    Array.from({ length: 750 }, (_, ago) => source.index.length - 1 - ago).filter((at) => {
      const { open, high, low, close, volume } = dailyBar(instrument, source.index, at);
      const ordered =
        low <= Math.min(open, close) && high >= Math.max(open, close) && low > 0 && high <= 10_000;
      return !ordered || volume === null || volume <= 0 || !Number.isInteger(volume);
    }),
  );
  expect(wrong).toEqual([]);
});

test("a symbol keeps its bars whatever the size of the universe", () => {
  const larger = buildUniverse(source, 1_000);
  expect(dailyBar(larger[150]!, source.index, 5_000)).toEqual(dailyBar(universe[150]!, source.index, 5_000));
});

test("symbols are unique and as many as asked for", () => {
  expect(new Set(universe.map(({ symbol }) => symbol)).size).toBe(200);
  expect(new Set(universe.map(({ seed }) => seed)).size).toBe(200);
});

test("a company's derived bars begin near its last real price", () => {
  const apple = universe.find(({ symbol }) => symbol === "AAPL.US")!;
  const { close } = dailyBar(apple, source.index, source.index.length - 250);
  expect(Math.abs(close / 223.02 - 1)).toBeLessThan(0.2);
});
