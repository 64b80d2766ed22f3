import type { Fragment, SqlValue } from "../sql/fragment.ts";

/** TDengine's text: its REST interface binds nothing, so values stand in it, quoted. */
export function renderTdengine(fragment: Fragment): { text: string; values: [] } {
  const text = fragment.parts
    .map((part) => {
      if ("text" in part) return part.text;
      return "identifier" in part ? part.identifier.map(quoteName).join(".") : literal(part.value);
    })
    .join("");
  return { text: text.trim(), values: [] };
}

/** Backticks quote a name as it is; one that holds a backtick can't be written. */
function quoteName(name: string): string {
  if (/[`\0]/.test(name)) throw new RangeError(`TDengine can't quote the name ${JSON.stringify(name)}`);
  return `\`${name}\``;
}

const ESCAPES: Record<string, string> = { "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function literal(value: SqlValue): string {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (Array.isArray(value)) return value.map(literal).join(", ");
  return `'${String(value).replaceAll(/['\\\n\r\t]/g, (character) => ESCAPES[character]!)}'`;
}
