import { RANKS } from "./agreement.ts";
import type { Agreement, Dialect, Made, Production } from "./agreement.ts";
import { OPERATION_SHAPES } from "./operations.ts";
import { PRODUCTIONS } from "./productions.ts";
import { SPAN_MS, START_MS } from "./random-series.ts";
import type { Random } from "./random.ts";

const JOINABLE = ["job", "instance", "zone"];

/**
 * Makes random expressions and counts how often each part was used. Whatever was used less than `quota` times comes
 * before anything else, so that how many expressions that takes has a bound; behind that chance alone decides.
 */
export class ExpressionMaker {
  readonly random: Random;
  readonly dialect: Dialect;
  readonly counts = new Map<string, number>();
  readonly #productions: readonly Production[];
  readonly #quota: number;
  /** Of the expression that is being made, in the order of use. */
  #used: string[] = [];

  constructor(random: Random, dialect: Dialect, quota = 0) {
    this.random = random;
    this.dialect = dialect;
    this.#quota = quota;
    this.#productions = PRODUCTIONS.filter(
      ({ dialects }) => dialects === undefined || dialects.includes(dialect),
    );
    for (const { feature } of this.#productions) this.counts.set(feature, 0);
    for (const feature of [...MODIFIERS, ...OPERATION_SHAPES]) this.counts.set(feature, 0);
  }

  count(feature: string): void {
    this.counts.set(feature, this.counts.get(feature)! + 1);
    this.#used.push(feature);
  }

  /** What is made if it is kept, else undefined: then nothing in it counts, for nobody is asked it. */
  madeIf(isKept: (made: Made) => boolean, make: () => Made): Made | undefined {
    const start = this.#used.length;
    const made = make();
    if (isKept(made)) return made;
    for (const feature of this.#used.splice(start)) this.counts.set(feature, this.counts.get(feature)! - 1);
    return undefined;
  }

  get isEachUsed(): boolean {
    return Math.min(...this.counts.values()) >= this.#quota;
  }

  /** A whole expression: an instant vector. */
  expression(): string {
    this.#used = [];
    const features = this.#productions.map(({ feature }) => feature);
    const due = this.#due(features);
    if (due === undefined) return this.vector(3, "digits").text;
    this.count(due);
    return this.#productions[features.indexOf(due)]!.make(this, 2).text;
  }

  /** The one used least where some are short of the quota, else any. */
  pick<T extends string>(features: readonly T[]): T {
    return this.#due(features) ?? this.random.pick(features);
  }

  #due<T extends string>(features: readonly T[]): T | undefined {
    const least = Math.min(...features.map((feature) => this.counts.get(feature)!));
    if (least >= this.#quota) return undefined;
    return this.random.pick(features.filter((feature) => this.counts.get(feature) === least));
  }

  /** An instant vector on whose values engines agree at least so far. */
  vector(depth: number, agreement: Agreement): Made {
    if (depth <= 0) return this.leaf(agreement);
    const fit = this.#productions.filter((one) => RANKS[one.agreement] >= RANKS[agreement]);
    const agrees = (made: Made) => RANKS[made.agreement] >= RANKS[agreement];
    const drawn = Array.from({ length: 8 }, () => this.random.pick(fit));
    for (const production of drawn.sort(
      (a, b) => this.counts.get(a.feature)! - this.counts.get(b.feature)!,
    )) {
      const made = this.madeIf(agrees, () => production.make(this, depth - 1));
      if (made === undefined) continue;
      this.count(production.feature);
      return made;
    }
    return this.leaf(agreement);
  }

  leaf(agreement: Agreement = "sums"): Made {
    const odd = agreement !== "sums" && this.random.chance(0.1);
    const name = odd
      ? "odd"
      : this.random.pick(["requests_total", "errors_total", "load", "capacity", "distinct"]);
    return { text: `${this.selector(name)}${this.modifiers()}`, agreement: odd ? "bits" : "sums" };
  }

  selector(name: string): string {
    const matchers = this.random.pick([
      "",
      "",
      '{job="api"}',
      '{job!="api"}',
      '{job=~"a.*|d[bc]"}',
      '{instance!~"b|c"}',
      '{nothing=""}',
    ]);
    return `${name}${matchers}`;
  }

  /** Offset and `@` behind a selector or a subquery. */
  modifiers({ isAheadAllowed = true } = {}): string {
    const { random } = this;
    const parts: string[] = [];
    if (random.chance(0.15)) {
      const offset = isAheadAllowed ? this.pick(["offset", "negative offset"]) : "offset";
      this.count(offset);
      parts.push(`offset ${offset === "offset" ? "" : "-"}${random.pick(["15s", "1m", "7m30s"])}`);
    }
    if (random.chance(0.1)) {
      const at = this.pick(["@ start()", "@ end()", "@ time"]);
      this.count(at);
      parts.push(
        at === "@ time" ? `@ ${(START_MS + random.whole(0, SPAN_MS / 15_000) * 15_000) / 1000}` : at,
      );
    }
    return parts.map((part) => ` ${part}`).join("");
  }

  range(): string {
    return this.random.pick(["15s", "30s", "1m", "2m30s", "5m", "5m", "7m13s", "20m"]);
  }

  /** A range of a leaf, or a subquery over what agrees at least so far. */
  matrix(depth: number, agreement: Agreement): Made {
    if (depth > 0 && this.random.chance(0.3)) {
      this.count("subquery");
      const inner = this.vector(depth - 1, agreement);
      // Prometheus may read `@` at another time inside a subquery that is moved ahead.
      const modifiers = this.modifiers({ isAheadAllowed: !inner.text.includes(" @ ") });
      const step = this.random.pick(["", "15s", "1m", "47s"]);
      return {
        text: `(${inner.text})[${this.random.pick(["1m", "5m", "12m"])}:${step}]${modifiers}`,
        agreement: inner.agreement,
      };
    }
    const odd = agreement !== "sums" && this.random.chance(0.1);
    const name = odd ? "odd" : this.random.pick(["requests_total", "errors_total", "load", "capacity"]);
    const text = `${this.selector(name)}[${this.range()}]${this.modifiers()}`;
    return { text, agreement: odd ? "bits" : "sums" };
  }

  counterRange(): string {
    return `${this.selector(this.random.pick(["requests_total", "errors_total"]))}[${this.range()}]${this.modifiers()}`;
  }

  /** A number or something that gives one. */
  scalar(): Made {
    const text = this.random.pick([
      String(this.random.whole(-20, 200)),
      String(this.random.whole(-20, 200) / 8),
      "0",
      this.dialect === "3" ? "2m" : "120",
      "scalar(capacity{job='db'})",
      "1e3",
    ]);
    // NaN when there is no such series.
    return { text, agreement: text.startsWith("scalar") ? "bits" : "sums" };
  }

  grouping(): string {
    const labels = JOINABLE.filter(() => this.random.chance(0.45)).join(", ");
    return this.random.pick([` by (${labels}) `, ` by (${labels}) `, ` without (${labels}) `, " "]);
  }
}

/** Counted beside the productions. */
const MODIFIERS = ["offset", "negative offset", "@ start()", "@ end()", "@ time", "subquery"];
