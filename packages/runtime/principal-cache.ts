import type { Principal } from "./credentials.ts";

/** Principals just looked up, by the hash of their secret: spares a query a request, forgets after a few seconds. */
export class PrincipalCache {
  readonly #held = new Map<string, { principal: Principal; until: number }>();
  readonly #ttlMs: number;
  readonly #max: number;

  constructor({ ttlMs, max }: { ttlMs: number; max: number }) {
    this.#ttlMs = ttlMs;
    this.#max = max;
  }

  get(hash: Buffer, nowMs: number): Principal | undefined {
    const key = hash.toString("base64");
    const held = this.#held.get(key);
    if (held === undefined || held.until > nowMs) return held?.principal;
    this.#held.delete(key);
    return undefined;
  }

  set(hash: Buffer, principal: Principal, nowMs: number): void {
    this.#held.set(hash.toString("base64"), { principal, until: nowMs + this.#ttlMs });
    const [oldest] = this.#held.keys();
    if (this.#held.size > this.#max && oldest !== undefined) this.#held.delete(oldest);
  }

  delete(hash: Buffer): void {
    this.#held.delete(hash.toString("base64"));
  }

  clear(): void {
    this.#held.clear();
  }
}
