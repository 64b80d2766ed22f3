import { formatFloat } from "./go-float.ts";
import { HistogramValue, Int, toText, typeName } from "./value.ts";
import type { Value } from "./value.ts";

interface Verb {
  flags: string;
  width: number | undefined;
  precision: number | undefined;
  verb: string;
}

/** Go's fmt.Sprintf for the values that templates know. What does not fit is written into the text, as in Go. */
export function sprintf(format: string, values: readonly Value[]): string {
  let [text, next] = ["", 0];
  const pattern = /%([+\-# 0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(.)?/gsu;
  let last = 0;
  const star = () => {
    const value = values[next++];
    return value instanceof Int ? value.value : 0;
  };
  for (let match = pattern.exec(format); match !== null; match = pattern.exec(format)) {
    text += format.slice(last, match.index);
    last = pattern.lastIndex;
    const [whole, flags = "", width, precision, verb] = match;
    if (verb === undefined) {
      text += "%!(NOVERB)";
      continue;
    }
    const size = width === "*" ? star() : width === undefined ? undefined : Number(width);
    const hasPoint = whole.slice(1 + flags.length + (width?.length ?? 0)).startsWith(".");
    const digits = precision === "*" ? star() : hasPoint ? Number(precision ?? 0) : undefined;
    if (verb === "%") text += "%";
    else if (next >= values.length) text += `%!${verb}(MISSING)`;
    else text += one({ flags, width: size, precision: digits, verb }, values[next++]!);
  }
  text += format.slice(last);
  if (next >= values.length) return text;
  const extra = values
    .slice(next)
    .map((value) => (value === null ? "<nil>" : `${typeName(value)}=${toText(value)}`));
  return `${text}%!(EXTRA ${extra.join(", ")})`;
}

function one(verb: Verb, value: Value): string {
  const shown = show(verb, value);
  if (shown === undefined) return wrongVerb(verb.verb, value);
  return pad(shown, verb, value);
}

function show({ verb, precision, flags }: Verb, value: Value): string | undefined {
  if (verb === "T") return value === null ? "<nil>" : typeName(value);
  if (verb === "v") return withSign(value === null ? "<nil>" : toText(value), flags, value);
  if (typeof value === "number") return float(verb, precision, flags, value);
  if (value instanceof Int) return integer(verb, flags, value.value);
  if (typeof value === "string") return string(verb, precision, value);
  if (typeof value === "boolean") return verb === "t" ? String(value) : undefined;
  return verb === "s" && !(value instanceof HistogramValue) && value !== null ? toText(value) : undefined;
}

function float(
  verb: string,
  precision: number | undefined,
  flags: string,
  value: number,
): string | undefined {
  const lower = verb.toLowerCase();
  if (lower !== "f" && lower !== "e" && lower !== "g") return undefined;
  const digits = precision ?? (lower === "g" ? undefined : 6);
  const text = formatFloat(value, lower, digits);
  return withSign(verb === "E" || verb === "G" ? text.toUpperCase() : text, flags, value);
}

function integer(verb: string, flags: string, value: number): string | undefined {
  const sharp = flags.includes("#");
  switch (verb) {
    case "d":
      return withSign(String(value), flags, value);
    case "x":
      return (sharp ? "0x" : "") + value.toString(16);
    case "X":
      return (sharp ? "0X" : "") + value.toString(16).toUpperCase();
    case "o":
      return (sharp ? "0" : "") + value.toString(8);
    case "b":
      return value.toString(2);
    case "c":
      return String.fromCodePoint(value);
    case "U":
      return `U+${value.toString(16).toUpperCase().padStart(4, "0")}`;
    case "q":
      return `'${String.fromCodePoint(value)}'`;
    default:
      return undefined;
  }
}

function string(verb: string, precision: number | undefined, value: string): string | undefined {
  if (verb === "s") return precision === undefined ? value : Array.from(value).slice(0, precision).join("");
  if (verb === "q") return JSON.stringify(value);
  if (verb !== "x" && verb !== "X") return undefined;
  const hex = [...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return verb === "x" ? hex : hex.toUpperCase();
}

function withSign(text: string, flags: string, value: Value): string {
  const isNumber = typeof value === "number" || value instanceof Int;
  if (!isNumber || /^[+-]/.test(text))
    return flags.includes("+") ? text : text.replace(/^\+/, plusOfInfinity(text));
  if (flags.includes("+")) return `+${text}`;
  return flags.includes(" ") ? ` ${text}` : text;
}

/** Go shows +Inf with its sign whatever the flags. */
function plusOfInfinity(text: string): string {
  return text === "+Inf" ? "+" : "";
}

function pad(text: string, { flags, width }: Verb, value: Value): string {
  if (width === undefined) return text;
  if (flags.includes("-")) return text.padEnd(width);
  const isFinite = (typeof value === "number" && Number.isFinite(value)) || value instanceof Int;
  if (!flags.includes("0") || !isFinite) return text.padStart(width);
  const sign = /^[+-]/.test(text) ? text[0]! : "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

function wrongVerb(verb: string, value: Value): string {
  return value === null ? `%!${verb}(<nil>)` : `%!${verb}(${typeName(value)}=${toText(value)})`;
}
