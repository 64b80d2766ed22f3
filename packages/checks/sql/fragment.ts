/** A piece of SQL: text of ours, identifiers and values kept apart until a dialect renders them. */
export interface Fragment {
  readonly parts: readonly Part[];
}

export type SqlValue = string | number | boolean | readonly (string | number)[];

/** PostgreSQL's type of a bound value; it is always written down, so that the planner never guesses. */
export type SqlType =
  | "text"
  | "numeric"
  | "bigint"
  | "float8"
  | "boolean"
  | "date"
  | "timestamptz"
  | "timestamp"
  | "text[]"
  | "numeric[]"
  | "date[]"
  | "timestamptz[]"
  | "boolean[]"
  | "bigint[]"
  | "float8[]";

type Part =
  { text: string } | { identifier: readonly string[] } | { value: SqlValue; type: SqlType | undefined };

/** Interpolations are fragments only: text from a contract can't get in as SQL. */
export function sql(strings: TemplateStringsArray, ...inner: readonly Fragment[]): Fragment {
  const parts: Part[] = [];
  strings.forEach((text, index) => {
    if (text !== "") parts.push({ text });
    parts.push(...(inner[index]?.parts ?? []));
  });
  return { parts };
}

/** A value, bound or quoted by the dialect. */
export function value(value: SqlValue, type?: SqlType): Fragment {
  return { parts: [{ value, type }] };
}

/** `identifier("schema", "table")`: each name quoted whole. */
export function identifier(...names: readonly string[]): Fragment {
  return { parts: [{ identifier: names }] };
}

/** A column of the table aliased `t`. */
export function column(name: string): Fragment {
  return sql`t.${identifier(name)}`;
}

export function join(fragments: readonly Fragment[], separator: Fragment): Fragment {
  const parts: Part[] = [];
  fragments.forEach((fragment, index) => {
    if (index > 0) parts.push(...separator.parts);
    parts.push(...fragment.parts);
  });
  return { parts };
}

export const list = (fragments: readonly Fragment[]): Fragment => join(fragments, sql`, `);

/** All of them; true where there are none. */
export function allOf(conditions: readonly Fragment[]): Fragment {
  if (conditions.length === 0) return sql`true`;
  return conditions.length === 1 ? conditions[0]! : sql`(${join(conditions, sql` AND `)})`;
}

/** Any of them; false where there are none. */
export function anyOf(conditions: readonly Fragment[]): Fragment {
  if (conditions.length === 0) return sql`false`;
  return conditions.length === 1 ? conditions[0]! : sql`(${join(conditions, sql` OR `)})`;
}

/** Text that only this package writes: an alias, an operator of a closed list. */
export function own<const Text extends string>(text: Text, allowed: readonly Text[]): Fragment {
  if (!allowed.includes(text)) throw new RangeError(`${JSON.stringify(text)} is not SQL of this package`);
  return { parts: [{ text }] };
}

/** `c0`, `p0`: a column of a result; `"mystocks g0"`: one of ours beside a table's own, whatever those are called. */
export function alias(prefix: "c" | "p" | "g", index: number): Fragment {
  const name = `${prefix}${Math.trunc(index)}`;
  return { parts: [{ text: prefix === "g" ? `"mystocks ${name}"` : name }] };
}
