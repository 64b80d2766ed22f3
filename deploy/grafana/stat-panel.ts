import {
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/stat";

import { thresholds } from "./limits.ts";
import { rangeQuery } from "./prometheus-query.ts";
import type { StatPanel } from "./story.ts";
import type { Language } from "./text.ts";

/** One figure with its past behind it. */
export function statPanel(
  { queries: [query], limits, decimals }: StatPanel,
  language: Language,
): PanelBuilder {
  const builder = new PanelBuilder()
    .graphMode(BigValueGraphMode.Area)
    .colorMode(limits === undefined ? BigValueColorMode.None : BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]))
    .thresholds(thresholds(limits))
    .targets([rangeQuery({ ...query, index: 0, language })]);
  return decimals === undefined ? builder : builder.decimals(decimals);
}
