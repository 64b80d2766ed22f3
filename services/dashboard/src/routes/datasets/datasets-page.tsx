import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Dataset, DatasetList } from "@mystocks/quality";
import { Empty } from "../../components/empty.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { State } from "../../components/state.tsx";
import { Title } from "../../components/title.tsx";
import { useNow } from "../../components/use-now.ts";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useTexts } from "../../i18n/text.tsx";
import { DayStrip } from "./day-strip.tsx";
import "./datasets.css";
import { datasetsQuery } from "./queries.ts";
import { byTrouble, failingOf, TONES } from "./standing.ts";
import { useDatasetWords } from "./words.ts";

export function DatasetsPage() {
  const words = useDatasetWords();
  return (
    <>
      <Title name={words.title}>
        {words.subtitle} · <ReportLink />
      </Title>
      <Loaded query={useQuery(datasetsQuery)}>
        {({ items, problems }) => (
          <>
            <Problems problems={problems} />
            {items.length === 0 ? (
              <Empty title={words.none}>{words.noneHelp}</Empty>
            ) : (
              <Table datasets={items} />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function ReportLink() {
  const words = useDatasetWords();
  const { language } = useTexts();
  return (
    <a
      className="link"
      href={`/api/v1/quality/report.html?language=${language}`}
      target="_blank"
      rel="noreferrer"
    >
      {words.report} ({words.printable})
    </a>
  );
}

function Problems({ problems }: Pick<DatasetList, "problems">) {
  const words = useDatasetWords();
  if (problems.length === 0) return null;
  return (
    <div className="panel contract-problems" role="alert">
      <State state="bad">{words.brokenContracts}</State>
      {problems.map(({ problem }) => (
        <pre key={problem}>{problem}</pre>
      ))}
    </div>
  );
}

function Table({ datasets }: { datasets: readonly Dataset[] }) {
  const words = useDatasetWords();
  return (
    <div className="panel scroll padded">
      <table className="datasets">
        <thead>
          <tr>
            <th scope="col">{words.dataset}</th>
            <th scope="col">{words.state}</th>
            <th scope="col" className="n">
              {words.failing}
            </th>
            <th scope="col" className="n wide">
              {words.late}
            </th>
            <th scope="col" className="wide">
              {words.days}
            </th>
            <th scope="col" className="wide">
              {words.owner}
            </th>
            <th scope="col" className="n wide">
              {words.judged}
            </th>
          </tr>
        </thead>
        <tbody>
          {datasets.toSorted(byTrouble).map((dataset) => (
            <Row key={dataset.dataset} dataset={dataset} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ dataset: one }: { dataset: Dataset }) {
  const words = useDatasetWords();
  const nowMs = useNow();
  const { numbers, times, roundDuration } = useFormat();
  const { failing, all } = failingOf(one.verdicts);
  const lateSeconds = one.freshnessSeconds;
  return (
    <tr>
      <th scope="row">
        <Link to="/datasets/$dataset" params={{ dataset: one.dataset }} data-row="">
          {one.dataset}
        </Link>
        <span className="place quiet">{one.classification || one.table || words.unknownTable}</span>
      </th>
      <td>
        <State state={TONES[one.verdict]}>{words.verdict[one.verdict]}</State>
      </td>
      <td className="n">{words.ofChecks(numbers.integer(failing), numbers.integer(all))}</td>
      <td className="n wide">
        {lateSeconds === null
          ? NOTHING
          : lateSeconds === 0
            ? words.onTime
            : roundDuration(lateSeconds * 1000)}
      </td>
      <td className="wide">
        <DayStrip days={one.days} />
      </td>
      <td className="wide">{one.owner || <span className="quiet">{words.nobody}</span>}</td>
      <td className="n wide">
        {one.judgedAt === null ? NOTHING : times.short(Date.parse(one.judgedAt), nowMs)}
      </td>
    </tr>
  );
}
