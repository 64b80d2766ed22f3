import type pg from "pg";
import { LEASE_SECONDS, renewLease, type Claim } from "./claims.ts";

const RENEW_MS = 3000;
/** Before PostgreSQL lets another owner in, by a clock that may run a little slower. */
const LOST_AFTER_MS = LEASE_SECONDS * 1000 - 1000;

export interface Lease {
  /** Aborts when another owner has taken over, or may do so any moment because renewals fail. */
  lost: AbortSignal;
  /** Aborts when somebody wants the run to end; the reason's message says why. */
  cancelled: AbortSignal;
  /** The same, heard in this process before the next renewal. */
  cancel(cause: string): void;
  end(): void;
}

/** Renews a claim's lease until `end`. */
export function keepLease(pool: pg.Pool, claim: Claim): Lease {
  const lost = new AbortController();
  const cancelled = new AbortController();
  const expire = () => lost.abort(new Error("the lease could not be renewed in time"));
  let expiry = setTimeout(expire, LOST_AFTER_MS);
  let isRenewing = false;
  const renewal = setInterval(() => {
    if (!isRenewing) void renew();
  }, RENEW_MS);
  lost.signal.addEventListener("abort", () => clearInterval(renewal));
  const cancel = (cause: string) => cancelled.abort(new Error(cause));

  async function renew(): Promise<void> {
    isRenewing = true;
    const asked = performance.now();
    try {
      const renewed = await renewLease(pool, claim);
      if (renewed.isOurs) {
        clearTimeout(expiry);
        if (!hasEnded) expiry = setTimeout(expire, LOST_AFTER_MS - (performance.now() - asked));
        if (renewed.cancel !== null) cancel(renewed.cancel);
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
    cancelled: cancelled.signal,
    cancel,
    end() {
      hasEnded = true;
      clearInterval(renewal);
      clearTimeout(expiry);
    },
  };
}
