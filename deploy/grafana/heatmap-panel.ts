import {
  HeatmapColorOptionsBuilder,
  HeatmapColorMode,
  PanelBuilder,
  YAxisConfigBuilder,
} from "@grafana/grafana-foundation-sdk/heatmap";

import { heatmapQuery } from "./prometheus-query.ts";
import type { HeatmapPanel } from "./story.ts";
import type { Language } from "./text.ts";

/** Classic buckets as they come: Grafana subtracts neighbours and puts bounds in order. */
export function heatmapPanel({ queries: [query], unit }: HeatmapPanel, language: Language): PanelBuilder {
  return (
    new PanelBuilder()
      .calculate(false)
      .cellGap(1)
      // One hue from light to dark, so that it reads without colours, too.
      .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme("Blues").steps(32))
      .yAxis(new YAxisConfigBuilder().unit(unit))
      .targets([heatmapQuery({ ...query, index: 0, language })])
  );
}
