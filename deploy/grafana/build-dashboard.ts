import {
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
  type Dashboard,
} from "@grafana/grafana-foundation-sdk/dashboard";

import { buildPanel, heightOf } from "./build-panel.ts";
import { Layout } from "./layout.ts";
import { dashboardLinks, TAG } from "./links.ts";
import type { Story } from "./story.ts";
import type { Language } from "./text.ts";
import { variables } from "./variables.ts";

/** Exchange time: the day of the platform is Shanghai's, wherever one looks from. */
const TIME_ZONE = "Asia/Shanghai";

export interface Written {
  language: Language;
  /** Where people open Monitor; may be changed in each dashboard. */
  publicUrl: string;
}

/** @returns a dashboard of Grafana's first schema, which every Grafana imports */
export function buildDashboard(story: Story, { language, publicUrl }: Written): Dashboard {
  const builder = new DashboardBuilder(story.title[language])
    .uid(`${story.uid}-${language}`)
    .description(story.description[language])
    .tags([TAG, language])
    .timezone(TIME_ZONE)
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: "now-30m", to: "now" })
    .refresh("10s")
    .links(dashboardLinks(language))
    .variables(variables(story.variables, { language, publicUrl }));
  addRows(builder, story, language);
  return builder.build();
}

function addRows(builder: DashboardBuilder, { rows }: Story, language: Language): void {
  const layout = new Layout();
  let id = 1;
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title[language]).id(id++).gridPos(layout.row()));
    for (const panel of row.panels) {
      const place = layout.place(panel.width, heightOf(panel));
      builder.withPanel(buildPanel(panel, { id: id++, place, language }));
    }
  }
}
