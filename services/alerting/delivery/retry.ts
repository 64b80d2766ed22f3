import type { Attempted } from "@mystocks/store/alerting";
import type { Answer } from "./told.ts";

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** A receiver that has not taken it for so long is taken to be away: whoever stands in for it is told. */
const FALLBACK_AFTER_MS = 45_000;
/** Nobody reads of an alert that old; it stays in the inbox. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

export interface Attempt {
  /** This one included. */
  attempts: number;
  /** Since the transition was committed. */
  ageMs: number;
  /** The message was already made as short as it can be. */
  isShortened: boolean;
}

export interface Decision {
  delivered: Attempted;
  /** Told at once that this one can't be told. */
  tellFallback: boolean;
  /** To be sent again now, in short. */
  shorten: boolean;
}

/** What an answer, or having none (undefined), means for the notifications of a message. */
export function decide(answer: Answer, status: number | undefined, attempt: Attempt): Decision {
  const told = status === undefined ? {} : { status };
  const dead: Decision = {
    delivered: { state: "dead", error: "why" in answer ? answer.why : "", ...told },
    tellFallback: true,
    shorten: false,
  };
  switch (answer.result) {
    case "accepted":
      return { delivered: { state: "sent" }, tellFallback: false, shorten: false };
    case "never":
      return dead;
    case "shorten":
      if (attempt.isShortened) return dead;
      return { delivered: waiting(answer.why, told, 0), tellFallback: false, shorten: true };
    case "again":
    default:
      return attempt.ageMs > GIVE_UP_AFTER_MS ? dead : later(answer, told, attempt);
  }
}

function later(
  { afterMs, why }: Extract<Answer, { result: "again" }>,
  told: { status?: number },
  { attempts, ageMs }: Attempt,
): Decision {
  const retryMs = afterMs ?? backoffMs(attempts);
  const tellFallback = ageMs + retryMs > FALLBACK_AFTER_MS;
  return { delivered: waiting(why, told, retryMs), tellFallback, shorten: false };
}

export function backoffMs(attempts: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1));
}

function waiting(error: string, told: { status?: number }, retryMs: number): Attempted {
  return { state: "waiting", error, retryMs, ...told };
}
