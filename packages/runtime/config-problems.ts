import { nearMatch } from "@mystocks/near-match";
import type { z } from "zod";
import { monitorConfig } from "./config-schema.ts";
import { keysOf, schemaAt } from "./schema-path.ts";

/** One line a problem: the key, what came, what may come. */
export function describeProblems(issues: readonly z.core.$ZodIssue[]): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(issue.path, key));
    // What holds other keys may hold secrets; a refinement of it says itself what is missing.
    const isWhole = issue.code === "custom" && typeof issue.input === "object";
    const came = issue.input === undefined || isWhole ? "" : `, but ${shown(issue)} came`;
    return [`${keyText(issue.path)}: ${expectation(issue)}${came}`];
  });
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const known = keysOf(schemaAt(monitorConfig, path));
  const near = nearMatch(key, known);
  const hint = near === undefined ? `known are ${known.join(", ")}` : `did you mean ${near}?`;
  return `${keyText([...path, key])}: there is no such key; ${hint}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `one of ${issue.values.join(", ")}`;
  if (issue.code === "invalid_key") return `a name of ${issue.issues[0]?.message ?? "another form"}`;
  return issue.message;
}

const SECRET = /(url|webhook|token|secret|password)$/i;

function shown({ path, input }: z.core.$ZodIssue): string {
  // What was meant to be secret must not end up in a log.
  if (typeof input === "object" || SECRET.test(String(path.at(-1)))) return "another value";
  const text = JSON.stringify(input) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

const keyText = (path: readonly PropertyKey[]) =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "") || "(top)";
