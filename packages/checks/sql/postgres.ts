import type { Fragment, SqlValue } from "./fragment.ts";

export interface PostgresStatement {
  text: string;
  /** For `$1`, `$2`, …: strings, numbers, booleans and lists of them. */
  values: SqlValue[];
}

/** PostgreSQL's text with bound values; equal values of a type share a number. */
export function renderPostgres(fragment: Fragment): PostgresStatement {
  const values: SqlValue[] = [];
  const numbers = new Map<string, number>();
  const text = fragment.parts
    .map((part) => {
      if ("text" in part) return part.text;
      if ("identifier" in part) return part.identifier.map(quoteIdentifier).join(".");
      const key = JSON.stringify([part.type ?? "", part.value]);
      let number = numbers.get(key);
      if (number === undefined) {
        number = values.push(part.value);
        numbers.set(key, number);
      }
      return part.type === undefined ? `$${number}` : `$${number}::${part.type}`;
    })
    .join("");
  return { text: tidy(text), values };
}

/** Throws RangeError for NUL, which no name in PostgreSQL can hold. */
export function quoteIdentifier(name: string): string {
  if (name.includes("\0")) throw new RangeError("a name in PostgreSQL can't hold NUL");
  return `"${name.replaceAll('"', '""')}"`;
}

const tidy = (text: string): string => text.trim();
