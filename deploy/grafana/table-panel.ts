import { TableCellDisplayMode, TableSortByFieldStateBuilder } from "@grafana/grafana-foundation-sdk/common";
import type { DynamicConfigValue } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";

import { thresholds } from "./limits.ts";
import { monitorUrl } from "./links.ts";
import { refId, tableQuery } from "./prometheus-query.ts";
import type { Column, TablePanel } from "./story.ts";
import type { Language } from "./text.ts";

/** One row a label set, one column a query. */
export function tablePanel(panel: TablePanel, language: Language): PanelBuilder {
  const { labels, columns, sortBy, links = [] } = panel;
  const builder = new PanelBuilder()
    .sortBy([new TableSortByFieldStateBuilder().displayName(columns[sortBy]!.title[language]).desc(true)])
    .targets(columns.map(({ expr }, index) => tableQuery({ expr, index, language })))
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({ id: "organize", options: organized(panel, language) });
  for (const column of columns) builder.overrideByName(column.title[language], shown(column));
  const [link] = links;
  if (link !== undefined) {
    const url = monitorUrl(link.path, language);
    builder.overrideByName(labels[0]!.title[language], [
      { id: "links", value: [{ title: link.title[language], url, targetBlank: true }] },
    ]);
  }
  return builder;
}

function organized({ labels, columns }: TablePanel, language: Language) {
  const fields = [...labels.map(({ name }) => name), ...columns.map((_, index) => `Value #${refId(index)}`)];
  const titles = [...labels, ...columns].map(({ title }) => title[language]);
  return {
    excludeByName: { Time: true },
    indexByName: Object.fromEntries(fields.map((field, index) => [field, index])),
    renameByName: Object.fromEntries(fields.map((field, index) => [field, titles[index]])),
  };
}

function shown({ unit, decimals, limits }: Column): DynamicConfigValue[] {
  const values: DynamicConfigValue[] = [{ id: "unit", value: unit }];
  if (decimals !== undefined) values.push({ id: "decimals", value: decimals });
  if (limits === undefined) return values;
  return [
    ...values,
    { id: "thresholds", value: thresholds(limits).build() },
    { id: "custom.cellOptions", value: { type: TableCellDisplayMode.ColorText } },
  ];
}
