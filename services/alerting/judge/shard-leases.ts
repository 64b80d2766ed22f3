import type { FaultLog, Logger } from "@mystocks/runtime";
import { leaseShards, releaseShards, type ShardLease } from "@mystocks/store/alerting";
import type pg from "pg";

/** Works on the shards that are this process'. */
export interface ShardFollower {
  /** The shard is this process' from now on. When it rejects the shard is not, and is tried again a second later. */
  take(lease: ShardLease): void | Promise<void>;
  /** Another process has it from now on. */
  drop(shard: number): void;
}

export interface LeasesParts {
  pool: pg.Pool;
  /** Unique among the processes that judge. */
  owner: string;
  log: Logger;
  faults: FaultLog;
}

const RENEW_MS = 1000;
/** A process that dies is succeeded within this and one renewal of another. */
const LEASE_MS = 3500;
const STORE_AWAY = "shards can't be leased";

/**
 * The shards of the rules that this process owns: leased in the store, renewed each second. With the store away they
 * stay as they are: nobody else can take them either.
 */
export class ShardLeases {
  readonly #parts: LeasesParts;
  readonly #held = new Map<number, ShardLease>();
  #followers: readonly ShardFollower[] = [];
  #judgedAtMs: () => number = Date.now;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;

  constructor(parts: LeasesParts) {
    this.#parts = parts;
  }

  get owned(): number[] {
    return [...this.#held.keys()];
  }

  owns(shard: number): boolean {
    return this.#held.has(shard);
  }

  /** Followers take in their order. `judgedAtMs`: up to when this process has judged, for whoever comes after it. */
  async start(followers: readonly ShardFollower[], judgedAtMs: () => number): Promise<void> {
    this.#followers = followers;
    this.#judgedAtMs = judgedAtMs;
    await this.#renew();
    this.#timer = setInterval(() => {
      this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    }, RENEW_MS);
  }

  /** Found out by a write that the store refused. */
  lost(shard: number): void {
    if (!this.#held.delete(shard)) return;
    for (const follower of this.#followers) follower.drop(shard);
    this.#parts.log.warn({ shard }, "another process judges this shard now");
  }

  /** So that others need not wait until the leases run out. */
  async release(): Promise<void> {
    const { pool, owner, faults } = this.#parts;
    clearInterval(this.#timer);
    await this.#renewing;
    this.#held.clear();
    await releaseShards(pool, owner).catch((error: unknown) => faults.fault(STORE_AWAY, error));
  }

  async #renew(): Promise<void> {
    const { pool, owner, faults } = this.#parts;
    try {
      const judgedAtMs = this.#judgedAtMs();
      const leases = await leaseShards(pool, owner, { leaseMs: LEASE_MS, judgedAtMs });
      faults.healed(STORE_AWAY);
      const epochs = new Map(leases.map(({ shard, epoch }) => [shard, epoch]));
      for (const { shard, epoch } of this.#held.values()) if (epochs.get(shard) !== epoch) this.lost(shard);
      for (const lease of leases) if (!this.#held.has(lease.shard)) await this.#take(lease);
    } catch (error) {
      faults.fault(STORE_AWAY, error);
    }
  }

  async #take(lease: ShardLease): Promise<void> {
    this.#held.set(lease.shard, lease);
    try {
      for (const follower of this.#followers) await follower.take(lease);
    } catch (error) {
      this.#held.delete(lease.shard);
      throw error;
    }
    const { shard, epoch } = lease;
    this.#parts.log.info({ shard, epoch }, "judges a shard of the rules");
  }
}
