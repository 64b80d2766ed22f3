import { checkRules, type CheckReport, type Problem } from "@mystocks/rules";
import { MonitorError } from "@mystocks/runtime";

/** Throws BODY_INVALID with the lines that are wrong. */
export function parsedRules(name: string, content: string): CheckReport {
  const report = checkRules([{ file: name, text: content }]);
  if (report.isValid) return report;
  throw new MonitorError("BODY_INVALID", problemsText(report.problems), {
    field: "content",
    remedy: "Mend the lines named above.",
  });
}

export function problemsText(problems: readonly Problem[]): string {
  return problems
    .filter(({ severity }) => severity === "error")
    .map(({ line, key, message }) => `line ${line}: ${key === "" ? "" : `${key}: `}${message}`)
    .join("\n");
}
