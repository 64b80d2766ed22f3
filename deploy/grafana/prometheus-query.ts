import {
  DataqueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from "@grafana/grafana-foundation-sdk/prometheus";

import type { Text } from "./text.ts";
import type { Language } from "./text.ts";
import { DATASOURCE } from "./variables.ts";

interface Asked {
  expr: string;
  legend?: string | Text;
  /** Place among the panel's queries; 0 is A. */
  index: number;
  language: Language;
}

export const refId = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);

function query({ expr, legend, index, language }: Asked): DataqueryBuilder {
  const name = typeof legend === "object" ? legend[language] : legend;
  return new DataqueryBuilder()
    .datasource(DATASOURCE)
    .refId(refId(index))
    .editorMode(QueryEditorMode.Code)
    .expr(expr)
    .legendFormat(name ?? "__auto");
}

/** `exemplar`: Prometheus shows the traces behind it, where it keeps any. */
export const rangeQuery = (asked: Asked): DataqueryBuilder =>
  query(asked).range().format(PromQueryFormat.TimeSeries).exemplar(asked.expr.includes("_bucket"));

export const heatmapQuery = (asked: Asked): DataqueryBuilder =>
  query(asked).range().format(PromQueryFormat.Heatmap);

export const tableQuery = (asked: Asked): DataqueryBuilder =>
  query(asked).instant().format(PromQueryFormat.Table);
