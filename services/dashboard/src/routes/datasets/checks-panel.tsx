import { useState } from "react";
import type { DatasetDetail } from "@mystocks/quality";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useTexts } from "../../i18n/text.tsx";
import { boundText } from "./bound.ts";
import { CheckHistoryChart } from "./check-history.tsx";
import { CheckRows } from "./check-rows.tsx";
import { byVerdict, countsOf, isBroken, TONES } from "./standing.ts";
import { useDatasetWords } from "./words.ts";

type Check = DatasetDetail["checks"][number];

/** Every promise of the contract: the broken ones first, the first of them opened, the kept ones folded behind their number. */
export function ChecksPanel({ detail }: { detail: DatasetDetail }) {
  const words = useDatasetWords();
  const { numbers } = useFormat();
  const [broken, kept] = parted(detail.checks.toSorted(byVerdict));
  const counts = countsOf(kept).map(([verdict, count]) =>
    words.countOf(numbers.integer(count), words.verdict[verdict]),
  );
  return (
    <Panel title={words.checks}>
      <Checks dataset={detail.dataset} checks={broken} opensFirst />
      {broken.length === 0 ? (
        <Checks dataset={detail.dataset} checks={kept} />
      ) : (
        kept.length > 0 && (
          <details className="kept-checks">
            <summary>{counts.join(", ")}</summary>
            <Checks dataset={detail.dataset} checks={kept} />
          </details>
        )
      )}
    </Panel>
  );
}

function parted(checks: readonly Check[]): [broken: Check[], kept: Check[]] {
  return [
    checks.filter(({ verdict }) => isBroken(verdict)),
    checks.filter(({ verdict }) => !isBroken(verdict)),
  ];
}

type ListProperties = { dataset: string; checks: readonly Check[]; opensFirst?: boolean };

function Checks({ dataset, checks, opensFirst = false }: ListProperties) {
  if (checks.length === 0) return null;
  return (
    <ul className="checks">
      {checks.map((check, place) => (
        <CheckItem
          key={check.check}
          dataset={dataset}
          check={check}
          opensItself={opensFirst && place === 0}
        />
      ))}
    </ul>
  );
}

type ItemProperties = { dataset: string; check: Check; opensItself: boolean };

function CheckItem({ dataset, check, opensItself }: ItemProperties) {
  const words = useDatasetWords();
  const { language } = useTexts();
  const nowMs = useNow();
  const { times } = useFormat();
  // Until somebody presses it, the first broken one is open, also one that breaks later.
  const [chosen, setChosen] = useState<boolean>();
  const isOpen = chosen ?? opensItself;
  const { verdict, why, since, origin, problem } = check;
  return (
    <li>
      <details open={isOpen}>
        <summary
          onClick={(event) => {
            event.preventDefault();
            setChosen(!isOpen);
          }}
        >
          <State state={TONES[verdict]}>{words.verdict[verdict]}</State>
          <span className="check-name">{check.check}</span>
          <span className="check-why">
            {(verdict === "fail" || verdict === "warn") && `${words.problem[problem]}: `}
            {why[language]}
            {origin === "service" && <span className="quiet"> ({words.fromLoader})</span>}
          </span>
          <span className="check-since quiet">
            {since === null ? NOTHING : `${words.since} ${times.short(Date.parse(since), nowMs)}`}
          </span>
        </summary>
        {isOpen && (
          <div className="check-body">
            <CheckFacts check={check} />
            <CheckHistoryChart dataset={dataset} check={check} />
            <CheckRows dataset={dataset} check={check} />
          </div>
        )}
      </details>
    </li>
  );
}

function CheckFacts({
  check: { value, unit, bound, failedRows, totalRows, columns, description },
}: {
  check: Check;
}) {
  const words = useDatasetWords();
  const { numbers } = useFormat();
  const valueText = unit === "rows" ? numbers.integer : numbers.rate;
  const rows =
    failedRows === null || totalRows === null
      ? null
      : words.ofRows(numbers.integer(failedRows), numbers.integer(totalRows));
  return (
    <p className="quiet">
      {[
        description,
        columns.join(", "),
        value === null ? null : `${words.value} ${valueText(value)}${words.units[unit]}`,
        bound === null ? null : `${words.bound} ${boundText(bound, words, numbers.exact)}`,
        rows,
      ]
        .filter((part) => part !== null && part !== "")
        .join(" · ")}
    </p>
  );
}
