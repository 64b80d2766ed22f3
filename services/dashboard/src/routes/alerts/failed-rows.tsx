import type { AlertEvidence } from "@mystocks/alerting";
import { useAlertWords } from "./words.ts";

type Properties = { rows: AlertEvidence["rows"]; failing: readonly string[] };

/** Rows that fail the check: the columns that it is about come first and are marked. */
export function FailedRows({ rows, failing }: Properties) {
  const words = useAlertWords();
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const marked = names.filter((name) => failing.includes(name));
  const columns = [...marked, ...names.filter((name) => !marked.includes(name))];
  return (
    // A region that scrolls has to be reached by keys too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="scroll" tabIndex={0} aria-label={words.rows}>
      <table className="failed-rows">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={marked.includes(column) ? "is-failing" : ""}>
                {column}
                {marked.includes(column) && <span className="hidden"> ({words.failing})</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify(row)}>
              {columns.map((column) => (
                <td key={column} className={marked.includes(column) ? "is-failing" : ""}>
                  {row[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
