import { SPAN_MS, START_MS } from "./random-series.ts";
import type { Random } from "./random.ts";

/**
 * How far two right engines can agree on a value. `sums`: to the bit, and so do its sums in any order. `bits`: to
 * the bit. `digits`: but for the last digits, so nothing that jumps may be built on it (a comparison, `floor`, a
 * rank), nor anything that makes a small difference large.
 */
type Agreement = "digits" | "bits" | "sums";

type Made = { text: string; agreement: Agreement };

/** Which Prometheus is asked: some functions have come since 2.42, and one has changed its name. */
export type Dialect = "2.42" | "3";

type Production = {
  feature: string;
  dialects?: readonly Dialect[];
  make: (maker: ExpressionMaker, depth: number) => Made;
  /** The best agreement it can have: it is not asked where more is needed. */
  agreement: Agreement;
};

const RANKS: Record<Agreement, number> = { digits: 0, bits: 1, sums: 2 };
const JOINABLE = ["job", "instance", "zone"];

/** Makes random expressions, the rarest parts first, and counts how often each part was used. */
export class ExpressionMaker {
  readonly random: Random;
  readonly dialect: Dialect;
  readonly counts = new Map<string, number>();
  readonly #productions: readonly Production[];

  constructor(random: Random, dialect: Dialect) {
    this.random = random;
    this.dialect = dialect;
    this.#productions = PRODUCTIONS.filter(
      ({ dialects }) => dialects === undefined || dialects.includes(dialect),
    );
    for (const { feature } of this.#productions) this.counts.set(feature, 0);
    for (const feature of MODIFIERS) this.counts.set(feature, 0);
  }

  count(feature: string): void {
    this.counts.set(feature, (this.counts.get(feature) ?? 0) + 1);
  }

  /** A whole expression: an instant vector. */
  expression(): string {
    return this.vector(3, "digits").text;
  }

