import type { ValueType } from "./ast.ts";

/** `optional`: how many of the last arguments may be left out. `variadic`: the last one may be repeated. */
export type Signature = {
  parameters: readonly ValueType[];
  returns: "scalar" | "vector";
  optional: number;
  variadic: boolean;
};

const ofVector = (): Signature => signature("vector", ["vector"]);
const ofRange = (): Signature => signature("vector", ["matrix"]);
const ofDate = (): Signature => signature("vector", ["vector"], { optional: 1 });

function signature(
  returns: "scalar" | "vector",
  parameters: ValueType[],
  { optional = 0, variadic = false }: { optional?: number; variadic?: boolean } = {},
): Signature {
  return { parameters, returns, optional, variadic };
}

function all(names: string, make: () => Signature): [string, Signature][] {
  return names.split(" ").map((name) => [name, make()]);
}

export const SIGNATURES: ReadonlyMap<string, Signature> = new Map([
  ...all("abs absent ceil exp floor ln log10 log2 sgn sort sort_desc sqrt timestamp", ofVector),
  ...all("acos acosh asin asinh atan atanh cos cosh deg rad sin sinh tan tanh", ofVector),
  ...all("histogram_avg histogram_count histogram_sum histogram_stddev histogram_stdvar", ofVector),
  ...all("absent_over_time avg_over_time changes count_over_time delta deriv first_over_time", ofRange),
  ...all("idelta increase irate last_over_time mad_over_time max_over_time min_over_time", ofRange),
  ...all("present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time", ofRange),
  ...all("ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time", ofRange),
  ...all("day_of_month day_of_week day_of_year days_in_month hour minute month year", ofDate),
  ["clamp", signature("vector", ["vector", "scalar", "scalar"])],
  ["clamp_max", signature("vector", ["vector", "scalar"])],
  ["clamp_min", signature("vector", ["vector", "scalar"])],
  ["double_exponential_smoothing", signature("vector", ["matrix", "scalar", "scalar"])],
  ["histogram_fraction", signature("vector", ["scalar", "scalar", "vector"])],
  ["histogram_quantile", signature("vector", ["scalar", "vector"])],
  [
    "label_join",
    signature("vector", ["vector", "string", "string", "string"], { optional: 1, variadic: true }),
  ],
  ["label_replace", signature("vector", ["vector", "string", "string", "string", "string"])],
  ["pi", signature("scalar", [])],
  ["predict_linear", signature("vector", ["matrix", "scalar"])],
  ["quantile_over_time", signature("vector", ["scalar", "matrix"])],
  ["round", signature("vector", ["vector", "scalar"], { optional: 1 })],
  ["scalar", signature("scalar", ["vector"])],
  ["sort_by_label", signature("vector", ["vector", "string"], { optional: 1, variadic: true })],
  ["sort_by_label_desc", signature("vector", ["vector", "string"], { optional: 1, variadic: true })],
  ["time", signature("scalar", [])],
  ["vector", signature("vector", ["scalar"])],
]);

/** Aggregations and the type of the parameter before the vector, where they take one. */
export const AGGREGATIONS: ReadonlyMap<string, ValueType | undefined> = new Map([
  ...["avg", "count", "group", "max", "min", "stddev", "stdvar", "sum"].map(
    (name): [string, ValueType | undefined] => [name, undefined],
  ),
  ["bottomk", "scalar"],
  ["count_values", "string"],
  ["limitk", "scalar"],
  ["quantile", "scalar"],
  ["topk", "scalar"],
]);
