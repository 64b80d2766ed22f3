import { useMemo } from "react";
import { breakLines } from "../sql/break-lines.ts";
import { tokenizeSql } from "../sql/tokens.ts";

/** A whole statement, in lines. */
export function SqlBlock({ statement }: { statement: string }) {
  const broken = useMemo(() => breakLines(statement), [statement]);
  return (
    <pre className="sql">
      <code>
        <Coloured sql={broken} />
      </code>
    </pre>
  );
}

/** The beginning of a statement on one line. */
export function SqlLine({ statement }: { statement: string }) {
  const line = useMemo(() => statement.replaceAll(/\s+/g, " ").trim(), [statement]);
  return (
    <code className="sql-line" title={line}>
      <Coloured sql={line} />
    </code>
  );
}

function Coloured({ sql }: { sql: string }) {
  const tokens = useMemo(() => tokenizeSql(sql), [sql]);
  return tokens.map((token, index) =>
    token.kind === "space" || token.kind === "name" ? (
      token.text
    ) : (
      // The position is the identity: pieces never move.
      <span key={index} className={`sql-${token.kind}`}>
        {token.text}
      </span>
    ),
  );
}
