type Properties = {
  rows: readonly Readonly<Record<string, string>>[];
  /** Columns that the check is about; they come first and are marked. */
  failing: readonly string[];
  label: string;
  failingLabel: string;
};

const isNumber = (text = "") => text === "NULL" || text === "NaN" || /^-?[\d.]+(e[+-]?\d+)?$/i.test(text);

/** Rows that fail a check. */
export function FailedRows({ rows, failing, label, failingLabel }: Properties) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const marked = names.filter((name) => failing.includes(name));
  const columns = [...marked, ...names.filter((name) => !marked.includes(name))];
  const classOf = (column: string) =>
    [marked.includes(column) ? "is-failing" : "", rows.every((row) => isNumber(row[column])) ? "n" : ""].join(
      " ",
    );
  return (
    // A region that scrolls has to be reached by keys too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="scroll" tabIndex={0} aria-label={label}>
      <table className="failed-rows">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={classOf(column)}>
                {column}
                {marked.includes(column) && <span className="hidden"> ({failingLabel})</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify(row)}>
              {columns.map((column) => (
                <td key={column} className={classOf(column)}>
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
