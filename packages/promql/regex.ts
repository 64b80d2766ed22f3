import { translateRegex } from "./re2.ts";

const PLAIN_ALTERNATIVES = /^[^\\^$.*+?()[\]{}]*$/u;

/**
 * Test of a whole string against a regular expression in RE2's syntax, as Prometheus anchors it; `.` takes line
 * breaks too. Throws SyntaxError. Alternatives of plain text are a look-up in a set.
 */
export function compileRegex(pattern: string): (value: string) => boolean {
  if (PLAIN_ALTERNATIVES.test(pattern)) {
    const alternatives = new Set(pattern.split("|"));
    return (value) => alternatives.has(value);
  }
  if (pattern === ".*") return () => true;
  if (pattern === ".+") return (value) => value !== "";
  const regex = anchoredRegex(pattern);
  return (value) => regex.test(value);
}

/** Matches only the whole string; groups can be read from a match. Throws SyntaxError. */
export function anchoredRegex(pattern: string): RegExp {
  return new RegExp(`^(?:${translateRegex(pattern)})$`, "su");
}
