import { nearMatch } from "@mystocks/near-match";
import type { z } from "zod";
import { monitorConfig } from "./config-schema.ts";
import { keysOf, schemaAt } from "./schema-path.ts";

/** One line a problem: the key, what came, what may come. */
export function describeProblems(issues: readonly z.core.$ZodIssue[]): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(issue.path, key));
    const came = issue.input === undefined ? "" : `, but ${shown(issue)} came`;
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

function shown({ path, input }: z.core.$ZodIssue): string {
  // What was meant to be secret must not end up in a log.
  if (/(url|webhook)$/i.test(String(path.at(-1)))) return "another value";
  const text = JSON.stringify(input) ?? String(input);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

const keyText = (path: readonly PropertyKey[]) =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "") || "(top)";
