/** A Go (RE2) pattern as JavaScript's; undefined when it is none or uses what JavaScript lacks. */
export function compileRegexp(pattern: string, flags: string): RegExp | undefined {
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  const body = (inline === null ? pattern : pattern.slice(inline[0].length))
    .replaceAll("(?P<", "(?<")
    .replaceAll("\\A", "^")
    .replaceAll("\\z", "$")
    .replaceAll(/\[\[:(\w+):\]\]/g, (whole, name: string) => POSIX[name] ?? whole);
  for (const unicode of ["u", ""]) {
    try {
      return new RegExp(body, flags + unicode + (inline?.[1] ?? ""));
    } catch {
      // With the u flag JavaScript refuses escapes that Go allows, as `\-`: the second try is without it.
    }
  }
  return undefined;
}

const POSIX: Readonly<Record<string, string>> = {
  alpha: "[A-Za-z]",
  digit: "[0-9]",
  alnum: "[0-9A-Za-z]",
  upper: "[A-Z]",
  lower: "[a-z]",
  space: "[\\t\\n\\v\\f\\r ]",
  punct: "[!-\\/:-@\\[-`{-~]",
  xdigit: "[0-9A-Fa-f]",
  word: "[0-9A-Za-z_]",
};

/** Go's ReplaceAllString: `$1`, `${1}`, `$name`, `${name}` and `$$` in the replacement, the longest name wins. */
export function replaceAll(text: string, pattern: RegExp, replacement: string): string {
  return text.replace(pattern, (...found: unknown[]) => {
    const named = found.at(-1);
    const groups = typeof named === "object" ? (named as Record<string, string | undefined>) : {};
    return replacement.replace(
      /\$(?:(\$)|\{(\w+)\}|(\w+))/g,
      (_, dollar?: string, braced?: string, plain?: string) => {
        if (dollar !== undefined) return "$";
        const name = (braced ?? plain)!;
        if (!/^\d+$/.test(name)) return groups[name] ?? "";
        const group = found[Number(name)];
        return typeof group === "string" && Number(name) < found.length - 2 ? group : "";
      },
    );
  });
}
