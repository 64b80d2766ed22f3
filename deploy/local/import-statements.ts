export type ImportStatement = {
  specifier: string;
  /** 1-based line on which the statement starts. */
  line: number;
  /** Erased before it runs: `import type`, `export type … from`. */
  typeOnly: boolean;
};

// Prettier puts each statement at a line's start and its specifier in double quotes; text in strings seldom does.
const FROM = /^(?:import|export)\s+(type\s+)?[\w*{][^;"'`]*?\bfrom\s+"([^"]+)"/gm;
const SIDE_EFFECT = /^import\s+()"([^"]+)"/gm;
const DYNAMIC = /(?<!\/\/.*)\b(typeof\s+)?import\(\s*"([^"]+)"\s*[,)]/g;

/** All static, side-effect and dynamic imports and re-exports of formatted TypeScript, in the file's order. */
export function importStatements(text: string): ImportStatement[] {
  return [FROM, SIDE_EFFECT, DYNAMIC]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .sort((a, b) => a.index - b.index)
    .map((match) => ({
      specifier: match[2] ?? "",
      line: text.slice(0, match.index).split("\n").length,
      typeOnly: Boolean(match[1]),
    }));
}