  /** An instant vector on whose values engines agree at least so far. */
  vector(depth: number, agreement: Agreement): Made {
    if (depth <= 0) return this.leaf(agreement);
    const fit = this.#productions.filter((one) => RANKS[one.agreement] >= RANKS[agreement]);
    const drawn = Array.from({ length: 8 }, () => this.random.pick(fit));
    for (const production of drawn.sort(
      (a, b) => this.counts.get(a.feature)! - this.counts.get(b.feature)!,
    )) {
      const made = production.make(this, depth - 1);
      if (RANKS[made.agreement] < RANKS[agreement]) continue;
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
  modifiers(): string {
    const { random } = this;
    const parts: string[] = [];
    if (random.chance(0.15)) {
      const isAhead = random.chance(0.4);
      this.count(isAhead ? "negative offset" : "offset");
      parts.push(`offset ${isAhead ? "-" : ""}${random.pick(["15s", "1m", "7m30s"])}`);
    }
    if (random.chance(0.1)) {
      const at = random.pick(["@ start()", "@ end()", "@ time"]);
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
      const step = this.random.pick(["", "15s", "1m", "47s"]);
      return {
        text: `(${inner.text})[${this.random.pick(["1m", "5m", "12m"])}:${step}]${this.modifiers()}`,
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

function atMost(a: Agreement, b: Agreement): Agreement {
  return RANKS[a] < RANKS[b] ? a : b;
}

/** A function of a vector; the result agrees at most as far as given. */
function ofVector(
  names: string,
  needs: Agreement,
  agreement: Agreement,
  extra: (maker: ExpressionMaker) => string = () => "",
  dialects?: readonly Dialect[],
): Production[] {
  return names.split(" ").map((feature) => ({
    feature,
    agreement,
    ...(dialects !== undefined && { dialects }),
    make(maker, depth) {
      const inner = maker.vector(depth, needs);
      return {
        text: `${feature}(${inner.text}${extra(maker)})`,
        agreement: atMost(inner.agreement, agreement),
      };
    },
  }));
}

function ofRange(
  names: string,
  needs: Agreement,
  agreement: Agreement,
  dialects?: readonly Dialect[],
): Production[] {
  return names.split(" ").map((feature) => ({
    feature,
    agreement,
    ...(dialects !== undefined && { dialects }),
    make(maker, depth) {
      const inner = maker.matrix(depth, needs);
      return { text: `${feature}(${inner.text})`, agreement: atMost(inner.agreement, agreement) };
    },
  }));
}

function ofCounter(names: string, agreement: Agreement): Production[] {
  return names.split(" ").map((feature) => ({
    feature,
    agreement,
    make: (maker) => ({ text: `${feature}(${maker.counterRange()})`, agreement }),
  }));
}

function aggregation(feature: string, needs: Agreement, agreement: Agreement): Production {
  return {
    feature,
    agreement,
    make(maker, depth) {
      const inner = maker.vector(depth, needs);
      return {
        text: `${feature}${maker.grouping()}(${inner.text})`,
        agreement: atMost(inner.agreement, agreement),
      };
    },
  };
}

/** `k` of vectors whose elements never tie, since a tie may be broken either way. */
function ranked(feature: string): Production {
  return {
    feature,
    agreement: "sums",
    make(maker) {
      const k = maker.random.pick(["1", "2", "3", "100", "0", "-1"]);
      return {
        text: `${feature}${maker.grouping()}(${k}, ${maker.selector("distinct")}${maker.modifiers()})`,
        agreement: "sums",
      };
    },
  };
}

function arithmetic(operator: string, agreement: Agreement): Production {
  return {
    feature: operator,
    agreement,
    // What was nearly equal may differ much after a subtraction.
    make: (maker, depth) => operation(maker, depth, operator, agreement, operator !== "*"),
  };
}

/** Two vectors or a vector and a scalar, with every kind of matching. */
function operation(
  maker: ExpressionMaker,
  depth: number,
  operator: string,
  agreement: Agreement,
  needsBits: boolean,
): Made {
  const { random } = maker;
  const needs = needsBits ? "bits" : "digits";
  // 2.42 lets atan2 keep the metric's name.
  const isNamed = maker.dialect === "2.42" && operator === "atan2";
  const operand = (inner: number): Made => {
    const made = maker.vector(inner, needs);
    return isNamed ? { ...made, text: `abs(${made.text})` } : made;
  };
  const left = operand(depth);
  // 2.42 takes several matches for an error only when the comparison is true of them.
  const isLenient = maker.dialect === "2.42" && /^[=!<>]+$/u.test(operator);
  const shapes = isLenient
    ? ["scalar", "summed", "plain"]
    : ["scalar", "scalar", "summed", "matched", "grouped", "plain"];
  const shape = random.pick(shapes);
  if (shape === "scalar") {
    const scalar = maker.scalar();
    const sides = [`(${left.text})`, scalar.text];
    if (random.chance(0.4)) sides.reverse();
    maker.count("with scalar");
    return {
      text: sides.join(` ${operator} `),
      agreement: atMost(atMost(left.agreement, scalar.agreement), agreement),
    };
  }
  const right = operand(depth - 1);
  const both = atMost(atMost(left.agreement, right.agreement), agreement);
  maker.count(`${shape} matching`);
  switch (shape) {
    case "summed": {
      const by = random.pick(["by (job)", "by (job, instance)", "without (zone)", "by ()"]);
      const text = `max ${by} (${left.text}) ${operator} min ${by} (${right.text})`;
      return { text, agreement: both };
    }
    case "grouped": {
      const isLeft = random.chance(0.6);
      const one = `max by (job) (${right.text})`;
      const clause = random.pick(["on (job)", "ignoring (instance, zone, tier)"]);
      const include = random.pick(["", " (zone)", " (tier)", " ()"]);
      const many = `(${left.text})`;
      const text = isLeft
        ? `${many} ${operator} ${clause} group_left${include} ${one}`
        : `${one} ${operator} ${clause} group_right${include || " ()"} ${many}`;
      maker.count(isLeft ? "group_left" : "group_right");
      return { text, agreement: both };
    }
    case "matched": {
      const clause = random.pick([
        "on (job, instance)",
        "ignoring (zone)",
        "on (job)",
        "ignoring (zone, tier)",
      ]);
      return { text: `(${left.text}) ${operator} ${clause} (${right.text})`, agreement: both };
    }
    default:
      return { text: `(${left.text}) ${operator} (${right.text})`, agreement: both };
  }
}

function comparison(operator: string): Production[] {
  return ["", " bool"].map((bool) => ({
    feature: `${operator}${bool}`,
    agreement: bool === "" ? "bits" : "sums",
    make(maker, depth) {
      const made = operation(maker, depth, `${operator}${bool}`, bool === "" ? "sums" : "sums", true);
      return bool === "" ? made : { ...made, agreement: "sums" };
    },
  }));
}

function setOperation(operator: string): Production {
  return {
    feature: operator,
    agreement: "sums",
    make(maker, depth) {
      const left = maker.vector(depth, "digits");
      const right = maker.vector(depth - 1, "digits");
      const clause = maker.random.pick([
        "",
        "",
        " on (job)",
        " ignoring (zone)",
        " on ()",
        " on (job, instance)",
      ]);
      return {
        text: `(${left.text}) ${operator}${clause} (${right.text})`,
        agreement: atMost(left.agreement, right.agreement),
      };
    },
  };
}

function fixed(
  feature: string,
  agreement: Agreement,
  text: (maker: ExpressionMaker) => string,
  dialects?: readonly Dialect[],
): Production {
  return {
    feature,
    agreement,
    ...(dialects !== undefined && { dialects }),
    make: (maker) => ({ text: text(maker), agreement }),
  };
}

function quantileOf(maker: ExpressionMaker): string {
  return maker.random.pick(["0.5", "0.95", "0.99", "0", "1", "-0.1", "1.1", "0.3333"]);
}

function buckets(maker: ExpressionMaker): string {
  const selector = `latency_bucket${maker.random.pick(["", '{job="db"}', '{le!="1"}', '{le!="+Inf"}'])}`;
  return maker.random.pick([
    selector,
    `sum by (le) (${selector})`,
    `sum by (le, job) (${selector})`,
    `irate(${selector}[2m])`,
    `last_over_time(${selector}[10m])`,
  ]);
}

function native(maker: ExpressionMaker): string {
  const selector = `latency${maker.random.pick(["", '{job="db"}', '{job!="db"}'])}`;
  const range = maker.range();
  return maker.random.pick([
    selector,
    `rate(${selector}[${range}])`,
    `increase(${selector}[${range}])`,
    `delta(${selector}[${range}])`,
    `sum(rate(${selector}[${range}]))`,
    `sum by (job) (${selector})`,
    `avg(${selector})`,
    `irate(${selector}[${range}])`,
    `idelta(${selector}[${range}])`,
    `sum_over_time(${selector}[${range}])`,
    `avg_over_time(${selector}[${range}])`,
    `last_over_time(${selector}[${range}])`,
    `first_over_time(${selector}[${range}])`,
    `(${selector} * 3)`,
    `(2 * ${selector})`,
    `(${selector} / 7)`,
    `(${selector} + on () group_left sum(${selector}))`,
    `(${selector} - ${selector} offset 1m)`,
    `-${selector}`,
  ]);
}

function ofNative(feature: string, extra: (maker: ExpressionMaker) => string = () => ""): Production {
  return {
    feature: `${feature} of native`,
    dialects: ["3"],
    agreement: "digits",
    make: (maker) => ({ text: `${feature}(${extra(maker)}${native(maker)})`, agreement: "digits" }),
  };
}

const NEW: readonly Dialect[] = ["3"];

const PRODUCTIONS: readonly Production[] = [
  ...ofVector("abs", "digits", "sums"),
  ...ofVector("ceil floor sgn", "bits", "sums"),
  ...ofVector("sqrt", "bits", "bits"),
  ...ofVector(
    "exp ln log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh",
    "bits",
    "digits",
  ),
  ...ofVector("deg rad", "digits", "bits"),
  ...ofVector("round", "bits", "bits", ({ random }) => random.pick(["", ", 5", ", 0.25", ", 0.1"])),
  ...ofVector("clamp", "digits", "sums", ({ random }) => random.pick([", 0, 10", ", -5, 5.5", ", 10, 0"])),
  ...ofVector("clamp_max clamp_min", "digits", "sums", (maker) => `, ${maker.random.whole(-10, 100)}`),
  ...ofVector("sort sort_desc", "digits", "sums"),
  ...ofVector("sort_by_label sort_by_label_desc", "digits", "sums", () => ', "instance", "job"', NEW),
  {
    feature: "timestamp",
    agreement: "bits",
    make(maker, depth) {
      const { text } = maker.vector(depth, "digits");
      // 2.42 loses the samples of a selector with an offset and `@`.
      const isLost = maker.dialect === "2.42" && text.includes(" @ ");
      return { text: isLost ? "timestamp(load)" : `timestamp(${text})`, agreement: "bits" };
    },
  },
  ...ofVector("absent", "digits", "sums"),
  ...ofVector("label_replace", "digits", "sums", ({ random }) =>
    random.pick([
      ', "copy", "$1-x", "instance", "(.*)"',
      ', "job", "${name}", "job", "(?P<name>a).*"',
      ', "copy", "none", "zone", "y"',
      ', "instance", "", "instance", ".*"',
    ]),
  ),
  ...ofVector("label_join", "digits", "sums", ({ random }) =>
    random.pick([
      ', "both", "/", "job", "instance"',
      ', "one", "", "zone"',
      ', "instance", "-", "instance", "job"',
    ]),
  ),
  ...["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"].map(
    (name) =>
      fixed(name, "sums", (maker) =>
        maker.random.pick([
          `${name}()`,
          `${name}(${maker.selector("load")} * 1234567)`,
          `${name}(timestamp(load))`,
        ]),
      ),
  ),
  fixed("time", "bits", (maker) =>
    maker.random.pick(["vector(time())", "load + time()", "vector(time() % 97)"]),
  ),
  fixed("pi", "bits", () => "load * pi()"),
  fixed("vector", "bits", (maker) => `vector(${maker.scalar().text})`),
  fixed("scalar", "bits", (maker) => `vector(scalar(${maker.selector("capacity")}))`),
  ...ofCounter("rate increase", "digits"),
  ...ofCounter("irate", "bits"),
  ...ofRange("delta", "bits", "digits"),
  ...ofRange("idelta", "bits", "bits"),
  ...ofRange("changes resets", "bits", "sums"),
  ...ofRange("avg_over_time stddev_over_time stdvar_over_time deriv", "bits", "digits"),
  ...ofRange("min_over_time max_over_time last_over_time", "digits", "sums"),
  ...ofRange("sum_over_time", "sums", "sums"),
  ...ofRange("count_over_time present_over_time", "digits", "sums"),
  ...ofRange("absent_over_time", "digits", "sums"),
  ...ofRange("first_over_time", "digits", "sums", NEW),
  ...ofRange("mad_over_time ts_of_max_over_time ts_of_min_over_time", "bits", "bits", NEW),
  ...ofRange("ts_of_first_over_time ts_of_last_over_time", "digits", "bits", NEW),
  {
    feature: "quantile_over_time",
    agreement: "bits",
    make(maker, depth) {
      const { text } = maker.matrix(depth, "bits");
      return { text: `quantile_over_time(${quantileOf(maker)}, ${text})`, agreement: "bits" };
    },
  },
  fixed(
    "predict_linear",
    "digits",
    (maker) =>
      `predict_linear(${maker.selector("load")}[${maker.range()}], ${maker.random.pick(["60", "0", "-300"])})`,
  ),
  fixed(
    "double_exponential_smoothing",
    "digits",
    (maker) =>
      `double_exponential_smoothing(${maker.selector("load")}[${maker.range()}], ${maker.random.pick(["0.3", "0.9"])}, 0.5)`,
  ),
  aggregation("sum", "sums", "sums"),
  aggregation("avg", "bits", "digits"),
  // Of large numbers close together no two engines agree, so nothing like times comes in.
  aggregation("stddev", "sums", "digits"),
  aggregation("stdvar", "sums", "digits"),
  // 2.42 answers 0 for one NaN or infinity.
  fixed("stddev of odd", "digits", (maker) => `stddev${maker.grouping()}(odd)`, NEW),
  aggregation("min", "digits", "sums"),
  aggregation("max", "digits", "sums"),
  aggregation("count", "digits", "sums"),
  aggregation("group", "digits", "sums"),
  {
    feature: "quantile",
    agreement: "bits",
    make(maker, depth) {
      const inner = maker.vector(depth, "bits");
      return { text: `quantile${maker.grouping()}(${quantileOf(maker)}, ${inner.text})`, agreement: "bits" };
    },
  },
  {
    feature: "count_values",
    agreement: "sums",
    make(maker, depth) {
      const inner = maker.vector(depth, "bits");
      // 2.42 forgets one of three labels at the second step.
      const grouping =
        maker.dialect === "2.42"
          ? maker.random.pick([" by (job) ", " without (zone) ", " "])
          : maker.grouping();
      return { text: `count_values${grouping}("value", ${inner.text})`, agreement: "sums" };
    },
  },
  ranked("topk"),
  ranked("bottomk"),
  fixed("limitk", "sums", (maker) => `count(limitk${maker.grouping()}(2, ${maker.selector("load")}))`, NEW),
  arithmetic("+", "sums"),
  arithmetic("-", "sums"),
  arithmetic("*", "bits"),
  arithmetic("/", "bits"),
  arithmetic("%", "bits"),
  arithmetic("^", "digits"),
  arithmetic("atan2", "digits"),
  ...["==", "!=", ">", "<", ">=", "<="].flatMap(comparison),
  setOperation("and"),
  setOperation("or"),
  setOperation("unless"),
  {
    feature: "unary -",
    agreement: "sums",
    make(maker, depth) {
      const inner = maker.vector(depth, "digits");
      return { text: `-(${inner.text})`, agreement: inner.agreement };
    },
  },
  fixed(
    "histogram_quantile",
    "digits",
    (maker) => `histogram_quantile(${quantileOf(maker)}, ${buckets(maker)})`,
  ),
  fixed(
    "histogram_fraction",
    "digits",
    (maker) =>
      `histogram_fraction(${maker.random.pick(["0, 1", "0.2, 3", "-1, 0.7", "1, +Inf", "-Inf, 2"])}, ${buckets(maker)})`,
    NEW,
  ),
  ofNative("histogram_quantile", (maker) => `${quantileOf(maker)}, `),
  ofNative(
    "histogram_fraction",
    ({ random }) => `${random.pick(["0, 1", "0.2, 3", "-1, 0.7", "1, +Inf", "-Inf, 2"])}, `,
  ),
  ofNative("histogram_count"),
  ofNative("histogram_sum"),
  ofNative("histogram_avg"),
  ofNative("histogram_stddev"),
  ofNative("histogram_stdvar"),
  fixed("changes of native", "bits", (maker) => `changes(latency[${maker.range()}])`, NEW),
  fixed("resets of native", "bits", (maker) => `resets(latency[${maker.range()}])`, NEW),
];
