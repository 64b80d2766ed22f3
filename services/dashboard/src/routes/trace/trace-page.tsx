import { useMemo } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { Trace } from "@mystocks/api";
import { traceQuery } from "../../api/queries.ts";
import { Loaded } from "../../components/loaded.tsx";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { Title } from "../../components/title.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { SpanDetails } from "./span-details.tsx";
import { TraceSummary } from "./trace-summary.tsx";
import { Waterfall } from "./waterfall-tree.tsx";
import { largestSelf, waterfallRows } from "./waterfall.ts";

export function TracePage() {
  const { traceId } = useParams({ from: "/traces/$traceId" });
  const query = useQuery(traceQuery(traceId));
  return <Loaded query={query}>{(trace) => <Whole trace={trace} />}</Loaded>;
}

function Whole({ trace }: { trace: Trace }) {
  const text = useText();
  const { times, duration } = useFormat();
  const { span: chosen, fold } = useSearch({ from: "/traces/$traceId" });
  const change = useChange();
  const folded = useMemo(() => new Set(fold?.split(",")), [fold]);
  const rows = useMemo(() => waterfallRows(trace.spans, folded), [trace.spans, folded]);
  const culprit = largestSelf(trace.spans);
  const shown = trace.spans.find(({ spanId }) => spanId === chosen) ?? culprit ?? trace.spans[0];
  const startMs = Date.parse(trace.startedAt);
  const setFolded = (spanIds: readonly string[]) => change({ fold: spanIds.join(",") || undefined });
  const parents = trace.spans.map(({ parentSpanId }) => parentSpanId).filter((id) => id !== null);
  return (
    <>
      <Title name={`${text.trace} ${trace.traceId}`}>
        {times.dateTime(startMs)} · {duration(trace.durationMs)} · {trace.services.join(", ")}
      </Title>
      {!trace.complete && (
        <p className="notice">
          <span>
            <State state="warn">{text.traceIncomplete}</State> {text.traceIncompleteNote}
          </span>
        </p>
      )}
      <TraceSummary trace={trace} culprit={culprit} />
      <div className="columns main-aside start">
        <Panel
          title={text.waterfall}
          note={text.spans(trace.spans.length)}
          aside={
            <button
              type="button"
              className="link"
              onClick={() => setFolded(folded.size > 0 ? [] : [...new Set(parents)])}
            >
              {folded.size > 0 ? text.unfoldAll : text.foldAll}
            </button>
          }
        >
          <Waterfall
            trace={trace}
            rows={rows}
            chosen={shown?.spanId}
            culprit={culprit?.spanId}
            onChoose={(spanId) => change({ span: spanId })}
            onFold={(spanId) => setFolded([...folded, spanId])}
            onUnfold={(spanId) => setFolded([...folded].filter((id) => id !== spanId))}
          />
        </Panel>
        {shown !== undefined && <SpanDetails span={shown} trace={trace} />}
      </div>
    </>
  );
}

function useChange(): (change: { span?: string; fold?: string | undefined }) => void {
  const navigate = useNavigate({ from: "/traces/$traceId" });
  return (change) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false });
}
