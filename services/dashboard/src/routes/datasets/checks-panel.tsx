import { useState } from "react";
import type { DatasetDetail } from "@mystocks/quality";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useTexts } from "../../i18n/text.tsx";
import { CheckHistoryChart } from "./check-history.tsx";
import { CheckRows } from "./check-rows.tsx";
import { byVerdict, TONES } from "./standing.ts";
import { useDatasetWords } from "./words.ts";

type Check = DatasetDetail["checks"][number];

/** Every promise of the contract, the broken ones first and opened: their rows are what one came for. */
export function ChecksPanel({ detail }: { detail: DatasetDetail }) {
  const words = useDatasetWords();
  const checks = detail.checks.toSorted(byVerdict);
  return (
    <Panel title={words.checks}>
      <ul className="checks">
        {checks.map((check, place) => (
          <CheckItem
            key={check.check}
            dataset={detail.dataset}
            check={check}
            isFirstBroken={place === 0 && check.verdict === "fail"}
          />
        ))}
      </ul>
    </Panel>
  );
}

function CheckItem({
  dataset,
  check,
  isFirstBroken,
}: {
  dataset: string;
  check: Check;
  isFirstBroken: boolean;
}) {
  const words = useDatasetWords();
  const { language } = useTexts();
  const nowMs = useNow();
  const { times } = useFormat();
  const [isOpen, setOpen] = useState(isFirstBroken);
  const { verdict, why, since, origin, problem } = check;
  return (
    <li>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
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
  const rows =
    failedRows === null || totalRows === null
      ? null
      : words.ofRows(numbers.integer(failedRows), numbers.integer(totalRows));
  return (
    <p className="quiet">
      {[
        description,
        columns.join(", "),
        value === null ? null : `${words.value} ${numbers.rate(value)}${UNITS[unit]}`,
        bound === null ? null : `${words.bound} ${bound}`,
        rows,
      ]
        .filter((part) => part !== null && part !== "")
        .join(" · ")}
    </p>
  );
}

const UNITS = { rows: "", percent: " %", seconds: " s", value: "" } as const;
