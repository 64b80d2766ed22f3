import { useMemo } from "react";
import { Link } from "@tanstack/react-router";
import type { Execution } from "@mystocks/api";
import { ExecutionLink } from "../../components/execution-link.tsx";
import { SqlLine } from "../../components/sql.tsx";
import { State, stateOfLevel } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import type { Column } from "../../components/virtual-table.tsx";
import type { Format } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import type { Dictionary } from "../../i18n/dictionary.ts";
import { useText } from "../../i18n/text.tsx";
import { placeOf } from "../../format/place.ts";

type SlowColumn = Column<Execution, "newest" | "slowest">;

export function useSlowColumns(): SlowColumn[] {
  const text = useText();
  const format = useFormat();
  const nowMs = useNow();
  return useMemo(() => slowColumns(text, format, nowMs), [text, format, nowMs]);
}

function slowColumns(text: Dictionary, { times, duration }: Format, nowMs: number): SlowColumn[] {
  return [
    {
      id: "ended",
      label: text.ended,
      track: "min(132px, 20vw)",
      sort: "newest",
      descending: true,
      cell: (row) => (
        <ExecutionLink execution={row} row>
          <time className="mono" dateTime={row.endedAt}>
            {times.short(Date.parse(row.endedAt), nowMs)}
          </time>
        </ExecutionLink>
      ),
    },
    {
      id: "took",
      label: text.took,
      track: "min(88px, 20vw)",
      number: true,
      sort: "slowest",
      descending: true,
      cell: (row) => <b>{duration(row.durationMs)}</b>,
    },
    {
      id: "state",
      label: text.state,
      track: "104px",
      wide: true,
      cell: (row) => (
        <State state={stateOfLevel(row.level, row.failed)}>{text.outcome(row.level, row.failed)}</State>
      ),
    },
    { id: "operation", label: text.operation, track: "minmax(0, 1.2fr)", cell: operationCell },
    { id: "why", label: text.statement, track: "minmax(0, 1.6fr)", wide: true, cell: whyCell },
  ];
}

function operationCell({ operation }: Execution) {
  return (
    <div className="two-lines">
      <Link to="/operations/$id" params={{ id: String(operation.id) }}>
        {operation.operation}
      </Link>
      <span className="quiet">{[operation.service, placeOf(operation)].filter(Boolean).join(" · ")}</span>
    </div>
  );
}

function whyCell({ error, statement }: Execution) {
  return (
    <div className="two-lines plain">
      {error !== null && <span className="error-line">{error}</span>}
      {statement !== null && <SqlLine statement={statement} />}
    </div>
  );
}
