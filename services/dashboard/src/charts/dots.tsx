import { useState } from "react";
import type { KeyboardEvent } from "react";
import { Link } from "@tanstack/react-router";
import type uPlot from "uplot";
import { stateOfLevel } from "../components/state.tsx";
import { useFormat } from "../format/use-format.tsx";
import { useText } from "../i18n/text.tsx";
import type { ShownExecution } from "../live/shown-execution.ts";

/** Links above the drawing. One of them is in the tab order; arrows go to the others, in their order in time. */
export function Dots({ plot, executions }: { plot: uPlot; executions: readonly ShownExecution[] }) {
  const text = useText();
  const { times, duration } = useFormat();
  const [active, setActive] = useState(0);
  const placed = place(plot, executions);
  const reachable = Math.min(active, placed.length - 1);
  return (
    <ul className="dots" aria-label={text.executionDots}>
      {placed.map(({ execution, left, top }, index) => (
        <li key={execution.spanId}>
          <Link
            to="/traces/$traceId"
            params={{ traceId: execution.traceId }}
            search={{ span: execution.spanId }}
            className={`dot ${stateOfLevel(execution.level, execution.failed)}`}
            tabIndex={index === reachable ? 0 : -1}
            style={{ transform: `translate(${left}px, ${top}px)` }}
            onKeyDown={moveAlong}
            onFocus={() => setActive(index)}
            aria-label={text.executionAt(
              duration(execution.durationMs),
              times.milli(execution.endedAtMs),
              text.outcome(execution.level, execution.failed),
            )}
            title={`${duration(execution.durationMs)} · ${times.milli(execution.endedAtMs)}`}
          />
        </li>
      ))}
    </ul>
  );
}

function moveAlong(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return;
  const dots = [...(event.currentTarget.closest("ul")?.querySelectorAll<HTMLElement>("a") ?? [])];
  const at = dots.findIndex((dot) => dot === document.activeElement);
  dots[at + step]?.focus();
  event.preventDefault();
}

type Placed = { execution: ShownExecution; left: number; top: number };

/** In time order; what lies above the scale sits on its upper edge. */
function place(plot: uPlot, executions: readonly ShownExecution[]): Placed[] {
  const { left, top } = offsetOf(plot);
  const [from, to] = [plot.scales.x?.min ?? 0, plot.scales.x?.max ?? 0];
  return executions
    .filter(({ endedAtMs }) => endedAtMs / 1000 >= from && endedAtMs / 1000 <= to)
    .toSorted((a, b) => a.endedAtMs - b.endedAtMs)
    .map((execution) => ({
      execution,
      left: Math.round(left + plot.valToPos(execution.endedAtMs / 1000, "x")),
      top: Math.round(top + Math.max(0, plot.valToPos(execution.durationMs, "y"))),
    }));
}

/** Where the drawing area begins within the plot. */
function offsetOf(plot: uPlot): { left: number; top: number } {
  return { left: plot.over.offsetLeft, top: plot.over.offsetTop };
}
