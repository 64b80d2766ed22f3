import { neverRun, type CheckResult, type Contract } from "@mystocks/checks";

/** Each check an error: a dataset that can't be reached has no verdict, and is no pass. */
export function notJudged(contract: Contract, error: Error): CheckResult[] {
  return contract.checks.map((check) => ({
    ...neverRun(check),
    verdict: "error",
    reason: { code: "statementFailed", params: { error: error.message } },
    why: { en: `the dataset can't be read: ${error.message}`, zh: `无法读取数据集：${error.message}` },
  }));
}
