import {
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
  humanizeTimestamp,
} from "./humanize.ts";
import { compare, equal, indexed, lengthOf, sliced } from "./builtins.ts";
import { compileRegexp, replaceAll } from "./go-regexp.ts";
import { fail } from "./function-fault.ts";
import { parseDuration } from "../duration.ts";
import { sprintf } from "./printf.ts";
import { GoMap, Int, isTrue, Struct, toText } from "./value.ts";
import type { Value } from "./value.ts";

/** What a template may ask of the world around it. */
export interface TemplateContext {
  /** Samples of an instant query at the time of the evaluation; throws when it can't be answered. */
  query(expression: string): readonly { labels: Record<string, string>; value: Value }[];
  externalUrl: string;
  timeMs: number;
}

export type ParameterKind = "any" | "string" | "sample" | "samples" | "int";

export interface TemplateFunction {
  parameters: readonly ParameterKind[];
  /** Further arguments of this kind. */
  rest?: ParameterKind;
  run(values: readonly Value[], context: TemplateContext): Value;
}

/** `and` and `or` are not here: they don't evaluate all their arguments. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ["query", of(["string"], ([text], context) => context.query(text as string).map(toSample))],
  [
    "first",
    of(
      ["samples"],
      ([samples]) => (samples as Value[])[0] ?? fail("data", "first() called on vector with no elements"),
    ),
  ],
  ["value", of(["sample"], ([sample]) => (sample as Struct).fields["Value"]!)],
  ["label", of(["string", "sample"], ([name, sample]) => labelOf(sample as Struct, name as string))],
  ["strvalue", of(["sample"], ([sample]) => labelOf(sample as Struct, "__value__"))],
  [
    "sortByLabel",
    of(["string", "samples"], ([name, samples]) => sortByLabel(samples as Struct[], name as string)),
  ],
  [
    "args",
    {
      parameters: [],
      rest: "any",
      run: (values) => new GoMap(new Map(values.map((value, i) => [`arg${i}`, value])), null),
    },
  ],
  ["humanize", of(["any"], ([value]) => humanize(toFloat(value!)))],
  ["humanize1024", of(["any"], ([value]) => humanize1024(toFloat(value!)))],
  ["humanizeDuration", of(["any"], ([value]) => humanizeDuration(toFloat(value!)))],
  ["humanizePercentage", of(["any"], ([value]) => humanizePercentage(toFloat(value!)))],
  ["humanizeTimestamp", of(["any"], ([value]) => timestamp(toFloat(value!)))],
  ["parseDuration", of(["string"], ([text]) => durationSeconds(text as string))],
  ["now", of([], (_, context) => context.timeMs / 1000)],
  ["title", of(["string"], ([text]) => title(text as string))],
  ["toUpper", of(["string"], ([text]) => (text as string).toUpperCase())],
  ["toLower", of(["string"], ([text]) => (text as string).toLowerCase())],
  ["match", of(["string", "string"], ([pattern, text]) => regexp(pattern as string).test(text as string))],
  [
    "reReplaceAll",
    of(["string", "string", "string"], ([pattern, replacement, text]) =>
      replaceAll(text as string, regexp(pattern as string), replacement as string),
    ),
  ],
  ["stripPort", of(["string"], ([text]) => splitPort(text as string)?.host ?? text!)],
  ["stripDomain", of(["string"], ([text]) => stripDomain(text as string))],
  ["safeHtml", of(["string"], ([text]) => text!)],
  ["graphLink", of(["string"], ([text]) => `/graph?g0.expr=${queryEscape(text as string)}&g0.tab=0`)],
  ["tableLink", of(["string"], ([text]) => `/graph?g0.expr=${queryEscape(text as string)}&g0.tab=1`)],
  [
    "pathPrefix",
    of([], (_, { externalUrl }) =>
      URL.canParse(externalUrl) ? new URL(externalUrl).pathname.replace(/\/$/, "") : "",
    ),
  ],
  ["externalURL", of([], (_, { externalUrl }) => externalUrl)],
  ["urlQueryEscape", of(["string"], ([text]) => queryEscape(text as string))],
  ["print", { parameters: [], rest: "any", run: (values) => print(values) }],
  ["println", { parameters: [], rest: "any", run: (values) => `${values.map(shown).join(" ")}\n` }],
  [
    "printf",
    { parameters: ["string"], rest: "any", run: ([format, ...values]) => sprintf(format as string, values) },
  ],
  ["urlquery", { parameters: [], rest: "any", run: (values) => queryEscape(print(values)) }],
  ["html", { parameters: [], rest: "any", run: (values) => escapeHtml(print(values)) }],
  ["not", of(["any"], ([value]) => !isTrue(value!))],
  ["len", of(["any"], ([value]) => new Int(lengthOf(value!)))],
  ["index", { parameters: ["any"], rest: "any", run: ([value, ...keys]) => indexed(value!, keys) }],
  [
    "slice",
    { parameters: ["any"], rest: "int", run: ([value, ...bounds]) => sliced(value!, bounds as Int[]) },
  ],
  [
    "eq",
    {
      parameters: ["any", "any"],
      rest: "any",
      run: ([value, ...others]) => others.some((other) => equal(value!, other)),
    },
  ],
  ["ne", of(["any", "any"], ([left, right]) => !equal(left!, right!))],
  ["lt", of(["any", "any"], ([left, right]) => compare(left!, right!) < 0)],
  ["le", of(["any", "any"], ([left, right]) => compare(left!, right!) <= 0)],
  ["gt", of(["any", "any"], ([left, right]) => compare(left!, right!) > 0)],
  ["ge", of(["any", "any"], ([left, right]) => compare(left!, right!) >= 0)],
]);

function of(parameters: readonly ParameterKind[], run: TemplateFunction["run"]): TemplateFunction {
  return { parameters, run };
}

function toSample({ labels, value }: { labels: Record<string, string>; value: Value }): Struct {
  return new Struct("sample", { Labels: new GoMap(new Map(Object.entries(labels)), ""), Value: value });
}

function labelOf(sample: Struct, name: string): Value {
  return (sample.fields["Labels"] as GoMap).entries.get(name) ?? "";
}

function sortByLabel(samples: readonly Struct[], name: string): Value {
  const key = (sample: Struct) => labelOf(sample, name) as string;
  return [...samples].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function toFloat(value: Value): number {
  if (typeof value === "number") return value;
  if (value instanceof Int) return value.value;
  if (typeof value !== "string") return fail("type", `can't convert ${toText(value)} to float`);
  const text = value.trim().toLowerCase();
  if (/^[+-]?inf(inity)?$/.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const number = text === "nan" ? NaN : text === "" ? undefined : Number(text.replace(/^\+/, ""));
  if (number === undefined || (Number.isNaN(number) && text !== "nan"))
    return fail("data", `strconv.ParseFloat: parsing ${JSON.stringify(value)}: invalid syntax`);
  return number;
}

function timestamp(seconds: number): Value {
  const overflow = `${toText(seconds)} cannot be represented as a nanoseconds timestamp since it overflows int64`;
  return humanizeTimestamp(seconds) ?? fail("data", overflow);
}

function durationSeconds(text: string): Value {
  const magnitude = parseDuration(text.replace(/^-/, ""));
  if (magnitude === undefined) return fail("data", `not a valid duration string: ${JSON.stringify(text)}`);
  return (text.startsWith("-") ? -magnitude : magnitude) / 1000;
}

function title(text: string): string {
  return text.replace(
    /(^|[^\p{L}\p{N}_'’])(\p{L})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

function regexp(pattern: string): NonNullable<ReturnType<typeof compileRegexp>> {
  return compileRegexp(pattern) ?? fail("data", `error parsing regexp: ${pattern}`);
}

/** As Go's net.SplitHostPort; undefined when there is no port. */
function splitPort(text: string): { host: string; port: string } | undefined {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):([^:]*)$/.exec(text);
  return match === null ? undefined : { host: match[1] ?? match[2] ?? "", port: match[3]! };
}

function stripDomain(text: string): string {
  const split = splitPort(text);
  const host = split?.host ?? text;
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(":")) return text;
  const first = host.split(".")[0]!;
  return split === undefined || split.port === "" ? first : `${first}:${split.port}`;
}

/** As Go's url.QueryEscape. */
function queryEscape(text: string): string {
  const percent = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, percent)
    .replaceAll("%20", "+");
}

const HTML: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => HTML[char]!);
}

const shown = (value: Value) => (value === null ? "<nil>" : toText(value));

/** As Go's fmt.Sprint: a space between two values when neither is a string. */
function print(values: readonly Value[]): string {
  return values.reduce<string>((text, value, index) => {
    const before = values[index - 1];
    const needsSpace = index > 0 && typeof value !== "string" && typeof before !== "string";
    return text + (needsSpace ? " " : "") + shown(value);
  }, "");
}
