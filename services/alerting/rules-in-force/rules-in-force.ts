import type { Expression, Matcher } from "@mystocks/promql";
import { formatProblem, type Problem } from "@mystocks/rules";
import { MonitorError, type Logger } from "@mystocks/runtime";
import type { AlertSnapshot } from "@mystocks/events";
import { judgedGroup, type JudgedGroup } from "./judged-group.ts";
import { parseRuleFiles, type FoundRuleFile } from "./rule-files.ts";

/** The rules that are judged now. */
export class RulesInForce {
  /** Throws CONFIG_INVALID with everything that is wrong. */
  static of(files: readonly FoundRuleFile[], log: Logger): RulesInForce {
    const rules = new RulesInForce();
    const { isInForce, problems } = rules.put(files);
    if (!isInForce)
      throw new MonitorError("CONFIG_INVALID", `rules: ${problems.join("\n")}`, {
        remedy:
          "Mend the lines named above; mystocks-monitor rules check FILE tells the same without a start.",
      });
    for (const problem of problems)
      log.warn({ problem }, "a rule file has something that is probably not meant");
    return rules;
  }

  #groups: readonly JudgedGroup[] = [];
  #files: readonly FoundRuleFile[] = [];
  #problems: readonly Problem[] = [];
  /** By the name of the alert or of the recorded metric. */
  readonly #selectors = new Map<string, readonly Matcher[][]>();

  get groups(): readonly JudgedGroup[] {
    return this.#groups;
  }

  get files(): readonly FoundRuleFile[] {
    return this.#files;
  }

  /** Of the files that were last given, in force or not. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** All of these, or none when one of them has an error: the former ones go on then. */
  put(files: readonly FoundRuleFile[]): { isInForce: boolean; problems: string[] } {
    const { groups, problems } = parseRuleFiles(files);
    this.#problems = problems;
    const isInForce = problems.every(({ severity }) => severity !== "error");
    if (isInForce) {
      this.#files = files;
      this.#groups = groups.map(judgedGroup);
      this.#index();
    }
    return { isInForce, problems: problems.map(formatProblem) };
  }

  /** What is wrong with files that did not come into force. */
  refuse(problems: readonly Problem[]): void {
    this.#problems = problems;
  }

  /** What the alert's rule reads in the end; of a metric that a rule records, what that one reads. */
  selectorsOf({ rule }: Pick<AlertSnapshot, "rule">): readonly (readonly Matcher[])[] {
    return this.#leaves(rule, new Set());
  }

  /** Of the alert's rule; undefined: none of that name is in force. */
  expressionOf({ rule }: Pick<AlertSnapshot, "rule">): Expression | undefined {
    for (const { group } of this.#groups)
      for (const one of group.rules) if (one.kind === "alert" && one.name === rule) return one.expression;
    return undefined;
  }

  /** How far back each of the metrics is read. */
  *reaches(): Iterable<{ matchers: readonly Matcher[]; ageMs: number }> {
    for (const { group } of this.#groups)
      for (const { selectors } of group.rules)
        for (const leaf of selectors)
          yield {
            matchers: leaf.matchers,
            ageMs: leaf.rangeMs + leaf.offsetMs + leaf.enclosingRangeMs + leaf.enclosingOffsetMs,
          };
  }

  #leaves(name: string, seen: Set<string>): readonly (readonly Matcher[])[] {
    if (seen.has(name)) return [];
    seen.add(name);
    return (this.#selectors.get(name) ?? []).flatMap((matchers) => {
      const metric = matchers.find(
        (matcher) => matcher.name === "__name__" && matcher.operator === "=",
      )?.value;
      const below = metric === undefined ? [] : this.#leaves(metric, seen);
      return below.length === 0 ? [matchers] : below;
    });
  }

  #index(): void {
    this.#selectors.clear();
    for (const { group } of this.#groups)
      for (const rule of group.rules)
        this.#selectors.set(rule.name, [
          ...(this.#selectors.get(rule.name) ?? []),
          ...rule.selectors.map(({ matchers }) => [...matchers]),
        ]);
  }
}
