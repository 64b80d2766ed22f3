/** Repetitions without end that may follow each other: each multiplies the time by the length of the text. */
const MOST_REPETITIONS = 2;
/** `?` and groups with alternatives: each multiplies it by two or more. */
const MOST_CHOICES = 8;

/** Backreferences and what may stand behind `(?` in JavaScript alone; RE2 refuses them. */
const NOT_RE2 = /\\[1-9]|\\k|\(\?(?!P?<\w+>|[a-zA-Z]*(?:-[a-zA-Z]+)?[:)])/u;
/** RE2 repeats a thousand times at most. */
const REPEATED_TOO_OFTEN = /\{\d*,?\d{4,}/u;

interface Group {
  /** It may match the same text in several ways. */
  isAmbiguous: boolean;
  hasAlternatives: boolean;
}

/**
 * Whether an engine that tries one way after the other may need more time for the pattern than anybody has: something
 * repeated holds a repetition or alternatives, or too many of them follow each other. Says yes rather than no.
 */
export function mayBacktrack(pattern: string): boolean {
  if (NOT_RE2.test(pattern) || REPEATED_TOO_OFTEN.test(pattern)) return true;
  let repetitions = 0;
  let choices = 0;
  const isTooMuch = () => repetitions > MOST_REPETITIONS || choices > MOST_CHOICES;
  const open: Group[] = [newGroup()];
  let closed: Group | undefined;
  for (const token of tokensOf(pattern)) {
    const inner = open.at(-1)!;
    // Alternatives of the whole are tried one after the other: none multiplies another's time.
    if (token === "|" && open.length === 1) {
      if (isTooMuch()) return true;
      repetitions = choices = 0;
    } else if (token === "(") open.push(newGroup());
    else if (token === "|") inner.isAmbiguous = inner.hasAlternatives = true;
    else if (isQuantifier(token)) {
      if (closed?.isAmbiguous === true && token !== "?") return true;
      inner.isAmbiguous = true;
      if (token === "?") choices++;
      else if (isWithoutEnd(token)) repetitions++;
      else choices++;
    }
    closed = undefined;
    if (token !== ")" || open.length === 1) continue;
    closed = open.pop()!;
    if (closed.hasAlternatives) choices++;
    open.at(-1)!.isAmbiguous ||= closed.isAmbiguous;
  }
  return isTooMuch();
}

const newGroup = (): Group => ({ isAmbiguous: false, hasAlternatives: false });
const isQuantifier = (token: string) => /^(?:[*+?]|\{)/u.test(token);
const isWithoutEnd = (token: string) => token === "*" || token === "+" || token.endsWith(",}");

/** Quoted text, escapes and classes are one `x` each; `(?:` and its like are `(`. A lazy quantifier's `?` is left out. */
function tokensOf(pattern: string): string[] {
  const simple = pattern
    .replaceAll(/\\Q[^]*?(?:\\E|$)/gu, "x")
    .replaceAll(/\\[^]/gu, "x")
    .replaceAll(/\[\^?\]?(?:\[:\^?\w+:\]|[^\]])*\]/gu, "x")
    .replaceAll(/\(\?[^:)>]*[:>]/gu, "(")
    .replaceAll(/\(\?[^:)>]*\)/gu, "");
  return (simple.match(/\{\d+(?:,\d*)?\}\??|[*+?]\??|[^]/gu) ?? []).map((token) =>
    token.length > 1 ? token.replace(/\?$/u, "") : token,
  );
}
