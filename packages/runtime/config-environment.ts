import { nearMatch } from "@mystocks/near-match";
import { parse } from "yaml";
import { z } from "zod";
import { monitorConfig } from "./config-schema.ts";
import { keysOf, schemaAt } from "./schema-path.ts";

export type Environment = Record<string, string | undefined>;

const PREFIX = "MYSTOCKS_";
/** Where the file is; not a key of the file. */
export const CONFIG_VARIABLE = "MYSTOCKS_CONFIG";
/** Variables that other parts of the platform read: packages/telemetry, the sample service, the tests. */
const OTHERS = [
  CONFIG_VARIABLE,
  "MYSTOCKS_PROMETHEUS_PORT",
  "MYSTOCKS_PROMETHEUS_HOST",
  "MYSTOCKS_TRUST_PROXY",
  "MYSTOCKS_TELEMETRY_",
  "MYSTOCKS_MARKET_DATA_",
  "MYSTOCKS_TEST_",
];

/** MYSTOCKS_A__B as the key a.b: what they set, and what is wrong with those that would set nothing. */
export function fromEnvironment(environment: Environment): {
  values: Record<string, unknown>;
  problems: string[];
} {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [variable, text] of Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const isOurs = variable.startsWith(PREFIX) && !OTHERS.some((other) => variable.startsWith(other));
    if (!isOurs || text === undefined) continue;
    const path = pathOf(variable);
    const schema = schemaAt(monitorConfig, path);
    if (schema === undefined) problems.push(unknownVariable(variable, path));
    else put(values, path, schema instanceof z.ZodString ? text : parsed(text));
  }
  return { values, problems };
}

function pathOf(variable: string): string[] {
  const segments = variable.slice(PREFIX.length).split("__");
  return segments.map((segment, place) => {
    // Names of classes are upper case themselves.
    if (place === 1 && segments[0] === "CLASSIFICATIONS") return segment;
    return segment.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  });
}

function variableOf(path: readonly string[]): string {
  const segments = path.map((key) => key.replaceAll(/(?<=[a-z0-9])[A-Z]/g, "_$&").toUpperCase());
  return `${PREFIX}${segments.join("__")}`;
}

function unknownVariable(variable: string, path: readonly string[]): string {
  let known: string[] = [];
  let depth = 0;
  for (; depth < path.length && schemaAt(monitorConfig, path.slice(0, depth + 1)) !== undefined; depth++);
  known = keysOf(schemaAt(monitorConfig, path.slice(0, depth))).map((key) =>
    variableOf([...path.slice(0, depth), key]),
  );
  const near = nearMatch(variable, known);
  return `${variable}: sets nothing${near === undefined ? "" : `; did you mean ${near}?`}`;
}

/** As in YAML: numbers, true, lists in brackets; text that is no YAML stays text, for the schema to judge. */
function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}

function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (rest.length === 0) target[key!] = value;
  else put((target[key!] ??= {}) as Record<string, unknown>, rest, value);
}
