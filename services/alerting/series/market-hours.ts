import { EXCHANGES, type Calendar } from "@mystocks/calendar";
import type { Labels } from "@mystocks/promql";
import { marketSamples, type Calendars } from "@mystocks/rules";
import type { LiveStore } from "./live-store.ts";
import { COARSE, FINE } from "./tiers.ts";

/** The trading hours of every exchange that has a calendar as live series. They are computed, also those of the past. */
export class MarketHours {
  readonly #calendars: Calendars;

  constructor(calendars: Calendars) {
    this.#calendars = calendars;
  }

  /** The samples of the second that is judged. */
  write(store: LiveStore, nowMs: number): void {
    const atMs = secondOf(nowMs);
    for (const { labels, value } of this.#at(atMs)) store.append(labels, atMs, value);
  }

  /** What a store that was there before would have: each second of the fine tier, and steps of what rules read. */
  fillPast(store: LiveStore, nowMs: number): void {
    const endMs = secondOf(nowMs);
    const series = this.#at(endMs);
    const longestMs = Math.max(FINE.keptMs, ...series.map(({ labels }) => store.retainedMs(labels)));
    for (const atMs of pastInstants(endMs, longestMs))
      for (const { labels, value } of this.#at(atMs)) store.append(labels, atMs, value);
  }

  /** Each series of an exchange with its value at each of the times, NaN where the calendar does not know. */
  *over(times: Float64Array): Iterable<{ labels: Labels; values: Float64Array }> {
    for (const calendar of this.#known()) {
      const byKey = new Map<string, { labels: Labels; values: Float64Array }>();
      times.forEach((atMs, at) => {
        for (const { labels, value } of marketSamples(calendar, atMs)) {
          const series = byKey.get(labels.key) ?? {
            labels,
            values: new Float64Array(times.length).fill(NaN),
          };
          series.values[at] = value;
          byKey.set(labels.key, series);
        }
      });
      yield* byKey.values();
    }
  }

  #at(atMs: number) {
    return this.#known().flatMap((calendar) => marketSamples(calendar, atMs));
  }

  #known(): Calendar[] {
    return EXCHANGES.flatMap((mic) => this.#calendars(mic) ?? []);
  }
}

const secondOf = (timeMs: number) => Math.floor(timeMs / 1000) * 1000;

/** Rising; each at the end of a step of the finest tier that reaches back to it. */
function* pastInstants(endMs: number, ageMs: number): Iterable<number> {
  const tiers = [FINE, ...COARSE].filter((_, at, all) => at === 0 || ageMs > all[at - 1]!.keptMs);
  for (const [at, { stepMs, keptMs }] of [...tiers.entries()].toReversed()) {
    const untilMs = at === 0 ? endMs : endMs - tiers[at - 1]!.keptMs;
    const firstMs = Math.ceil((endMs - Math.min(keptMs, ageMs)) / stepMs) * stepMs;
    for (let atMs = firstMs - 1000; atMs < untilMs; atMs += stepMs) yield atMs;
  }
  yield endMs;
}
