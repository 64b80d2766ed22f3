import { glob, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseRuleFile, RuleFileError, type Problem, type RuleGroup } from "@mystocks/rules";
import type { MonitorConfig } from "@mystocks/runtime";

/** A rule file as it lies on the disk. */
export interface FoundRuleFile {
  name: string;
  path: string;
  text: string;
  /** The unit-test file that stands beside it, as name.test.yml beside name.yml. */
  tests?: string;
}

const DEFAULT_RULES = join(import.meta.dirname, "..", "default-rules", "*.yml");

/** Rule files that come with alerting, unless the config does without, and those that it names. */
export function configuredRuleFiles({
  defaultRules,
  rules,
}: Pick<MonitorConfig, "defaultRules" | "rules">): Promise<FoundRuleFile[]> {
  return findRuleFiles([...(defaultRules ? [DEFAULT_RULES] : []), ...rules]);
}

/** Rule files of these patterns, by name; where two have the same name the later pattern's counts. */
async function findRuleFiles(patterns: readonly string[]): Promise<FoundRuleFile[]> {
  const found = new Map<string, FoundRuleFile>();
  for (const pattern of patterns)
    for await (const path of glob(pattern)) {
      const name = basename(path);
      if (!name.includes(".test.")) found.set(name, { name, path, ...(await readWithTests(path)) });
    }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readWithTests(path: string): Promise<{ text: string; tests?: string }> {
  const text = await readFile(path, "utf8");
  try {
    return { text, tests: await readFile(path.replace(/(\.ya?ml)$/, ".test$1"), "utf8") };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { text };
    throw error;
  }
}

/** The groups of all files, or everything that is wrong with them: rules come into force together or not at all. */
export function parseRuleFiles(files: readonly Pick<FoundRuleFile, "name" | "text">[]): {
  groups: RuleGroup[];
  problems: readonly Problem[];
} {
  const groups: RuleGroup[] = [];
  const problems: Problem[] = [];
  for (const { name, text } of files) {
    try {
      const parsed = parseRuleFile(name, text);
      groups.push(...parsed.groups);
      problems.push(...parsed.warnings);
    } catch (error) {
      if (!(error instanceof RuleFileError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { groups, problems };
}
