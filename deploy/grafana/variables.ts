import type { VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { DataSourceRef } from "@grafana/grafana-foundation-sdk/common";

import type { Variable } from "./story.ts";
import type { Language, Text } from "./text.ts";

interface Built {
  build(): VariableModel;
}

export const DATASOURCE: DataSourceRef = { type: "prometheus", uid: "${datasource}" };

const LABELS = {
  datasource: { en: "Prometheus", zh: "Prometheus 数据源" },
  publicUrl: { en: "Monitor's address", zh: "Monitor 地址" },
  all: { en: "All", zh: "全部" },
} satisfies Record<string, Text>;

interface Written {
  language: Language;
  publicUrl: string;
}

export function variables(own: readonly Variable[], { language, publicUrl }: Written): Built[] {
  return [
    new DatasourceVariableBuilder("datasource").label(LABELS.datasource[language]).type("prometheus"),
    ...own.map((variable) => labelValues(variable, language)),
    new TextBoxVariableBuilder("publicUrl")
      .label(LABELS.publicUrl[language])
      .defaultValue(publicUrl)
      .current({ selected: true, text: publicUrl, value: publicUrl }),
  ];
}

function labelValues({ name, label, query, preset }: Variable, language: Language): Built {
  const all = { selected: true, text: LABELS.all[language], value: "$__all" };
  return new QueryVariableBuilder(name)
    .label(label[language])
    .query({ query, refId: name })
    .definition(query)
    .datasource(DATASOURCE)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(".*")
    .current(preset === undefined ? all : { selected: true, text: preset, value: preset });
}
