import type pg from "pg";

export interface RuleFileVersion {
  name: string;
  version: number;
  /** null: the file is removed as of this version. */
  content: string | null;
  /** A unit-test file of promtool that stands beside it. */
  tests: string | null;
  author: string;
  comment: string;
  createdMs: number;
}

const COLUMNS = `name, version, content, tests, author, comment,
  (extract(epoch FROM created_at) * 1000)::float8 AS "createdMs"`;

/** Rises with each version of any file. */
export async function readRuleFilesRevision(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ revision: string }>(
    "SELECT coalesce(sum(version), 0) AS revision FROM alerting.rule_file WHERE origin = 'api'",
  );
  return Number(rows[0]!.revision);
}

/** The newest version of each file that people have saved, by name. */
export async function readNewestRuleFiles(pool: pg.Pool | pg.ClientBase): Promise<RuleFileVersion[]> {
  const { rows } = await pool.query<RuleFileVersion>(
    `SELECT DISTINCT ON (name) ${COLUMNS} FROM alerting.rule_file WHERE origin = 'api'
     ORDER BY name, version DESC`,
  );
  return rows;
}

/** All versions of a file, newest first. */
export async function readRuleFileVersions(pool: pg.Pool, name: string): Promise<RuleFileVersion[]> {
  const { rows } = await pool.query<RuleFileVersion>(
    `SELECT ${COLUMNS} FROM alerting.rule_file WHERE origin = 'api' AND name = $1 ORDER BY version DESC LIMIT 500`,
    [name],
  );
  return rows;
}

/** Nobody else saves a rule file until the end of the transaction. */
export async function lockRuleFiles(client: pg.ClientBase): Promise<void> {
  await client.query("LOCK TABLE alerting.rule_file IN SHARE ROW EXCLUSIVE MODE");
}

export async function insertRuleFile(
  client: pg.ClientBase,
  { name, version, content, tests, author, comment }: Omit<RuleFileVersion, "createdMs">,
): Promise<void> {
  await client.query(
    `INSERT INTO alerting.rule_file (name, version, origin, content, tests, author, comment)
     VALUES ($1, $2, 'api', $3, $4, $5, $6)`,
    [name, version, content, tests, author, comment],
  );
}
