import { nearMatch } from "@mystocks/near-match";
import type { z } from "zod";
import { MonitorError, type ErrorCode } from "./errors.ts";

/** The parsed value, or a MonitorError that names the first wrong field, what came and what is allowed. */
export function validate<S extends z.ZodObject>(
  schema: S,
  value: unknown,
  code: ErrorCode = "PARAMETER_INVALID",
): z.infer<S> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw fieldError(parsed.error.issues[0]!, schema, code);
}

type Issue = z.core.$ZodIssue;

function fieldError(issue: Issue, schema: z.ZodObject, code: ErrorCode): MonitorError {
  if (issue.code === "unrecognized_keys")
    return unknownField(issue.keys[0]!, Object.keys(schema.shape), code);
  const field = issue.path.join(".");
  const allowed = allowedValues(issue, schema);
  if (issue.input === undefined)
    return new MonitorError(code, `${field || "body"} is missing.`, { field, allowed });
  return new MonitorError(code, `${field || "body"}: ${shown(issue.input)} is not allowed.`, {
    field,
    allowed,
    remedy: `Allowed: ${allowed.join(", ")}.`,
  });
}

function unknownField(field: string, allowed: string[], code: ErrorCode): MonitorError {
  const near = nearMatch(field, allowed);
  return new MonitorError(code, `There is no parameter ${shown(field)} here.`, {
    field,
    allowed,
    remedy: near === undefined ? `Known: ${allowed.join(", ") || "none"}.` : `Did you mean "${near}"?`,
  });
}

function allowedValues(issue: Issue, schema: z.ZodObject): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  const described = schema.shape[String(issue.path[0])] as { description?: string } | undefined;
  return [described?.description ?? issue.message];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
