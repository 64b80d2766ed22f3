import { afterEach, beforeEach, expect, test } from "@jest/globals";

import { countMarketData } from "./market-data-points.ts";
import type { InMemorySdk } from "./test/in-memory-sdk.ts";
import { startInMemorySdk } from "./test/in-memory-sdk.ts";

let sdk: InMemorySdk;
beforeEach(() => {
  sdk = startInMemorySdk();
});
afterEach(() => sdk.shutdown());

test("points are counted by source and kind", async () => {
  countMarketData(3, { datasource: "akshare", dataType: "tick" });
  countMarketData(2, { datasource: "akshare", dataType: "tick" });
  countMarketData(1, { datasource: "tdx", dataType: "kline_1min" });
  expect(await sdk.values("mystocks_market_data_points_processed_total")).toEqual({
    "data_type=tick,datasource=akshare": 5,
    "data_type=kline_1min,datasource=tdx": 1,
  });
});
