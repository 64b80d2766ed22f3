import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { FieldColorBuilder, FieldColorModeId } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

import { thresholds } from "./limits.ts";
import { rangeQuery, refId } from "./prometheus-query.ts";
import type { TimePanel } from "./story.ts";
import type { Language } from "./text.ts";

export function timePanel(panel: TimePanel, language: Language): PanelBuilder {
  const builder = new PanelBuilder()
    .min(0)
    .lineWidth(1)
    .fillOpacity(panel.stacked ? 30 : 0)
    .showPoints(VisibilityMode.Never)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .legend(legend())
    .targets(panel.queries.map(({ expr, legend }, index) => rangeQuery({ expr, legend, index, language })));
  if (panel.max !== undefined) builder.max(panel.max);
  if (panel.stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  if (panel.limits !== undefined) drawLimits(builder, panel);
  panel.queries.forEach(({ color }, index) => {
    if (color === undefined) return;
    builder.overrideByQuery(refId(index), [{ id: "color", value: { mode: "fixed", fixedColor: color } }]);
  });
  return builder;
}

function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs(["lastNotNull", "max"]);
}

function drawLimits(builder: PanelBuilder, { limits }: TimePanel): void {
  const style = new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed);
  builder.thresholds(thresholds(limits)).thresholdsStyle(style);
}
