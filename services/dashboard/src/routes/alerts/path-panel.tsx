import type { AlertDetail } from "@mystocks/alerting";
import { Panel } from "../../components/panel.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { stepsOf } from "./steps.ts";
import type { Step } from "./steps.ts";
import { useAlertWords } from "./words.ts";
import type { AlertWords } from "./words.ts";

/** From the breach to whoever has it: what happened when, and what is still waited for. */
export function PathPanel({ detail }: { detail: AlertDetail }) {
  const words = useAlertWords();
  const { times, duration } = useFormat();
  const steps = stepsOf(detail);
  const startMs = steps.find(({ atMs }) => atMs !== undefined)?.atMs;
  return (
    <Panel title={words.path} className="path-panel">
      <ol className="path">
        {steps.map((step) => (
          <li key={`${step.kind} ${step.who ?? ""}`} className={step.tone}>
            <b>
              {step.atMs === undefined || startMs === undefined
                ? "…"
                : step.atMs === startMs
                  ? times.milli(startMs)
                  : `+${duration(step.atMs - startMs)}`}
            </b>
            <span>{labelOf(step, words)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function labelOf({ kind, who = "" }: Step, { steps }: AlertWords): string {
  const text = steps[kind];
  return typeof text === "string" ? text : text(who);
}
