import { Link } from "@tanstack/react-router";
import type { Overview } from "@mystocks/api";
import { Sparkline } from "../../charts/sparkline.tsx";
import { Figure } from "../../components/figure.tsx";
import { Change } from "../../components/change.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { addSince, joinPoints } from "../../live/chart-points.ts";
import type { LiveFeed } from "../../live/merge.ts";

const HIGH_ERROR_RATIO = 0.05;

/** Rate and p95 are of now while live, and of the window otherwise; counts are of the window up to now. */
export function OverviewFigures({ overview, feed }: { overview: Overview; feed: LiveFeed | undefined }) {
  const text = useText();
  const { numbers, measure } = useFormat();
  const { figures, before, window } = overview;
  const live = feed?.points ?? [];
  const points = joinPoints(overview.points, overview.stepSeconds, []);
  const total = addSince(figures, Date.parse(window.to), live);
  const errorRatio = total.count === 0 ? 0 : total.errors / total.count;
  const p95 = measure(feed?.figures.p95Ms ?? figures.p95Ms);
  const failing = errorRatio > HIGH_ERROR_RATIO;
  return (
    <div className="figures">
      <Figure
        label={feed === undefined ? text.operationsPerSecond : text.operationsPerSecondNow}
        value={numbers.rate(feed?.figures.ratePerSecond ?? figures.ratePerSecond)}
        unit={text.perSecond}
        trend={<Sparkline values={points.map((point) => point.ratePerSecond)} />}
      >
        <Change now={figures.ratePerSecond} before={before.ratePerSecond} />
      </Figure>
      <Figure
        label={text.errors}
        value={numbers.percent(errorRatio)}
        unit="%"
        trend={
          <Sparkline
            values={points.map((point) => point.errorsPerSecond)}
            colour={failing ? "--bad" : "--c1"}
          />
        }
      >
        {text.failedOf(numbers.integer(total.errors), numbers.integer(total.count))}
      </Figure>
      <Figure
        label={feed === undefined ? "p95" : text.p95Now}
        value={p95.value}
        unit={p95.unit}
        trend={<Sparkline values={points.map((point) => point.p95Ms)} colour="--p95" />}
      >
        <Change now={figures.p95Ms} before={before.p95Ms} moreIsWorse />
      </Figure>
      <Figure
        label={text.slowerThanWarning}
        value={numbers.integer(total.overWarning)}
        trend={
          <Sparkline
            values={points.map((point) => point.slowPerSecond)}
            colour={total.overCritical > 0 ? "--bad" : total.overWarning > 0 ? "--warn" : "--c1"}
          />
        }
      >
        <Link to="/operations/slow">{text.ofThemCritical(numbers.integer(total.overCritical))}</Link>
      </Figure>
    </div>
  );
}
