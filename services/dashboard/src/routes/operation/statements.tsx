import type { OperationDetail } from "@mystocks/api";
import { Empty } from "../../components/empty.tsx";
import { Panel } from "../../components/panel.tsx";
import { SqlBlock } from "../../components/sql.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";

export function Statements({ detail }: { detail: OperationDetail }) {
  const { statements, statementsFrom } = detail;
  const text = useText();
  const { numbers, times, duration } = useFormat();
  const since =
    statementsFrom === undefined ? undefined : text.since(times.second(Date.parse(statementsFrom)));
  return (
    <Panel title={text.statements} note={since}>
      {statements.length === 0 ? (
        <Empty title={text.noStatements} />
      ) : (
        statements.map(({ id, text: sql, count, averageMs, maxMs }) => (
          <figure key={id} className="statement">
            <figcaption className="quiet">
              {text.statementFigures(numbers.integer(count), duration(averageMs), duration(maxMs))}
            </figcaption>
            <SqlBlock statement={sql} />
          </figure>
        ))
      )}
    </Panel>
  );
}
