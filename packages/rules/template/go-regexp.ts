import { RE2JS } from "re2js";

/** A pattern as Go reads it, matched in time that grows with the text; undefined when it is none. */
export function compileRegexp(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

/** Go's ReplaceAllString: `$1`, `${1}`, `$name`, `${name}` and `$$` in the replacement, the longest name wins. */
export function replaceAll(text: string, pattern: RE2JS, replacement: string): string {
  let replaced = "";
  let endOfLast = 0;
  for (const match of pattern.matchAll(text)) {
    const at = match.index!;
    const end = at + match[0].length;
    // Go takes no empty match right behind another.
    if (end === endOfLast && at > 0) continue;
    replaced += text.slice(endOfLast, at) + expand(replacement, match);
    endOfLast = end;
  }
  return replaced + text.slice(endOfLast);
}

function expand(replacement: string, match: RegExpMatchArray): string {
  return replacement.replace(
    /\$(?:(\$)|\{(\w+)\}|(\w+))/g,
    (_, dollar?: string, braced?: string, plain?: string) => {
      if (dollar !== undefined) return "$";
      const name = (braced ?? plain)!;
      return (/^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name]) ?? "";
    },
  );
}
