import { Labels } from "@mystocks/promql";

const NAME = /[\p{L}_:][\p{L}\p{N}_:.]*/uy;
const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/sy;

/** `name{label="value", ...}` as labels. Throws SyntaxError with what is wrong and at which character. */
export function parseMetric(text: string): Labels {
  const cursor = new Cursor(text);
  const entries = new Map<string, string>();
  const name = cursor.match(NAME);
  if (name !== undefined) entries.set("__name__", name);
  if (cursor.skip("{")) {
    while (!cursor.skip("}")) {
      readLabel(cursor, entries);
      if (!cursor.skip(",") && !cursor.sees("}")) cursor.fail("a comma or } is missing");
    }
  }
  if (!cursor.isAtEnd) cursor.fail("this does not belong to a metric");
  return Labels.fromEntries([...entries]);
}

function readLabel(cursor: Cursor, entries: Map<string, string>): void {
  const quoted = cursor.match(STRING);
  const name = quoted === undefined ? cursor.match(NAME) : unquote(quoted);
  if (name === undefined) return cursor.fail("a label's name is missing");
  // A quoted name without a value is the metric's own.
  if (quoted !== undefined && !cursor.sees("=")) {
    entries.set("__name__", name);
    return;
  }
  if (!cursor.skip("=")) return cursor.fail("= is missing");
  const value = cursor.match(STRING);
  if (value === undefined) return cursor.fail("a value in quotes is missing");
  entries.set(name, unquote(value));
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  '"': '"',
  "'": "'",
  "\\": "\\",
};

function unquote(quoted: string): string {
  const inside = quoted.slice(1, -1);
  return quoted.startsWith("`")
    ? inside
    : inside.replace(/\\(.)/gs, (whole, code: string) => ESCAPES[code] ?? whole);
}

class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    this.#space();
    return this.#at === this.#text.length;
  }

  match(pattern: RegExp): string | undefined {
    this.#space();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  sees(char: string): boolean {
    this.#space();
    return this.#text[this.#at] === char;
  }

  skip(char: string): boolean {
    const isThere = this.sees(char);
    if (isThere) this.#at++;
    return isThere;
  }

  fail(message: string): never {
    throw new SyntaxError(`${message} at character ${this.#at + 1} of ${JSON.stringify(this.#text)}`);
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at++;
  }
}
