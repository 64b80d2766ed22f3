import { createHash } from "node:crypto";
import type { z } from "zod";
import { MonitorError } from "./errors.ts";

/**
 * Where a list goes on, as text that says nothing to its bearer. It carries a check over itself and the query it
 * belongs to, so that one from another query, or a made-up one, is refused and not guessed at.
 */
export function writeCursor(position: object, query: object): string {
  const text = JSON.stringify(position);
  return Buffer.from(`${check(text, query)}${text}`).toString("base64url");
}

export function readCursor<S extends z.ZodObject>(cursor: string, query: object, schema: S): z.infer<S> {
  const decoded = Buffer.from(cursor, "base64url").toString();
  const text = decoded.slice(CHECK_LENGTH);
  if (decoded.slice(0, CHECK_LENGTH) !== check(text, query)) throw refused();
  const position = schema.safeParse(JSON.parse(text));
  if (!position.success) throw refused();
  return position.data;
}

const CHECK_LENGTH = 12;

function check(text: string, query: object): string {
  const parameters = Object.entries(query)
    .filter(([name, value]) => value !== undefined && name !== "cursor" && name !== "limit")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([text, parameters]))
    .digest("base64url")
    .slice(0, CHECK_LENGTH);
}

function refused(): MonitorError {
  return new MonitorError("PARAMETER_INVALID", "The cursor does not belong to this list.", {
    field: "cursor",
    allowed: ["`next` of the page before, with the same other parameters"],
    remedy: "Ask without cursor for the first page.",
  });
}
