import type { Pool } from "pg";
import {
  admitToken,
  deleteSession,
  findSession,
  findToken,
  hashOf,
  insertSession,
  insertToken,
  newSecret,
  revokeTokens,
  ROLES,
  type Principal,
  type Role,
} from "./credentials.ts";
import { MonitorError } from "./errors.ts";
import { FailureLimit } from "./failure-limit.ts";
import { ensureTokenFile } from "./first-token.ts";
import { PrincipalCache } from "./principal-cache.ts";
import { expiredSessionCookie, readSessionCookie, sessionCookie } from "./session-cookie.ts";

export interface Credentials {
  authorization?: string | undefined;
  cookie?: string | undefined;
}

export interface AuthenticatorOptions {
  pool: Pool;
  /** When it is https, cookies are sent over https only. */
  publicUrl?: string | undefined;
  /** How long a revoked token may still work on this replica, in milliseconds. */
  cacheMs?: number;
  nowMs?: () => number;
}

const TOKEN_PREFIX = "mym_";

/** Tokens for programs, sessions for browsers; both only as hashes in the store. */
export class Authenticator {
  readonly #pool: Pool;
  readonly #secure: boolean;
  readonly #cache: PrincipalCache;
  readonly #failures = new FailureLimit({ limit: 20, windowMs: 60_000, maxSources: 10_000 });
  readonly #nowMs: () => number;

  constructor({ pool, publicUrl, cacheMs = 3000, nowMs = Date.now }: AuthenticatorOptions) {
    this.#pool = pool;
    this.#secure = publicUrl?.startsWith("https:") ?? false;
    this.#cache = new PrincipalCache({ ttlMs: cacheMs, max: 1000 });
    this.#nowMs = nowMs;
  }

  /**
   * Who sends these headers; undefined when they show nothing valid. A bearer token wins over a cookie.
   * `source` (an address) is refused with TOO_MANY_ATTEMPTS after 20 failures in a minute; what is known to be
   * valid passes all the same.
   */
  async principalOf(headers: Credentials, source?: string): Promise<Principal | undefined> {
    const bearer = /^Bearer ([\w-]{1,128})$/i.exec(headers.authorization ?? "")?.[1];
    if (bearer !== undefined) return this.#recognise(hashOf(bearer), findToken, source);
    if (headers.authorization !== undefined) return undefined;
    const session = readSessionCookie(headers.cookie);
    return session === undefined ? undefined : this.#recognise(hashOf(session), findSession, source);
  }

  async #recognise(
    hash: Buffer,
    find: (pool: Pool, hash: Buffer) => Promise<Principal | undefined>,
    source: string | undefined,
  ): Promise<Principal | undefined> {
    const held = this.#cache.get(hash, this.#nowMs());
    if (held !== undefined) return held;
    this.#refuseBlocked(source);
    const principal = await find(this.#pool, hash);
    if (principal === undefined) this.#countFailure(source);
    else this.#cache.set(hash, principal, this.#nowMs());
    return principal;
  }

  /** The secret is returned this once and stored nowhere. */
  async createToken({ name, role }: Principal): Promise<string> {
    const secret = newSecret(TOKEN_PREFIX);
    await insertToken(this.#pool, { name, role }, secret);
    return secret;
  }

  /** Ends every token of this name and the sessions made from them; returns how many tokens that were. */
  async revoke(name: string): Promise<number> {
    const revoked = await revokeTokens(this.#pool, name);
    this.#cache.clear();
    return revoked;
  }

  /** A token for a Set-Cookie value of a session of 30 days; undefined when the token is not valid. */
  async exchange(
    token: string,
    source?: string,
  ): Promise<{ cookie: string; principal: Principal } | undefined> {
    this.#refuseBlocked(source);
    const principal = await findToken(this.#pool, hashOf(token));
    const session = newSecret("");
    const opened =
      principal !== undefined && (await insertSession(this.#pool, hashOf(token), hashOf(session)));
    if (!opened) {
      this.#countFailure(source);
      return undefined;
    }
    return { cookie: sessionCookie(session, this.#secure), principal };
  }

  /** Ends the session of this Cookie header; returns the Set-Cookie value that clears it. */
  async signOut(cookie: string | undefined): Promise<string> {
    const session = readSessionCookie(cookie);
    if (session !== undefined) {
      await deleteSession(this.#pool, hashOf(session));
      this.#cache.delete(hashOf(session));
    }
    return expiredSessionCookie(this.#secure);
  }

  /** The token in this file, made on the first start and made anew when the store doesn't know it (mode 0600). */
  ensureFirstAdminToken(file: string): Promise<string> {
    return ensureTokenFile(file, {
      isKnown: async (token) => (await findToken(this.#pool, hashOf(token))) !== undefined,
      create: () => this.createToken({ name: "first admin", role: "admin" }),
    });
  }

  /** Where somebody else keeps the first token, such as a Secret of Kubernetes: every replica admits the same. */
  async admitFirstAdminToken(secret: string): Promise<string> {
    await admitToken(this.#pool, { name: "first admin", role: "admin" }, secret);
    return secret;
  }

  #refuseBlocked(source: string | undefined): void {
    if (source === undefined || !this.#failures.isBlocked(source, this.#nowMs())) return;
    throw new MonitorError("TOO_MANY_ATTEMPTS", "Too many failed attempts from this address.", {
      remedy: "Wait a minute, then use a token that `mystocks-monitor token create` has printed.",
    });
  }

  #countFailure(source: string | undefined): void {
    if (source !== undefined) this.#failures.count(source, this.#nowMs());
  }
}

/** Whether a principal of `has` may do what needs `needed`. */
export function allows(has: Role, needed: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needed);
}
