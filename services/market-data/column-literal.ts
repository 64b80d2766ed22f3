/**
 * A PostgreSQL array literal for one column of rows, to be bound as text and unnested.
 * pg's own conversion looks at each value by itself, which for a bulk load costs more than the insert.
 */
export function columnLiteral(values: readonly (string | number | null)[]): string {
  return `{${values.map(element).join(",")}}`;
}

function element(value: string | number | null): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  return `"${value.replace(/[\\"]/g, "\\$&")}"`;
}
