import { faultPlace } from "./fault-place.ts";

type Properties = { fault: string; expression: string };

/** What a rule failed at, below the place in its expression where it did. */
export function RuleFault({ fault, expression }: Properties) {
  const { line, column, message } = faultPlace(fault);
  const text = line === undefined ? undefined : expression.split("\n")[line - 1];
  return (
    <div className="rule-error">
      {text !== undefined && (
        <pre>
          {text}
          {"\n"}
          {" ".repeat(Math.max(0, (column ?? 1) - 1))}^
        </pre>
      )}
      <p>{message}</p>
    </div>
  );
}
