import type { SeriesSample } from "@mystocks/events";

/** One series at one time; its labels are an object of its own, the same each time. */
export interface WorldSample extends Omit<SeriesSample, "timeMs"> {}

/** Rules and the series they read, the same for both rivals. */
export interface World {
  name: string;
  /** A rule file of one group. */
  ruleFile: string;
  rules: number;
  /** Seconds of the past that rules read. */
  historySeconds: number;
  /** Seconds between two samples of a series. */
  stepSeconds: number;
  /** As they are `second` seconds after the world began; negative before. */
  samplesAt(second: number): readonly WorldSample[];
}
