import { useMemo } from "react";
import type { Request } from "@mystocks/api";
import { ExecutionLink } from "../../components/execution-link.tsx";
import { State } from "../../components/state.tsx";
import type { StateName } from "../../components/state.tsx";
import type { Column } from "../../components/virtual-table.tsx";
import { NOTHING } from "../../format/format.ts";
import type { Format } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import type { Dictionary } from "../../i18n/dictionary.ts";
import { useText } from "../../i18n/text.tsx";

type RequestColumn = Column<Request, never>;

export function useRequestColumns(): RequestColumn[] {
  const text = useText();
  const format = useFormat();
  return useMemo(() => requestColumns(text, format), [text, format]);
}

function requestColumns(text: Dictionary, { times, duration }: Format): RequestColumn[] {
  return [
    {
      id: "ended",
      label: text.ended,
      track: "min(116px, 17vw)",
      cell: (row) => (
        <ExecutionLink execution={row} row>
          <time className="mono" dateTime={row.endedAt}>
            {times.second(Date.parse(row.endedAt))}
            <span className="wide">{row.endedAt.slice(-5, -1)}</span>
          </time>
        </ExecutionLink>
      ),
    },
    {
      id: "status",
      label: text.status,
      track: "min(84px, 14vw)",
      cell: (row) => {
        const state = stateOfRequest(row);
        if (state === "ok") return <span className="quiet unmarked">{row.status}</span>;
        return <State state={state}>{row.status ?? text.noStatus}</State>;
      },
    },
    {
      id: "route",
      label: text.route,
      track: "minmax(0, 2fr)",
      cell: (row) => (
        <span className="one-line">
          <span className="method">{row.method}</span> {row.route}
        </span>
      ),
    },
    { id: "service", label: text.service, track: "minmax(0, 1fr)", wide: true, cell: (row) => row.service },
    {
      id: "client",
      label: text.client,
      track: "minmax(0, 1fr)",
      wide: true,
      cell: (row) => (
        <span className="one-line quiet" title={row.userAgent ?? undefined}>
          {[row.clientAddress, row.userAgent].filter(Boolean).join(" · ") || NOTHING}
        </span>
      ),
    },
    {
      id: "took",
      label: text.took,
      track: "min(84px, 18vw)",
      number: true,
      cell: (row) => duration(row.durationMs),
    },
  ];
}

function stateOfRequest({ failed, status }: Request): StateName {
  if (failed || (status !== null && status >= 500)) return "bad";
  if (status === null) return "none";
  return status >= 400 ? "warn" : "ok";
}
