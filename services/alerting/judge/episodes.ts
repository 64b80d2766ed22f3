import type { AlertCondition, NewestEpisode } from "@mystocks/store/alerting";

/**
 * Numbers the episodes of alerts by what the store has of them: what the rules remember ends a quarter of an hour after
 * an alert did. An alert that goes on keeps its number, and one that begins after an end has the next. One that ended
 * before it fired woke nobody and leaves its number to the next, or a condition that trembles would fill the inbox.
 */
export class Episodes {
  readonly #newest: Map<string, NewestEpisode>;
  readonly #begunAnew: { fingerprint: string; episode: number }[] = [];

  constructor(newest: readonly NewestEpisode[]) {
    this.#newest = new Map(newest.map((one) => [one.fingerprint, one]));
  }

  /** Stored episodes that were over before they fired and begin once more. */
  get begunAnew(): readonly { fingerprint: string; episode: number }[] {
    return this.#begunAnew;
  }

  /** In the order of the transitions. */
  place<Condition extends Omit<AlertCondition, "episode">>(
    condition: Condition,
  ): Condition & { episode: number } {
    const { fingerprint } = condition;
    const last = this.#newest.get(fingerprint);
    const isOver = condition.condition === "resolved";
    const begins = last === undefined || (last.isOver && !isOver);
    const isNext = last === undefined || (begins && last.hasFired);
    const episode = isNext ? (last?.episode ?? 0) + 1 : last.episode;
    if (begins && !isNext) this.#begunAnew.push({ fingerprint, episode });
    this.#newest.set(fingerprint, { fingerprint, episode, isOver, hasFired: condition.firedAtMs !== null });
    return { ...condition, episode };
  }
}
