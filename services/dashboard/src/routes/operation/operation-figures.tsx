import type { OperationDetail } from "@mystocks/api";
import { Sparkline } from "../../charts/sparkline.tsx";
import { Figure } from "../../components/figure.tsx";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { addSince } from "../../live/chart-points.ts";
import type { LiveFeed } from "../../live/merge.ts";

/** Percentiles are of the window; counts go on with the seconds since. */
export function OperationFigures({ detail, feed }: { detail: OperationDetail; feed: LiveFeed | undefined }) {
  const text = useText();
  const { numbers, measure, duration } = useFormat();
  const { figures, points, window } = detail;
  const total = addSince(figures, Date.parse(window.to), feed?.points ?? []);
  const now = feed?.figures;
  const since = (ms: number | null) => (now === undefined ? undefined : text.lastMinute(duration(ms)));
  const p50 = measure(figures.p50Ms);
  const p95 = measure(figures.p95Ms);
  const p99 = measure(figures.p99Ms);
  return (
    <div className="figures six">
      <Figure label="p50" value={p50.value} unit={p50.unit}>
        {since(now?.p50Ms ?? null)}
      </Figure>
      <Figure label="p95" value={p95.value} unit={p95.unit}>
        {since(now?.p95Ms ?? null)}
      </Figure>
      <Figure label="p99" value={p99.value} unit={p99.unit}>
        {figures.maxMs === null ? NOTHING : text.maxTook(duration(figures.maxMs))}
      </Figure>
      <Figure
        label={now === undefined ? text.rate : text.rateNow}
        value={numbers.rate(now?.ratePerSecond ?? figures.ratePerSecond)}
        unit={text.perSecond}
        trend={<Sparkline values={points.map(({ count }) => count)} width={44} />}
      >
        {text.total(numbers.integer(total.count))}
      </Figure>
      <Figure
        label={text.errors}
        value={numbers.percent(total.count === 0 ? 0 : total.errors / total.count)}
        unit="%"
      >
        {total.errors > 0 ? (
          <span className="worse">{text.failedCount(numbers.integer(total.errors))}</span>
        ) : (
          text.failedCount("0")
        )}
      </Figure>
      <Figure
        label={text.rows}
        value={figures.count === 0 ? NOTHING : numbers.rate(figures.rows / figures.count)}
      >
        {figures.count === 0 ? NOTHING : text.rowsEach}
      </Figure>
    </div>
  );
}
