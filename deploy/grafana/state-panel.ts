import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import { MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";

import { BAD, FINE } from "./colours.ts";
import { rangeQuery } from "./prometheus-query.ts";
import type { StatePanel } from "./story.ts";
import type { Language } from "./text.ts";

/** States by word and colour. */
export function statePanel({ queries: [query], fine, bad }: StatePanel, language: Language): PanelBuilder {
  return new PanelBuilder()
    .showValue(VisibilityMode.Auto)
    .mergeValues(true)
    .mappings([
      {
        type: MappingType.ValueToText,
        options: {
          "1": { text: fine[language], color: FINE, index: 0 },
          "0": { text: bad[language], color: BAD, index: 1 },
        },
      },
    ])
    .targets([rangeQuery({ ...query, index: 0, language })]);
}
