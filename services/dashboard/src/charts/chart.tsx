import { lazy, Suspense } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Skeleton } from "../components/skeleton.tsx";
import { useText } from "../i18n/text.tsx";
import { PlotTable } from "./plot-table.tsx";
import type { PlotProperties } from "./plot.tsx";

// The drawing library is a third of all code and nothing waits for it: figures and tables come first.
const Plot = lazy(async () => ({ default: (await import("./plot.tsx")).Plot }));

/** A drawing, or the same numbers as a table; which one is in the address. */
export function Chart({ id, ...properties }: PlotProperties & { id: string }) {
  const { table } = useSearch({ from: "__root__" });
  const waiting = <Skeleton height={properties.height + 24} />;
  if (table === id) return <PlotTable {...properties} />;
  return (
    <Suspense fallback={waiting}>
      <Plot {...properties} />
    </Suspense>
  );
}

export function ChartSwitch({ id }: { id: string }) {
  const text = useText();
  const { table } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  const shown = table === id;
  return (
    <button
      type="button"
      className="link"
      aria-pressed={shown}
      onClick={() =>
        void navigate({
          to: ".",
          search: (before) => ({ ...before, table: shown ? undefined : id }),
          replace: true,
          resetScroll: false,
        })
      }
    >
      {text.asTable}
    </button>
  );
}
