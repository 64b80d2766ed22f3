import type pg from "pg";
import { storedJson } from "../writers/stored-text.ts";

export interface AuditEntry {
  actor: string;
  /** Verb and kind, such as `alert.acknowledge` or `silence.create`. */
  action: string;
  /** Id or name of what was changed. */
  subject: string;
  /** null: there was nothing. */
  before: unknown;
  /** null: there is nothing any more. */
  after: unknown;
}

export interface StoredAuditEntry extends AuditEntry {
  auditId: string;
  atMs: number;
}

/** Who changed what, in the transaction that changes it. */
export async function insertAudit(client: pg.ClientBase, entry: AuditEntry): Promise<void> {
  const { actor, action, subject, before, after } = entry;
  await client.query(
    "INSERT INTO alerting.audit (actor, action, subject, before, after) VALUES ($1, $2, $3, $4, $5)",
    [actor, action, subject, asJson(before), asJson(after)],
  );
}

/** Newest first, of those before `beforeId` where one is given. */
export async function readAudit(
  pool: pg.Pool,
  { beforeId, subject, limit }: { beforeId?: string; subject?: string; limit: number },
): Promise<StoredAuditEntry[]> {
  const { rows } = await pool.query<StoredAuditEntry>(
    `SELECT audit_id::text AS "auditId", (extract(epoch FROM at) * 1000)::float8 AS "atMs", actor, action, subject,
       before, after
     FROM alerting.audit
     WHERE ($1::bigint IS NULL OR audit_id < $1) AND ($2::text IS NULL OR subject = $2)
     ORDER BY audit_id DESC
     LIMIT $3`,
    [beforeId ?? null, subject ?? null, limit],
  );
  return rows;
}

const asJson = (value: unknown) => (value === null || value === undefined ? null : storedJson(value));
