import type { TraceSpan } from "@mystocks/api";

/** Part of a span, in milliseconds from the trace's start. */
type Interval = { fromMs: number; toMs: number };

export type WaterfallRow = {
  span: TraceSpan;
  /** When the span itself worked: its time without that of the spans directly below it. */
  self: Interval[];
  hasChildren: boolean;
  folded: boolean;
};

/** Spans come with parents before children; what hangs below a folded one is left out. */
export function waterfallRows(spans: readonly TraceSpan[], folded: ReadonlySet<string>): WaterfallRow[] {
  const children = Map.groupBy(spans, ({ parentSpanId }) => parentSpanId ?? "");
  const rows: WaterfallRow[] = [];
  let hiddenBelow = Infinity;
  for (const span of spans) {
    if (span.depth > hiddenBelow) continue;
    const below = children.get(span.spanId) ?? [];
    const isFolded = below.length > 0 && folded.has(span.spanId);
    hiddenBelow = isFolded ? span.depth : Infinity;
    rows.push({ span, self: selfIntervals(span, below), hasChildren: below.length > 0, folded: isFolded });
  }
  return rows;
}

function selfIntervals(span: TraceSpan, children: readonly TraceSpan[]): Interval[] {
  const end = span.offsetMs + span.durationMs;
  const own: Interval[] = [];
  let fromMs = span.offsetMs;
  for (const child of children.toSorted((a, b) => a.offsetMs - b.offsetMs)) {
    const toMs = Math.min(child.offsetMs, end);
    if (toMs > fromMs) own.push({ fromMs, toMs });
    fromMs = Math.max(fromMs, child.offsetMs + child.durationMs);
  }
  if (end > fromMs) own.push({ fromMs, toMs: end });
  return own;
}

/** What people call it: the operation's name where there is one, and not that of the instrumentation. */
export function nameOf(span: TraceSpan): string {
  return span.operation?.operation ?? span.name;
}

/** The span that itself took most of the trace's time. */
export function largestSelf(spans: readonly TraceSpan[]): TraceSpan | undefined {
  let largest: TraceSpan | undefined;
  for (const span of spans) if (largest === undefined || span.selfMs > largest.selfMs) largest = span;
  return largest;
}

/** The index of the row above in the tree: its parent when that is shown. */
export function parentRow(rows: readonly WaterfallRow[], index: number): number | undefined {
  const parent = rows[index]?.span.parentSpanId;
  const at = rows.findIndex(({ span }) => span.spanId === parent);
  return at === -1 ? undefined : at;
}
