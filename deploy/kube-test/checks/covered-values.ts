import { isDeepStrictEqual } from "node:util";
import { FREE_KEYS } from "../typos.ts";

type Json = Record<string, unknown>;

/** A suite of helm-unittest, as far as it is looked into. */
export interface Suite {
  set?: Json;
  tests: { it: string; set?: Json; asserts?: unknown[] }[];
}

/** Keys that no test sets to something else than what they are by default: `recorder.autoscaling.minReplicas`. */
export function uncoveredValues(defaults: Json, suites: readonly Suite[]): string[] {
  const given = suites.flatMap(({ set = {}, tests }) => [set, ...tests.map((one) => one.set ?? {})]);
  return leavesOf(defaults, []).flatMap(([path, preset]) =>
    given.some((set) => {
      const value = valueAt(set, path);
      return value !== undefined && !isDeepStrictEqual(value, preset);
    })
      ? []
      : [path.join(".")],
  );
}

function leavesOf(node: Json, path: readonly string[]): [string[], unknown][] {
  return Object.entries(node).flatMap(([key, value]): [string[], unknown][] => {
    const here = [...path, key];
    const deeper = isMap(value) && Object.keys(value).length > 0 && !FREE_KEYS.has(key);
    return deeper ? leavesOf(value, here) : [[here, value]];
  });
}

/** Of `{ a: { b: 1 } }`, `{ "a.b": 1 }` and `{ "a": { "b.c": … } }` alike. */
function valueAt(set: Json, path: readonly string[]): unknown {
  if (path.length === 0) return set;
  for (let length = path.length; length > 0; length--) {
    const value = set[path.slice(0, length).join(".")];
    if (value === undefined) continue;
    if (length === path.length) return value;
    const deeper = isMap(value) ? valueAt(value, path.slice(length)) : undefined;
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

const isMap = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
