import { ExponentialHistogram } from "@mystocks/histogram";
import type pg from "pg";

export const SECONDS_A_MINUTE = 60;
const VALUES_A_SECOND = 5;
const DAY = 86_400;

/**
 * What operation `id` does in second `n`: the durations `seconds[n mod 60]`, in seconds. The minutes of an operation
 * are alike, so the truth about any window can be counted by hand; operations differ by up to a hundredfold.
 */
export interface Operation {
  id: number;
  seconds: number[][];
}

export interface FillPlan {
  /** Unix seconds; the newest second that has rows is the one before. */
  now: number;
  operations: Operation[];
  /** How far back each tier reaches, in seconds. */
  reach: Record<"1s" | "1m" | "1h" | "1d", number>;
}

/** Log-normal durations around 1 to 100 ms by a generator of its own, so that every run has the same. */
export function generateOperations(count: number): Operation[] {
  let state = 42;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: count }, (_, id) => ({
    id: id + 1,
    seconds: Array.from({ length: SECONDS_A_MINUTE }, () =>
      Array.from(
        { length: VALUES_A_SECOND },
        () => Math.round(0.001 * 100 ** (id / count) * Math.exp(normal()) * 1e9) / 1e9,
      ),
    ),
  }));
}

/** Fills the tiers as compaction would have left them: seconds not merged since the last full minute, and so on. */
export async function fillTiers(pool: pg.Pool, { now, operations, reach }: FillPlan): Promise<void> {
  const minute = Math.floor((now - 8) / 60) * 60;
  const hour = Math.floor((now - 120) / 3600) * 3600;
  const day = Math.floor((now - 420) / DAY) * DAY;
  const from = (end: number, back: number, unit: number) => Math.ceil((end - back) / unit) * unit;
  await pool.query(
    "CREATE TABLE pattern (seconds integer, phase integer, operation_id integer, values integer, sum_ns bigint, max_ns bigint, sketch bytea)",
  );
  await insertPattern(pool, operations);
  const tiers = [
    { tier: "1s", source: "bench", unit: 1, from: now - reach["1s"], to: now, compacted: minute },
    {
      tier: "1m",
      source: "compaction/pulse_1m",
      unit: 60,
      from: from(minute, reach["1m"], 60),
      to: minute,
      compacted: hour,
    },
    {
      tier: "1h",
      source: "compaction/pulse_1h",
      unit: 3600,
      from: from(hour, reach["1h"], 3600),
      to: hour,
      compacted: day,
    },
    {
      tier: "1d",
      source: "compaction/pulse_1d",
      unit: DAY,
      from: from(day, reach["1d"], DAY),
      to: day,
      compacted: day,
    },
  ];
  for (const tier of tiers) await fillTier(pool, tier);
  await pool.query(
    `INSERT INTO telemetry.tier_horizon VALUES ('1s', to_timestamp($1)), ('1m', to_timestamp($2))`,
    [now - reach["1s"] + 60, from(minute, reach["1m"], 3600)],
  );
  await pool.query("ANALYZE telemetry.pulse_1s, telemetry.pulse_1m, telemetry.pulse_1h, telemetry.pulse_1d");
}

async function insertPattern(pool: pg.Pool, operations: readonly Operation[]): Promise<void> {
  const rows = operations.flatMap(({ id, seconds }) => [
    ...seconds.map((values, phase) => patternRow(1, phase, id, values, 1)),
    ...[60, 3600, DAY].map((unit) => patternRow(unit, 0, id, seconds.flat(), unit / 60)),
  ]);
  await pool.query(
    `INSERT INTO pattern SELECT seconds, phase, operation_id, values, sum_ns, max_ns, decode(sketch, 'hex')
     FROM json_to_recordset($1) AS r(seconds integer, phase integer, operation_id integer, values integer,
       sum_ns bigint, max_ns bigint, sketch text)`,
    [JSON.stringify(rows)],
  );
}

function patternRow(
  unit: number,
  phase: number,
  operationId: number,
  values: readonly number[],
  times: number,
) {
  const histogram = new ExponentialHistogram();
  for (const value of values) histogram.record(value, times);
  return {
    seconds: unit,
    phase,
    operation_id: operationId,
    values: histogram.count,
    sum_ns: Math.round(histogram.sum * 1e9),
    max_ns: Math.round(histogram.max * 1e9),
    sketch: Buffer.from(histogram.encode()).toString("hex"),
  };
}

interface Tier {
  tier: string;
  source: string;
  unit: number;
  from: number;
  to: number;
  compacted: number;
}

async function fillTier(pool: pg.Pool, { tier, source, unit, from, to, compacted }: Tier): Promise<void> {
  const { rows } = await pool.query<{ source_id: number }>(
    "INSERT INTO telemetry.source (source, partition, sequence) VALUES ($1, 0, $2) RETURNING source_id",
    [source, to / unit],
  );
  const observed = tier === "1s" ? "observed_at, " : "";
  // Sequences go by time: what lies before the watermark is merged into the next tier.
  await pool.query(
    `INSERT INTO telemetry.pulse_${tier} (source_id, sequence, bucket, ${observed}operation_id, enclosed, count, errors,
       over_warning, over_critical, rows, bytes, sum_ns, max_ns, sketch)
     SELECT $1, n + 1, to_timestamp(n * $2::bigint), ${tier === "1s" ? "to_timestamp(n + 1), " : ""}operation_id, false,
       values, values / 100, 0, 0, values * 10, values * 1000, sum_ns, max_ns, sketch
     FROM generate_series($3::bigint, $4::bigint - 1) AS n
     JOIN pattern ON seconds = $2 AND phase = CASE WHEN $2 = 1 THEN n % 60 ELSE 0 END
     ORDER BY n, operation_id`,
    [rows[0]!.source_id, unit, from / unit, to / unit],
  );
  if (tier !== "1d")
    await pool.query("INSERT INTO telemetry.compaction VALUES ($1, $2, $3)", [
      tier,
      rows[0]!.source_id,
      compacted / unit,
    ]);
}
