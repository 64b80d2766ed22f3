import { useQuery } from "@tanstack/react-query";
import type { Overview } from "@mystocks/api";
import { overviewQuery } from "../../api/queries.ts";
import { ConnectCommand } from "../../components/connect-command.tsx";
import { Empty } from "../../components/empty.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Title } from "../../components/title.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { useFeed } from "../../live/live.tsx";
import type { LiveFeed } from "../../live/merge.ts";
import { isLive } from "../../url/range.ts";
import { useRange } from "../../url/use-range.ts";
import { HealthPanel } from "./health.tsx";
import { LatestExecutions } from "./latest-executions.tsx";
import { LoadPanel } from "./load.tsx";
import { OpenAlerts } from "./open-alerts.tsx";
import { OverviewFigures } from "./overview-figures.tsx";
import { OverviewSkeleton } from "./overview-skeleton.tsx";
import { PoolsPanel } from "./pools.tsx";
import { SampleNotice } from "./sample-notice.tsx";
import { ServicesPanel } from "./services-panel.tsx";

export function OverviewPage() {
  const text = useText();
  const nowMs = useNow();
  const { times } = useFormat();
  const range = useRange();
  const query = useQuery(overviewQuery(range));
  const feed = useFeed(isLive(range) ? "overview" : undefined);
  return (
    <>
      <Title name={text.overview}>{times.weekday(nowMs)}</Title>
      <Loaded query={query} waiting={<OverviewSkeleton />}>
        {(overview) => <Answers overview={overview} feed={feed} />}
      </Loaded>
    </>
  );
}

/** In the order of the questions: can I trust it, is something slow or failing, what is it, who is it. */
function Answers({ overview, feed }: { overview: Overview; feed: LiveFeed | undefined }) {
  const text = useText();
  if (overview.services.length === 0 && overview.figures.count === 0 && (feed?.points.length ?? 0) === 0) {
    return (
      <Empty title={text.nothingYet}>
        <ConnectCommand />
      </Empty>
    );
  }
  return (
    <>
      {overview.sample !== null && <SampleNotice sample={overview.sample} />}
      <OverviewFigures overview={overview} feed={feed} />
      <OpenAlerts />
      <div className="columns main-aside">
        <LoadPanel overview={overview} />
        <LatestExecutions overview={overview} feed={feed} />
      </div>
      <div className="columns thirds">
        <ServicesPanel services={overview.services} />
        <PoolsPanel pools={overview.pools} caches={overview.caches} />
        <HealthPanel health={overview.health} />
      </div>
    </>
  );
}
