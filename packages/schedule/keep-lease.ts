import type pg from "pg";
import { LEASE_SECONDS, renewLease, type Claim } from "./ledger.ts";

const RENEW_MS = 3000;
/** Before PostgreSQL lets another owner in, by a clock that may run a little slower. */
const LOST_AFTER_MS = LEASE_SECONDS * 1000 - 1000;

export interface Lease {
  /** Aborts when another owner has taken over, or may do so any moment because renewals fail. */
  lost: AbortSignal;
  end(): void;
}

/** Renews a claim's lease until `end`. */
export function keepLease(pool: pg.Pool, claim: Claim): Lease {
  const lost = new AbortController();
  const expire = () => lost.abort(new Error("the lease could not be renewed in time"));
  let expiry = setTimeout(expire, LOST_AFTER_MS);
  let isRenewing = false;
  const renewal = setInterval(() => {
    if (!isRenewing) void renew();
  }, RENEW_MS);
  lost.signal.addEventListener("abort", () => clearInterval(renewal));

  async function renew(): Promise<void> {
    isRenewing = true;
    const asked = performance.now();
    try {
      if (await renewLease(pool, claim)) {
        clearTimeout(expiry);
        if (!hasEnded) expiry = setTimeout(expire, LOST_AFTER_MS - (performance.now() - asked));
      } else if (!hasEnded) lost.abort(new Error("another owner has taken over"));
    } catch {
      // The store is away: the next renewal may come through before the lease is over.
    } finally {
      isRenewing = false;
    }
  }

  let hasEnded = false;
  return {
    lost: lost.signal,
    end() {
      hasEnded = true;
      clearInterval(renewal);
      clearTimeout(expiry);
    },
  };
}
