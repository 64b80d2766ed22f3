import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { DatasetDetail } from "@mystocks/quality";
import { AskForm } from "../../components/ask-form.tsx";
import { Figure } from "../../components/figure.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { State } from "../../components/state.tsx";
import { Title } from "../../components/title.tsx";
import { useNow } from "../../components/use-now.ts";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { CalendarPanel } from "./calendar-panel.tsx";
import { ChecksPanel } from "./checks-panel.tsx";
import { DayStrip } from "./day-strip.tsx";
import "./datasets.css";
import { datasetQuery, pathOf } from "./queries.ts";
import { RunsPanel } from "./runs-panel.tsx";
import { failingOf, TONES } from "./standing.ts";
import { useDatasetWords } from "./words.ts";

export function DatasetPage() {
  const { dataset } = useParams({ from: "/datasets/$dataset" });
  const query = useQuery(datasetQuery(dataset));
  return (
    <>
      <Title name={dataset}>{query.data && placeOf(query.data)}</Title>
      <Loaded query={query}>
        {(detail) => (
          <>
            <Head detail={detail} />
            <Figures detail={detail} />
            <ChecksPanel detail={detail} />
            <div className="columns calendar-and-runs">
              <CalendarPanel detail={detail} />
              <RunsPanel dataset={dataset} />
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

function placeOf({ table, classification, database, owner }: DatasetDetail): string {
  return [classification, table, database, owner].filter((part) => part !== "").join(" · ");
}

function Head({ detail }: { detail: DatasetDetail }) {
  const words = useDatasetWords();
  return (
    <div className="panel dataset-head">
      <div>
        <State state={TONES[detail.verdict]}>{words.verdict[detail.verdict]}</State>
        <p className="quiet">{contractLine(detail, words)}</p>
      </div>
      {detail.contract !== null && (
        <AskForm
          label={words.judgeNow}
          changes="datasets"
          path={`${pathOf(detail.dataset)}/runs`}
          isPrimary
        />
      )}
    </div>
  );
}

function contractLine(
  { contract, timeZone, partition }: DatasetDetail,
  words: ReturnType<typeof useDatasetWords>,
): string {
  if (contract === null) return words.unknownTable;
  const { version, file, schedule, calendar } = contract;
  return [
    `${words.contract} ${words.version(version, file.split("/").at(-1)!)}`,
    schedule === null ? words.usualSchedule : words.bySchedule(schedule, timeZone ?? ""),
    calendar ?? words.everyDay,
    words.partition[partition ?? "table"],
  ].join(" · ");
}

function Figures({ detail }: { detail: DatasetDetail }) {
  const words = useDatasetWords();
  const nowMs = useNow();
  const { numbers, times, measure } = useFormat();
  const { failing, all } = failingOf(detail.verdicts);
  const { freshnessSeconds, judgedAt } = detail;
  const late = measure(freshnessSeconds === null ? null : freshnessSeconds * 1000);
  const cost = measure(detail.durationMs || null);
  return (
    <div className="figures">
      <Figure label={words.failing} value={numbers.integer(failing)} trend={<DayStrip days={detail.days} />}>
        {words.ofChecks(numbers.integer(failing), numbers.integer(all))}
      </Figure>
      <Figure
        label={words.late}
        value={freshnessSeconds === 0 ? words.onTime : late.value}
        unit={freshnessSeconds === 0 ? "" : late.unit}
      />
      <Figure
        label={words.judged}
        value={judgedAt === null ? NOTHING : times.short(Date.parse(judgedAt), nowMs)}
      />
      <Figure label={words.cost} value={cost.value} unit={cost.unit} />
    </div>
  );
}
