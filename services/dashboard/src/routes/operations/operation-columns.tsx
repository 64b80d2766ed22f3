import { useMemo } from "react";
import { Link } from "@tanstack/react-router";
import type { OperationSummary } from "@mystocks/api";
import { Sparkline } from "../../charts/sparkline.tsx";
import { ErrorRatio } from "../../components/error-ratio.tsx";
import type { Column } from "../../components/virtual-table.tsx";
import { NOTHING } from "../../format/format.ts";
import type { Format } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import type { Dictionary } from "../../i18n/dictionary.ts";
import { useText } from "../../i18n/text.tsx";
import { placeOf } from "../../format/place.ts";
import type { LiveTable } from "../../live/merge.ts";
import type { OperationSort } from "../../url/pages.ts";

type OperationColumn = Column<OperationSummary, OperationSort>;

export function useOperationColumns(live: LiveTable | undefined): OperationColumn[] {
  const text = useText();
  const format = useFormat();
  return useMemo(() => operationColumns(text, format, live), [text, format, live]);
}

function operationColumns(text: Dictionary, format: Format, live: LiveTable | undefined): OperationColumn[] {
  const { numbers, duration } = format;
  const now = live === undefined ? [] : nowColumns(text, format, live);
  return [
    {
      id: "name",
      label: text.operation,
      track: "minmax(min(180px, 40vw), 6fr)",
      sort: "name",
      cell: nameCell,
    },
    {
      id: "trend",
      label: text.rate,
      track: "92px",
      wide: true,
      cell: ({ trend }) => (
        <Sparkline values={trend.map((step) => step.ratePerSecond)} width={84} height={22} />
      ),
    },
    figureColumn("rate", text.perSecondShort, ({ figures }) => numbers.rate(figures.ratePerSecond), {
      sort: "count",
    }),
    ...now,
    figureColumn("p50", "p50", ({ figures }) => duration(figures.p50Ms), { wide: true }),
    figureColumn("p95", "p95", ({ figures }) => duration(figures.p95Ms), { sort: "p95" }),
    figureColumn("p99", "p99", ({ figures }) => duration(figures.p99Ms), { wide: true }),
    figureColumn("max", text.max, ({ figures }) => duration(figures.maxMs), { sort: "max", wide: true }),
    figureColumn("errors", text.errors, ({ figures }) => <ErrorRatio {...figures} />, {
      sort: "errors",
      wide: true,
    }),
    figureColumn("slow", text.slow, ({ figures }) => slowCell(figures, format), { wide: true }),
    {
      id: "time",
      label: text.timeShare,
      track: "minmax(56px, 1fr)",
      number: true,
      wide: true,
      sort: "time",
      cell: ({ figures }) => numbers.rate(((figures.averageMs ?? 0) / 1000) * figures.ratePerSecond),
    },
  ];
}

function figureColumn(
  id: string,
  label: string,
  cell: OperationColumn["cell"],
  more: { sort?: OperationSort; wide?: boolean },
): OperationColumn {
  return { id, label, track: "minmax(56px, 1fr)", number: true, cell, ...more };
}

function nowColumns(text: Dictionary, { numbers, duration }: Format, live: LiveTable): OperationColumn[] {
  const figuresOf = ({ key }: OperationSummary) => live.byId.get(key.id);
  return [
    {
      id: "now",
      label: text.now,
      track: "minmax(56px, 1fr)",
      number: true,
      wide: true,
      cell: (row) => <span className="now">{numbers.rate(figuresOf(row)?.ratePerSecond ?? 0)}</span>,
    },
    {
      id: "p95-now",
      label: text.p95NowShort,
      track: "minmax(72px, 1fr)",
      number: true,
      wide: true,
      cell: (row) => <span className="now">{duration(figuresOf(row)?.p95Ms ?? null)}</span>,
    },
  ];
}

function nameCell({ key }: OperationSummary) {
  return (
    <div className="two-lines">
      <Link to="/operations/$id" params={{ id: String(key.id) }} data-row="">
        {key.operation}
      </Link>
      <span className="quiet">{[key.service, key.type, placeOf(key)].filter(Boolean).join(" · ")}</span>
    </div>
  );
}

function slowCell({ overWarning, overCritical }: OperationSummary["figures"], { numbers }: Format) {
  if (overWarning === 0) return <span className="quiet">{NOTHING}</span>;
  return <span className={overCritical > 0 ? "worse" : "watch"}>{numbers.integer(overWarning)}</span>;
}
