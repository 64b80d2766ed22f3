import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { OperationDetail } from "@mystocks/api";
import { operationQuery } from "../../api/queries.ts";
import { ChartSwitch } from "../../charts/chart.tsx";
import { LatencyChart } from "../../charts/latency-chart.tsx";
import { Empty } from "../../components/empty.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Panel } from "../../components/panel.tsx";
import { Title } from "../../components/title.tsx";
import { useText } from "../../i18n/text.tsx";
import { useFeed } from "../../live/live.tsx";
import { joinExecutions } from "../../live/shown-execution.ts";
import { joinPoints } from "../../live/chart-points.ts";
import { placeOf } from "../../format/place.ts";
import type { LiveFeed } from "../../live/merge.ts";
import { isLive } from "../../url/range.ts";
import { useRange } from "../../url/use-range.ts";
import { OperationFigures } from "./operation-figures.tsx";
import { SlowestTable } from "./slowest-table.tsx";
import { Statements } from "./statements.tsx";

export function OperationPage() {
  const { id } = useParams({ from: "/operations/$id" });
  const range = useRange();
  const query = useQuery(operationQuery(range, id));
  const feed = useFeed(isLive(range) && /^\d+$/.test(id) ? `operation_${Number(id)}` : undefined);
  return <Loaded query={query}>{(detail) => <Operation detail={detail} feed={feed} />}</Loaded>;
}

function Operation({ detail, feed }: { detail: OperationDetail; feed: LiveFeed | undefined }) {
  const text = useText();
  const { key, thresholds } = detail;
  const points = joinPoints(detail.points, detail.stepSeconds, feed?.points ?? []);
  const executions = joinExecutions(detail.executions, feed?.executions ?? []);
  return (
    <>
      <Title name={key.operation}>
        {[key.service, key.type, placeOf(key), key.kind === "tracked" ? text.kindTracked : text.kindDatabase]
          .filter(Boolean)
          .join(" · ")}
      </Title>
      <OperationFigures detail={detail} feed={feed} />
      <Panel title={text.latency} note={text.latencyNote} aside={<ChartSwitch id="latency" />}>
        {detail.figures.count === 0 && points.every(({ ratePerSecond }) => ratePerSecond === 0) ? (
          <Empty title={text.nothingRan}>{text.widenRange}</Empty>
        ) : (
          <LatencyChart id="latency" points={points} thresholds={thresholds} executions={executions} />
        )}
      </Panel>
      <div className="columns halves">
        <SlowestTable executions={executions} />
        <Statements detail={detail} />
      </div>
    </>
  );
}
