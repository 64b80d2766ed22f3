import type pg from "pg";
import { inTransaction } from "../transaction.ts";
import { storedJson } from "../writers/stored-text.ts";

export interface RuleStateRow {
  ruleId: string;
  state: unknown;
  judgedAtMs: number;
}

/** Keeps these states; a state that is undefined goes: the rule is at rest. */
export async function saveRuleStates(
  client: pg.ClientBase,
  shard: number,
  states: readonly { ruleId: string; state: unknown; judgedAtMs: number }[],
): Promise<void> {
  const kept = states.filter(({ state }) => state !== undefined);
  const gone = states.filter(({ state }) => state === undefined).map(({ ruleId }) => ruleId);
  if (kept.length > 0)
    await client.query(
      `INSERT INTO alerting.rule_state (rule_id, shard, state, judged_at)
       SELECT "ruleId", $2, state, to_timestamp("judgedAtMs" / 1000)
       FROM jsonb_to_recordset($1) AS given ("ruleId" text, state jsonb, "judgedAtMs" float8)
       ON CONFLICT (rule_id) DO UPDATE
         SET shard = excluded.shard, state = excluded.state, judged_at = excluded.judged_at`,
      [storedJson(kept), shard],
    );
  if (gone.length > 0) await client.query("DELETE FROM alerting.rule_state WHERE rule_id = ANY($1)", [gone]);
}

export async function readRuleStates(pool: pg.Pool, shard: number): Promise<RuleStateRow[]> {
  const { rows } = await pool.query<RuleStateRow>(
    `SELECT rule_id AS "ruleId", state, (extract(epoch FROM judged_at) * 1000)::float8 AS "judgedAtMs"
     FROM alerting.rule_state WHERE shard = $1`,
    [shard],
  );
  return rows;
}

/** Rule groups that another shard judged before, with the alerts of theirs that go on, are this shard's from now on. */
export async function adoptGroups(
  pool: pg.Pool,
  shard: number,
  groups: readonly { file: string; name: string; rules: readonly { id: string }[] }[],
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const ruleIds = groups.flatMap(({ rules }) => rules.map(({ id }) => id));
    await client.query("UPDATE alerting.rule_state SET shard = $1 WHERE rule_id = ANY($2) AND shard <> $1", [
      shard,
      ruleIds,
    ]);
    await client.query(
      `UPDATE alerting.alert AS a SET shard = $1
       FROM unnest($2::text[], $3::text[]) AS own (file, name)
       WHERE a.source = 'rule' AND a.condition <> 'resolved' AND a.shard <> $1
         AND a.file = own.file AND a.group_name = own.name`,
      [shard, groups.map(({ file }) => file), groups.map(({ name }) => name)],
    );
  });
}
