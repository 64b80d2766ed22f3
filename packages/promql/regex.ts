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
  const { body, flags } = translate(pattern);
  return new RegExp(`^(?:${body})$`, `u${flags}`);
}

const POSIX_CLASSES: Record<string, string> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7F",
  blank: "\\t ",
  cntrl: "\\x00-\\x1F\\x7F",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/** RE2 differs from JavaScript in flags at the start, named groups, POSIX classes, \A \z \Q \E and free escapes. */
function translate(pattern: string): { body: string; flags: string } {
  const leading = /^\(\?([imsU]+)\)/u.exec(pattern)?.[1] ?? "";
  if (leading.includes("U")) throw new SyntaxError("the flag U is not supported in a regular expression");
  const rest = pattern.slice(leading === "" ? 0 : leading.length + 3);
  const flags = [...new Set(`s${leading}`)].join("");
  return { body: rest.replace(TOKEN, translateToken), flags };
}

const TOKEN =
  /\\Q([^]*?)(?:\\E|$)|\(\?P<|\[:(\^?)([a-z]+):\]|\\(p\{\^?\w+\}|P\{\w+\}|p[A-Z]|P[A-Z]|x\{[0-9A-Fa-f]+\}|[^])|(\])|([{}])/gu;

function translateToken(
  token: string,
  quoted: string | undefined,
  posixNot: string | undefined,
  posix: string | undefined,
  escape: string | undefined,
  _closing: string | undefined,
  _brace: string | undefined,
): string {
  if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
  if (token === "(?P<") return "(?<";
  if (posix !== undefined) return posixClass(posix, posixNot === "^");
  return escape === undefined ? token : translateEscape(escape);
}

function posixClass(name: string, negated: boolean): string {
  const members = POSIX_CLASSES[name];
  if (members === undefined || negated) {
    throw new SyntaxError(`the class [:${name}:] is not supported in a regular expression`);
  }
  return members;
}

function translateEscape(escape: string): string {
  if (escape === "A") return "^";
  if (escape === "z") return "$";
  if (escape === "a") return "\\x07";
  if (escape.startsWith("x{")) return `\\u${escape.slice(1)}`;
  if (/^[pP][A-Z]$/u.test(escape)) return `\\${escape[0]!}{${escape[1]!}}`;
  // JavaScript refuses to escape what needs none.
  if (/^[^0-9A-Za-z\\^$.*+?()[\]{}|/-]$/u.test(escape)) return escape;
  return `\\${escape}`;
}
