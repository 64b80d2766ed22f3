import { fail } from "./function-fault.ts";
import { GoMap, Int, typeName } from "./value.ts";
import type { Value } from "./value.ts";

type BasicKind = "bool" | "int" | "float" | "string";

/** Go compares only values of one basic kind: a float64 never equals the constant 5, but 5.0. */
function basicKind(value: Value): BasicKind {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "float";
  if (typeof value === "string") return "string";
  return value instanceof Int ? "int" : fail("type", "invalid type for comparison");
}

function plain(value: Value): string | number | boolean {
  return value instanceof Int ? value.value : (value as string | number | boolean);
}

function sameKind(left: Value, right: Value): BasicKind {
  const [a, b] = [basicKind(left), basicKind(right)];
  if (a === b) return a;
  const remedy = a !== "string" && b !== "string" ? ": compare the value with 5.0, not with 5" : "";
  return fail("type", `incompatible types for comparison${remedy}`);
}

export function equal(left: Value, right: Value): boolean {
  if (left === null || right === null) return left === right;
  sameKind(left, right);
  return plain(left) === plain(right);
}

/** Below 0, 0 or above; NaN is neither less nor greater than anything, so it compares as itself. */
export function compare(left: Value, right: Value): number {
  if (sameKind(left, right) === "bool") return fail("type", "invalid type for comparison");
  const [a, b] = [plain(left), plain(right)];
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : NaN;
}

export function lengthOf(value: Value): number {
  if (typeof value === "string") return new TextEncoder().encode(value).length;
  if (value instanceof GoMap) return value.entries.size;
  return Array.isArray(value) ? value.length : fail("type", `len of type ${typeName(value)}`);
}

export function indexed(value: Value, keys: readonly Value[]): Value {
  return keys.reduce<Value>((inner, key) => {
    if (inner instanceof GoMap) {
      if (typeof key !== "string") return fail("type", `value has type ${typeName(key)}; should be string`);
      return inner.entries.get(key) ?? inner.zero;
    }
    if (!Array.isArray(inner)) return fail("type", `can't index item of type ${typeName(inner)}`);
    if (!(key instanceof Int)) return fail("type", `cannot index slice/array with type ${typeName(key)}`);
    return (inner[key.value] as Value | undefined) ?? fail("data", `index out of range: ${key.value}`);
  }, value);
}

export function sliced(value: Value, bounds: readonly Int[]): Value {
  const [from, to] = bounds.map(({ value: bound }) => bound);
  if (typeof value !== "string" && !Array.isArray(value))
    return fail("type", `can't slice item of type ${typeName(value)}`);
  const length = value.length;
  if ((from ?? 0) > length || (to ?? length) > length)
    return fail("data", `index out of range: ${to ?? from}`);
  return value.slice(from, to) as Value;
}
