import { RuleFileError, testRuleSteps } from "@mystocks/rules";
import { MonitorError } from "@mystocks/runtime";
import type { RuleTest } from "../contract.ts";
import { Pacer } from "../series/history/pacer.ts";
import { problemsText } from "./parsed-rules.ts";

const MOST_MS = 60_000;
/** They are read in one go, in half a second at the most. */
const MOST_VALUES = 300_000;

/** Runs a unit-test file on one rule file, giving way to the judge. Throws BODY_INVALID with what is wrong. */
export async function runTests(name: string, content: string, tests: string): Promise<RuleTest> {
  const steps = testRuleSteps(name.replace(/\.ya?ml$/, ".test.yml"), tests, {
    ruleFiles: () => [{ file: name, text: content }],
    mostValues: MOST_VALUES,
  });
  try {
    return await inTurns(steps);
  } catch (error) {
    if (!(error instanceof RuleFileError)) throw error;
    throw new MonitorError("BODY_INVALID", problemsText(error.problems), {
      field: "tests",
      remedy: "Mend the lines named above.",
    });
  }
}

async function inTurns(steps: ReturnType<typeof testRuleSteps>): Promise<RuleTest> {
  const pacer = new Pacer();
  const untilMs = performance.now() + MOST_MS;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { tests: step.value.tests, failures: [...step.value.failures] };
    await pacer.rest();
    if (performance.now() > untilMs) throw tooLong();
  }
}

function tooLong(): MonitorError {
  return new MonitorError("BODY_INVALID", "These tests take over a minute.", {
    field: "tests",
    remedy:
      "Choose a longer evaluation_interval or an earlier eval_time, or run them with mystocks-monitor rules test.",
  });
}
