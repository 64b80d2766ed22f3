import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Pool } from "pg";

export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Who asks, and what they may do: viewer < operator < admin. */
export interface Principal {
  name: string;
  role: Role;
}

export const SESSION_DAYS = 30;

export const newSecret = (prefix: string) => `${prefix}${randomBytes(32).toString("base64url")}`;

export const hashOf = (secret: string) => createHash("sha256").update(secret).digest();

interface Found extends Principal {
  hash: Buffer;
}

export async function insertToken(pool: Pool, { name, role }: Principal, secret: string): Promise<void> {
  await pool.query("INSERT INTO auth.token (hash, name, role) VALUES ($1, $2, $3)", [
    hashOf(secret),
    name,
    role,
  ]);
}

/** A token whose secret was chosen elsewhere; one that is known, or was and is revoked, stays as it is. */
export async function admitToken(pool: Pool, { name, role }: Principal, secret: string): Promise<void> {
  await pool.query(
    "INSERT INTO auth.token (hash, name, role) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
    [hashOf(secret), name, role],
  );
}

export async function findToken(pool: Pool, hash: Buffer): Promise<Principal | undefined> {
  const { rows } = await pool.query<Found>(
    "SELECT hash, name, role FROM auth.token WHERE hash = $1 AND revoked_at IS NULL",
    [hash],
  );
  return sameHash(rows[0], hash);
}

export async function findSession(pool: Pool, hash: Buffer): Promise<Principal | undefined> {
  const { rows } = await pool.query<Found>(
    `SELECT session.hash, token.name, token.role
     FROM auth.session JOIN auth.token USING (token_id)
     WHERE session.hash = $1 AND session.expires_at > now() AND token.revoked_at IS NULL`,
    [hash],
  );
  return sameHash(rows[0], hash);
}

/** Opens a session of a token that is valid; false when it is not. Sessions long past are cleared on the way. */
export async function insertSession(pool: Pool, token: Buffer, session: Buffer): Promise<boolean> {
  await pool.query("DELETE FROM auth.session WHERE expires_at < now()");
  const { rowCount } = await pool.query(
    `INSERT INTO auth.session (hash, token_id, expires_at)
     SELECT $2, token_id, now() + make_interval(days => $3)
     FROM auth.token WHERE hash = $1 AND revoked_at IS NULL`,
    [token, session, SESSION_DAYS],
  );
  return rowCount === 1;
}

export async function deleteSession(pool: Pool, hash: Buffer): Promise<void> {
  await pool.query("DELETE FROM auth.session WHERE hash = $1", [hash]);
}

export async function revokeTokens(pool: Pool, name: string): Promise<number> {
  const { rowCount } = await pool.query(
    "UPDATE auth.token SET revoked_at = now() WHERE name = $1 AND revoked_at IS NULL",
    [name],
  );
  return rowCount ?? 0;
}

// The index finds by equality; the last word is a comparison whose time tells nothing.
function sameHash(found: Found | undefined, hash: Buffer): Principal | undefined {
  if (found === undefined || !timingSafeEqual(found.hash, hash)) return undefined;
  return { name: found.name, role: found.role };
}
