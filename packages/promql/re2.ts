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

const TOKENS = new RegExp(
  [
    String.raw`\\Q(?<quoted>[^]*?)(?:\\E|$)`,
    String.raw`\(\?(?<flags>[a-zA-Z]*(?:-[a-zA-Z]+)?)(?<flagsEnd>[:)])`,
    String.raw`(?<named>\(\?P<)`,
    String.raw`\[:(?<posix>\^?[a-z]+):\]`,
    String.raw`\\(?<escape>[pP]\{\^?\w+\}|[pP][A-Z]|x\{[0-9A-Fa-f]+\}|[^])`,
    String.raw`(?<other>[^])`,
  ].join("|"),
  "gu",
);

/**
 * A regular expression of RE2's as JavaScript has it. They differ in flags inside, named groups, POSIX classes,
 * \A \z \Q \E, and in what may be escaped. Throws SyntaxError for flags that JavaScript has not.
 */
export function translateRegex(pattern: string): string {
  let translated = "";
  let isInClass = false;
  // How many groups, opened for a flag without a colon, end with each group of the pattern.
  const opened = [0];
  for (const { groups } of pattern.matchAll(TOKENS)) {
    const { quoted, flags, flagsEnd, named, posix, escape, other } = groups!;
    if (quoted !== undefined) translated += quoted.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
    else if (named !== undefined) {
      translated += "(?<";
      opened.push(0);
    } else if (posix !== undefined) translated += posixClass(posix);
    else if (escape !== undefined) translated += translateEscape(escape, isInClass);
    else if (flags !== undefined && !isInClass) {
      translated += openFlags(flags);
      if (flagsEnd === ":") opened.push(0);
      else opened[opened.length - 1]! += 1;
    } else if (other === "(" && !isInClass) {
      translated += other;
      opened.push(0);
    } else if (other === ")" && !isInClass) {
      translated += ")".repeat((opened.pop() ?? 0) + 1);
    } else {
      if (other === "[") isInClass = true;
      if (other === "]") isInClass = false;
      translated += other;
    }
  }
  return translated + ")".repeat(opened[0] ?? 0);
}

function openFlags(flags: string): string {
  if (flags === "") return "(?:";
  if (!/^[ims]*(?:-[ims]+)?$/u.test(flags)) {
    throw new SyntaxError(`the flags "${flags}" are not supported in a regular expression`);
  }
  return `(?${flags}:`;
}

function posixClass(name: string): string {
  const members = POSIX_CLASSES[name];
  if (members === undefined) {
    throw new SyntaxError(`the class [:${name}:] is not supported in a regular expression`);
  }
  return members;
}

function translateEscape(escape: string, isInClass: boolean): string {
  if (escape === "A") return "^";
  if (escape === "z") return "$";
  if (escape === "a") return String.raw`\x07`;
  if (escape.startsWith("x{")) return String.raw`\u${escape.slice(1)}`;
  if (/^[pP][A-Z]$/u.test(escape)) return `\\${escape[0]!}{${escape[1]!}}`;
  // JavaScript refuses to escape what needs none.
  if (escape === "-") return isInClass ? String.raw`\-` : "-";
  if (/^[^0-9A-Za-z\\^$.*+?()[\]{}|/]$/u.test(escape)) return escape;
  return `\\${escape}`;
}
