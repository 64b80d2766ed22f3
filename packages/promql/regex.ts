import { RE2JS } from "re2js";
import { mayBacktrack } from "./backtracking.ts";
import { translateRegex } from "./re2.ts";

const PLAIN_ALTERNATIVES = /^[^\\^$.*+?()[\]{}]*$/u;
/** What is longer is left to the linear engine: two repetitions look at its length squared. */
const LONGEST_NATIVE = 1000;

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

/** Matches only the whole string, in time that grows with its length; groups can be read from a match. */
export interface AnchoredRegex {
  test(value: string): boolean;
  exec(value: string): RegExpExecArray | null;
}

/**
 * JavaScript's own engine is quicker by ten times, but goes back and forth where a pattern allows it, for hours if need
 * be; that and what only RE2 knows is left to an engine like Go's. Throws SyntaxError.
 */
export function anchoredRegex(pattern: string): AnchoredRegex {
  const native = mayBacktrack(pattern) ? undefined : nativeRegex(pattern);
  if (native === undefined) return linearRegex(pattern);
  let linear: AnchoredRegex | undefined;
  const engineFor = ({ length }: string) =>
    length <= LONGEST_NATIVE ? native : (linear ??= linearRegex(pattern));
  return {
    test: (value) => engineFor(value).test(value),
    exec: (value) => engineFor(value).exec(value),
  };
}

/** undefined: JavaScript does not take it. */
function nativeRegex(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${translateRegex(pattern)})$`, "su");
  } catch {
    return undefined;
  }
}

function linearRegex(pattern: string): AnchoredRegex {
  try {
    // First as it was written, so that what is wrong is told of that.
    RE2JS.compile(pattern);
    const regex = RE2JS.compile(`^(?s:${pattern})$`);
    return {
      test: (value) => regex.test(value),
      exec: (value) => regex.exec(value) as RegExpExecArray | null,
    };
  } catch (cause) {
    throw new SyntaxError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
