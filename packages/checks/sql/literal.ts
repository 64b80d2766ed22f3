import type { Fragment, SqlValue } from "./fragment.ts";
import { quoteIdentifier } from "./postgres.ts";

/** PostgreSQL's text with its values written in, for somebody to read and run; `standard_conforming_strings` is on. */
export function renderLiteral(fragment: Fragment): string {
  return fragment.parts
    .map((part) => {
      if ("text" in part) return part.text;
      if ("identifier" in part) return part.identifier.map(quoteIdentifier).join(".");
      return part.type === undefined ? literal(part.value) : `${literal(part.value)}::${part.type}`;
    })
    .join("")
    .trim();
}

function literal(value: SqlValue): string {
  if (typeof value === "object") return `ARRAY[${value.map(literal).join(", ")}]`;
  if (typeof value !== "string") return Number.isNaN(value) ? `'NaN'` : String(value);
  if (value.includes("\0")) throw new RangeError("text in PostgreSQL can't hold NUL");
  return `'${value.replaceAll("'", "''")}'`;
}
