import type { RuleCheck, RuleTest } from "@mystocks/alerting";
import { State } from "../../components/state.tsx";
import { useFormat } from "../../format/use-format.tsx";
import type { Saved } from "./use-draft.ts";
import { useRuleWords } from "./words.ts";

/** Whether the file could be in force, and whether it does what its tests say. */
export function CheckReport({ found }: { found: Saved }) {
  return (
    <>
      <Checked report={found.check} />
      {found.test !== undefined && <Tested report={found.test} />}
    </>
  );
}

function Checked({ report: { isValid, problems, groups, alerts, records } }: { report: RuleCheck }) {
  const words = useRuleWords();
  const { numbers } = useFormat();
  const [g, a, r] = [groups, alerts, records].map((count) => numbers.integer(count));
  return (
    <>
      <p>
        <State state={isValid ? "ok" : "bad"}>
          {isValid ? words.valid(g!, a!, r!) : words.invalid(numbers.integer(problems.length))}
        </State>
      </p>
      {problems.length > 0 && (
        <ul className="findings">
          {problems.map(({ line, key, message, remedy, severity }) => (
            <li key={`${line} ${key} ${message}`}>
              <State state={severity === "error" ? "bad" : "warn"}>{words.line(String(line))}</State>{" "}
              {message} <span className="quiet">{remedy}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Tested({ report: { tests, failures } }: { report: RuleTest }) {
  const words = useRuleWords();
  const { numbers } = useFormat();
  const isOk = failures.length === 0;
  return (
    <>
      <p>
        <State state={isOk ? "ok" : "bad"}>
          {isOk
            ? words.passed(numbers.integer(tests))
            : words.testsFailed(numbers.integer(failures.length), numbers.integer(tests))}
        </State>
      </p>
      <ul className="findings">
        {failures.map(({ line, group, message }) => (
          <li key={`${line} ${message}`}>
            <b>{words.line(String(line))}</b> {group} <code>{message}</code>
          </li>
        ))}
      </ul>
    </>
  );
}
