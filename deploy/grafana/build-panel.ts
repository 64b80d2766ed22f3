import type { Panel as BuiltPanel } from "@grafana/grafana-foundation-sdk/dashboard";

import { heatmapPanel } from "./heatmap-panel.ts";
import { panelLink } from "./links.ts";
import { statPanel } from "./stat-panel.ts";
import { statePanel } from "./state-panel.ts";
import type { Panel } from "./story.ts";
import { tablePanel } from "./table-panel.ts";
import type { Language } from "./text.ts";
import { timePanel } from "./time-panel.ts";
import { DATASOURCE } from "./variables.ts";
import type { Place } from "./layout.ts";

/** What every kind of panel can be told. */
interface AnyPanelBuilder {
  build(): BuiltPanel;
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: typeof DATASOURCE): this;
  gridPos(place: Place): this;
  unit(unit: string): this;
  links(links: ReturnType<typeof panelLink>[]): this;
}

const HEIGHTS: Record<Panel["kind"], number> = { stat: 4, time: 8, heatmap: 8, state: 6, table: 9 };

export const heightOf = ({ kind }: Panel): number => HEIGHTS[kind];

export interface Placed {
  id: number;
  place: Place;
  language: Language;
}

export function buildPanel(panel: Panel, { id, place, language }: Placed): AnyPanelBuilder {
  const builder = ofKind(panel, language)
    .id(id)
    .title(panel.title[language])
    .description(panel.description[language])
    .datasource(DATASOURCE)
    .unit(panel.unit)
    .gridPos(place);
  if (panel.links === undefined || panel.kind === "table") return builder;
  return builder.links(panel.links.map((link) => panelLink(link, language)));
}

function ofKind(panel: Panel, language: Language): AnyPanelBuilder {
  switch (panel.kind) {
    case "time":
      return timePanel(panel, language);
    case "stat":
      return statPanel(panel, language);
    case "heatmap":
      return heatmapPanel(panel, language);
    case "state":
      return statePanel(panel, language);
    case "table":
    default:
      return tablePanel(panel, language);
  }
}
