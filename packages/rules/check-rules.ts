import { formatProblem, RuleFileError } from "./problem.ts";
import type { Problem } from "./problem.ts";
import { parseRuleFile } from "./rule-file.ts";
import type { RuleFileOptions } from "./rule-file.ts";
import type { RuleGroup } from "./rule.ts";

export interface CheckReport {
  problems: readonly Problem[];
  groups: readonly RuleGroup[];
  /** Whether no problem is an error. */
  isValid: boolean;
}

/** Reads rule files and tells everything that is wrong, in all of them. */
export function checkRules(
  files: readonly { file: string; text: string }[],
  options: RuleFileOptions = {},
): CheckReport {
  const problems: Problem[] = [];
  const groups: RuleGroup[] = [];
  for (const { file, text } of files) {
    try {
      const read = parseRuleFile(file, text, options);
      groups.push(...read.groups);
      problems.push(...read.warnings);
    } catch (error) {
      if (!(error instanceof RuleFileError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { problems, groups, isValid: problems.every(({ severity }) => severity !== "error") };
}

/** For people: a line a problem, and what was found. */
export function formatCheckReport({ problems, groups, isValid }: CheckReport): string {
  const rules = groups.flatMap((group) => group.rules);
  const alerts = rules.filter(({ kind }) => kind === "alert").length;
  const found = `${groups.length} groups, ${alerts} alerts, ${rules.length - alerts} recorded series`;
  const lines = problems.map((problem) => `${problem.severity}: ${formatProblem(problem)}`);
  return [...lines, isValid ? `ok: ${found}` : `not valid; the files without errors have ${found}`].join(
    "\n",
  );
}
