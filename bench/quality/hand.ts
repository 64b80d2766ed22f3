import type { Client } from "pg";

// The quickest right SQL that we could write by hand for the same six checks and samples.
const OHLC = "NOT (low <= least(open, close) AND high >= greatest(open, close) AND high >= low)";
const SOURCE = "NOT (source = ANY (ARRAY['tdx', 'akshare']))";

const SCAN = `
  SELECT count(*), count(*) FILTER (WHERE close IS NULL) AS null_close, max(updated_at) AS newest,
    count(*) FILTER (WHERE ${SOURCE}) AS source, count(*) FILTER (WHERE volume < 0) AS volume,
    count(*) FILTER (WHERE ${OHLC}) AS ohlc
  FROM daily_kline`;

const DUPLICATES = `
  SELECT symbol, trade_date, count(*) FROM (
    SELECT symbol, trade_date FROM daily_kline ORDER BY symbol, trade_date OFFSET 0) AS ordered
  GROUP BY symbol, trade_date HAVING count(*) > 1 LIMIT 1000`;

const SAMPLE = `
  SELECT *, close IS NULL AS null_close, ${SOURCE} AS source_bad, volume < 0 AS volume_bad, ${OHLC} AS ohlc_bad
  FROM daily_kline WHERE close IS NULL OR ${SOURCE} OR volume < 0 OR ${OHLC} LIMIT 1000`;

export async function runHand(client: Client) {
  const [scan] = (await client.query(SCAN)).rows as Record<string, string>[];
  const { rows: doubled } = await client.query(DUPLICATES);
  await client.query(SAMPLE);
  return {
    nullClose: Number(scan!["null_close"]),
    ohlc: Number(scan!["ohlc"]),
    volume: Number(scan!["volume"]),
    source: Number(scan!["source"]),
    doubledKeys: doubled.length,
  };
}
