import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import type { DatasetDetail } from "@mystocks/quality";
import { FailedRows } from "../../components/failed-rows.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { SqlBlock } from "../../components/sql.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { failedRowsQuery } from "./queries.ts";
import { useDatasetWords } from "./words.ts";

type Properties = { dataset: string; check: DatasetDetail["checks"][number] };

/** The rows that fail, and SQL that shows them in the database. */
export function CheckRows({ dataset, check }: Properties) {
  const words = useDatasetWords();
  const { numbers } = useFormat();
  const query = useQuery(failedRowsQuery(dataset, check.check, check.run));
  const isBroken = check.verdict === "fail" || check.verdict === "warn";
  return (
    <Loaded query={query} waiting={<Skeleton rows={2} />}>
      {({ rows, columns, failedRows, sql }) => (
        <>
          {rows.length > 0 && (
            <>
              <h3>
                {words.failedRows}{" "}
                {failedRows !== null && failedRows > rows.length && (
                  <span className="quiet">
                    {words.shown(numbers.integer(rows.length), numbers.integer(failedRows))}
                  </span>
                )}
              </h3>
              <FailedRows
                rows={rows.map(({ row }) => filled(row))}
                failing={columns}
                label={words.failedRows}
                failingLabel={words.failingColumn}
              />
            </>
          )}
          {rows.length === 0 && isBroken && <p className="quiet">{words.noRows}</p>}
          {sql !== null && <Statement sql={sql} />}
        </>
      )}
    </Loaded>
  );
}

const filled = (row: Readonly<Record<string, string | null>>) =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? "NULL"]));

function Statement({ sql }: { sql: string }) {
  const words = useDatasetWords();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(sql);
    setCopied(true);
  };
  return (
    <details className="check-sql">
      <summary>{words.sql}</summary>
      <button type="button" className="button" onClick={() => void copy()}>
        {isCopied ? words.copied : words.copy}
      </button>
      <SqlBlock statement={sql} />
    </details>
  );
}
