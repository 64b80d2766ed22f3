type Json = Record<string, unknown>;

export interface Typo {
  /** What was misspelt, as a path. */
  path: string;
  wrong: string;
  /** Values with nothing but this key in it. */
  values: Json;
}

/** One misspelt key for each key of the values; `count` of them, spread evenly. */
export function typosOf(values: Json, count: number): Typo[] {
  const all = keysOf(values, []);
  const step = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(count, all.length) }, (_, at) => all[Math.floor(at * step)] ?? []).map(
    typo,
  );
}

/** Keys whose own keys are free to choose. */
export const FREE_KEYS = new Set([
  "labels",
  "annotations",
  "podLabels",
  "podAnnotations",
  "requests",
  "limits",
  "matchLabels",
  "podSecurityContext",
  "containerSecurityContext",
  "rules",
  "contracts",
]);

const OPEN = new Set([...FREE_KEYS, "global"]);

function keysOf(node: Json, path: readonly string[]): string[][] {
  return Object.entries(node).flatMap(([key, value]) => {
    const here = [...path, key];
    const deeper = typeof value === "object" && value !== null && !Array.isArray(value) && !OPEN.has(key);
    return [here, ...(deeper ? keysOf(value as Json, here) : [])];
  });
}

function typo(path: readonly string[]): Typo {
  const key = path.at(-1) ?? "";
  const wrong = `${key.slice(0, -1)}${key.at(-1) === "x" ? "y" : "x"}`;
  const values = [...path.slice(0, -1), wrong].reduceRight<unknown>(
    (inner, name) => ({ [name]: inner }),
    "value",
  );
  return { path: path.join("."), wrong, values: values as Json };
}
