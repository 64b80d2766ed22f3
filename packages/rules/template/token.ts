import { TemplateError } from "./template-error.ts";

export type TokenKind =
  | "text"
  | "open"
  | "close"
  | "field"
  | "variable"
  | "word"
  | "number"
  | "string"
  | "char"
  | "dot"
  | "pipe"
  | "declare"
  | "assign"
  | "comma"
  | "left"
  | "right"
  | "end";

export interface Token {
  kind: TokenKind;
  /** Decoded for strings, without the leading dot for fields. */
  value: string;
  at: number;
  afterSpace: boolean;
}

const SPACE = /[ \t\r\n]/;
const PATTERNS: readonly [TokenKind, RegExp][] = [
  ["declare", /:=/y],
  ["assign", /=/y],
  ["pipe", /\|/y],
  ["comma", /,/y],
  ["left", /\(/y],
  ["right", /\)/y],
  ["field", /\.[\p{L}_][\p{L}\p{N}_]*/uy],
  [
    "number",
    /[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y,
  ],
  ["dot", /\./y],
  ["variable", /\$[\p{L}\p{N}_]*/uy],
  ["word", /[\p{L}_][\p{L}\p{N}_]*/uy],
  ["string", /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ["char", /'(?:[^'\\\n]|\\.)*'/y],
];

/** Text and actions of a template, with the spaces that `{{-` and `-}}` take away already gone. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimsNext = false;
  while (at < source.length) {
    const open = source.indexOf("{{", at);
    const end = open === -1 ? source.length : open;
    const trims = open !== -1 && source[open + 2] === "-" && SPACE.test(source[open + 3] ?? "");
    let text = source.slice(at, end);
    if (trimsNext) text = text.replace(/^[ \t\r\n]+/, "");
    if (trims) text = text.replace(/[ \t\r\n]+$/, "");
    if (text !== "") tokens.push({ kind: "text", value: text, at, afterSpace: false });
    if (open === -1) break;
    const inside = open + (trims ? 4 : 2);
    const close = source.startsWith("/*", inside)
      ? commentEnd(source, inside)
      : readAction(source, inside, open, tokens);
    trimsNext = close.trims;
    at = close.at;
  }
  tokens.push({ kind: "end", value: "", at: source.length, afterSpace: false });
  return tokens;
}

function commentEnd(source: string, at: number): { at: number; trims: boolean } {
  const match = /\*\/([ \t\r\n]+-)?\}\}/g;
  match.lastIndex = at;
  const found = match.exec(source);
  if (found === null) throw new TemplateError("syntax", "a comment ends with */}} or with */ -}}", at);
  return { at: match.lastIndex, trims: found[1] !== undefined };
}

function readAction(
  source: string,
  from: number,
  open: number,
  tokens: Token[],
): { at: number; trims: boolean } {
  tokens.push({ kind: "open", value: "", at: open, afterSpace: false });
  let at = from;
  for (;;) {
    const start = at;
    while (at < source.length && SPACE.test(source[at]!)) at++;
    const trims = at > start && source.startsWith("-}}", at);
    if (trims || source.startsWith("}}", at)) {
      tokens.push({ kind: "close", value: "", at, afterSpace: false });
      return { at: at + (trims ? 3 : 2), trims };
    }
    if (at >= source.length) throw new TemplateError("syntax", "an action has no }}", open);
    const token = readToken(source, at, at > start);
    tokens.push(token.token);
    at = token.end;
  }
}

function readToken(source: string, at: number, afterSpace: boolean): { token: Token; end: number } {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match === null) continue;
    const raw = match[0];
    return { token: { kind, value: decode(kind, raw, at), at, afterSpace }, end: at + raw.length };
  }
  throw new TemplateError("syntax", `unexpected ${JSON.stringify(source[at])} in an action`, at);
}

function decode(kind: TokenKind, raw: string, at: number): string {
  if (kind === "field") return raw.slice(1);
  if (kind === "char") return String(unquote(raw, at).codePointAt(0) ?? 0);
  return kind === "string" ? unquote(raw, at) : raw;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/** Go's string literals, interpreted or raw. */
function unquote(raw: string, at: number): string {
  if (raw.startsWith("`")) return raw.slice(1, -1);
  return raw
    .slice(1, -1)
    .replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|.)/gsu, (whole, code: string) => {
      if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
      if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
      const escaped = ESCAPES[code];
      if (escaped === undefined) throw new TemplateError("syntax", `${whole} is no escape of a string`, at);
      return escaped;
    });
}
