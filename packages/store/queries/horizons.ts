import type pg from "pg";
import { TIERS, type Horizons } from "./pulse-window.ts";

/**
 * What `read` finds with the horizons of the tiers; read again when one of them moved meanwhile. They move before rows
 * go: when none moved, nothing that was read for had gone.
 */
export async function whileHorizonsStand<Answer>(
  pool: pg.Pool | pg.ClientBase,
  read: (horizons: Horizons) => Promise<Answer>,
): Promise<Answer> {
  let horizons = await readHorizons(pool);
  for (;;) {
    const answer = await read(horizons);
    const after = await readHorizons(pool);
    if (TIERS.every(({ tier }) => after[tier] === horizons[tier])) return answer;
    horizons = after;
  }
}

async function readHorizons(pool: pg.Pool | pg.ClientBase): Promise<Horizons> {
  const { rows } = await pool.query<{ tier: string; seconds: number }>(
    "SELECT tier, extract(epoch FROM time)::float8 AS seconds FROM telemetry.tier_horizon",
  );
  const found = new Map(rows.map(({ tier, seconds }) => [tier, seconds]));
  const horizon = (tier: string) => found.get(tier) ?? 0;
  return { "1s": horizon("1s"), "1m": horizon("1m"), "1h": horizon("1h"), "1d": horizon("1d") };
}
