import { useMemo, useState } from "react";
import { useMutation } from "@tanstack/react-query";
import { Panel } from "../../components/panel.tsx";
import { ProblemNote } from "../../components/problem.tsx";
import { CodeEditor } from "./code-editor.tsx";
import { promql } from "./rule-file-language.ts";
import { useRuleWords } from "./words.ts";

type Found = {
  metric: Record<string, string>;
  value?: [number, string];
  histogram?: [number, { count: string }];
};
type Answer =
  | { status: "success"; data: { resultType: string; result: Found[] | [number, string] } }
  | { status: "error"; error: string };

const EXAMPLE = "rate(mystocks_operation_duration_seconds_count[1m])";
const MOST = 50;

/** PromQL with completion of the live metrics and labels, and what it gives now. */
export function ExpressionTrial() {
  const words = useRuleWords();
  const [text, setText] = useState(EXAMPLE);
  const language = useMemo(() => promql(), []);
  const run = useMutation({ mutationFn: evaluate });
  return (
    <Panel title={words.tryIt}>
      <CodeEditor name={words.expression} value={text} onChange={setText} language={language} />
      <p className="editor-buttons">
        <button
          type="button"
          className="button primary"
          disabled={run.isPending}
          onClick={() => run.mutate(text)}
        >
          {words.run}
        </button>
      </p>
      {run.error !== null && <ProblemNote title={words.notDone} error={run.error} />}
      {run.data?.length === 0 && <p className="quiet">{words.noResult}</p>}
      {run.data !== undefined && run.data.length > 0 && (
        <div className="scroll">
          <table aria-label={words.tryIt}>
            <tbody>
              {run.data.slice(0, MOST).map(({ name, value }) => (
                <tr key={name}>
                  <th scope="row">
                    <code className="rule-expression">{name}</code>
                  </th>
                  <td className="n">{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

async function evaluate(query: string): Promise<{ name: string; value: string }[]> {
  const response = await fetch("/prometheus/api/v1/query", {
    method: "POST",
    body: new URLSearchParams({ query }),
  });
  const answer = (await response.json()) as Answer;
  if (answer.status !== "success") throw new Error("error" in answer ? answer.error : response.statusText);
  const { resultType, result } = answer.data;
  if (resultType === "scalar" || resultType === "string")
    return [{ name: resultType, value: (result as [number, string])[1] }];
  return (result as Found[]).map(({ metric, value, histogram }) => ({
    name: nameOf(metric),
    value: value?.[1] ?? histogram?.[1].count ?? "",
  }));
}

function nameOf({ __name__: name = "", ...labels }: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(", ")}}`;
}
