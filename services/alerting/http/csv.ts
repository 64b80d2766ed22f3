import type { Alert } from "../contract.ts";

const COLUMNS = [
  "id",
  "level",
  "rule",
  "condition",
  "handling",
  "since",
  "firedAt",
  "resolvedAt",
  "summary",
  "service",
  "operation",
  "occurrences",
  "acknowledgedBy",
  "assignee",
  "notes",
] as const;

/** RFC 4180, with a first row of names. */
export function alertsCsv(alerts: readonly Alert[]): string {
  const lines = alerts.map((alert) =>
    COLUMNS.map((column) =>
      cell(column === "service" || column === "operation" ? alert.labels[column] : alert[column]),
    ),
  );
  return [COLUMNS, ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}

function cell(value: string | number | null | undefined): string {
  const text = String(value ?? "");
  // A spreadsheet would take it for a formula.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
