import { checkedQuery } from "../author/author-query.ts";
import { levelOf, operatorBound } from "./bounds.ts";
import type { OdcsQuality } from "./document.ts";
import type { CheckDraft, Place } from "./library-checks.ts";

/** A check that its author wrote in SQL; refused unless it can only read the dataset's schema. */
export function sqlCheck(
  item: OdcsQuality,
  place: Place,
  dataset: { schema: string; table: string; dialect: "postgresql" | "tdengine" },
): CheckDraft | undefined {
  const { reader, path, property } = place;
  if (dataset.dialect !== "postgresql") {
    reader.refuse([...path, "type"], "sql runs on PostgreSQL only", "use the library or engine mystocks");
    return undefined;
  }
  const bound = operatorBound(reader, item, path, levelOf(reader, item, path) ?? "fail");
  const column = property?.physicalName ?? property?.name;
  const query = checkedQuery(item.query ?? "", { ...dataset, column });
  if (!("text" in query)) {
    reader.refuse([...path, "query"], query.problem, query.remedy);
    return undefined;
  }
  if (bound === undefined) return undefined;
  return {
    spec: { kind: "sql", query: query.text, tables: query.tables },
    columns: column === undefined ? [] : [column],
    bounds: [bound],
    unit: "value",
  };
}
