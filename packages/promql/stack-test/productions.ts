import { atMost } from "./agreement.ts";
import type { Agreement, Dialect, Made, Production } from "./agreement.ts";
import type { ExpressionMaker } from "./expression-maker.ts";
import { arithmetic, comparison, setOperation } from "./operations.ts";

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

function spread(maker: ExpressionMaker): string {
  const gauge = `${maker.selector(maker.random.pick(["load", "distinct"]))}${maker.modifiers()}`;
  const inner = maker.random.pick([gauge, gauge, `${gauge} / 8`, `max by (job, zone) (${gauge})`]);
  return maker.random.pick([inner, `(${inner}) + on (job) group_left capacity`]);
}

/** In 2.42 a quantile next to an infinity is NaN. */
function finite({ dialect }: ExpressionMaker): Agreement {
  return dialect === "2.42" ? "sums" : "bits";
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

export const PRODUCTIONS: readonly Production[] = [
  ...ofVector("abs", "digits", "sums"),
  ...ofVector("ceil floor sgn", "bits", "sums"),
  ...ofVector("sqrt", "bits", "bits"),
  ...ofVector(
    "exp ln log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh",
    "bits",
    "digits",
  ),
  ...ofVector("deg rad", "digits", "digits"),
  ...ofVector("round", "bits", "bits", ({ random }) => random.pick(["", ", 5", ", 0.25", ", 0.1"])),
  ...ofVector("clamp", "digits", "sums", ({ random }) => random.pick([", 0, 10", ", -5, 5.5", ", 10, 0"])),
  ...ofVector("clamp_max clamp_min", "digits", "sums", (maker) => `, ${maker.random.whole(-10, 100)}`),
  ...ofVector("sort sort_desc", "digits", "sums"),
  ...ofVector("sort_by_label sort_by_label_desc", "digits", "sums", () => ', "instance", "job"', NEW),
  {
    feature: "timestamp",
    agreement: "bits",
    make(maker, depth) {
      // Prometheus loses samples of a selector with an offset and `@`: 2.42 all, 3.16 some inside a subquery.
      const isFound = ({ text }: Made): boolean => !text.includes(" @ ");
      const inner = maker.madeIf(isFound, () => maker.vector(depth, "digits"));
      return { text: `timestamp(${inner?.text ?? "load"})`, agreement: "bits" };
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
      const { text } = maker.matrix(depth, finite(maker));
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
  // Of large numbers close together no two engines agree, so neither times nor high counters come in.
  ...["stddev", "stdvar"].map((name) =>
    fixed(name, "digits", (maker) => `${name}${maker.grouping()}(${spread(maker)})`),
  ),
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
      const inner = maker.vector(depth, finite(maker));
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
  fixed(
    "unary - of native",
    "digits",
    (maker) => `histogram_sum(-latency)${maker.random.pick([" * 2", ""])}`,
    NEW,
  ),
  // Of samples as they are stored, Prometheus drops a difference when one of them was the first after a reset.
  fixed("- of native", "digits", () => "histogram_sum(rate(latency[2m]) - rate(latency[2m] offset 1m))", NEW),
  // Not `changes`: Prometheus compares how samples are stored, empty buckets among it.
  fixed("resets of native", "bits", (maker) => `resets(latency[${maker.range()}])`, NEW),
];
