import type { DashboardLink } from "@grafana/grafana-foundation-sdk/dashboard";
import { DashboardLinkBuilder, DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";

import type { Link } from "./story.ts";
import type { Language, Text } from "./text.ts";

/** On every dashboard of ours; the links among them find it by this. */
export const TAG = "mystocks-monitor";

const OTHER_DASHBOARDS: Text = { en: "MyStocks dashboards", zh: "MyStocks 仪表盘" };
const OPEN_MONITOR: Text = { en: "Open Monitor", zh: "打开 Monitor" };
const SLOWEST: Text = { en: "Slowest executions and their traces", zh: "最慢的执行及其链路" };

/** The SDK's default hides links in a menu. */
class VisibleLink extends DashboardLinkBuilder {
  override build(): DashboardLink {
    const { placement: _hidden, ...visible } = super.build();
    return visible;
  }
}

/** The address of a page of Monitor for the range that is looked at, in this language. */
export function monitorUrl(path: string, language: Language): string {
  const joint = path.includes("?") ? "&" : "?";
  return `\${publicUrl}${path}${joint}range=\${__from}-\${__to}&lang=${language}`;
}

export function panelLink({ title, path }: Link, language: Language): VisibleLink {
  return new VisibleLink(title[language])
    .type(DashboardLinkType.Link)
    .url(monitorUrl(path, language))
    .targetBlank(true);
}

export function dashboardLinks(language: Language): VisibleLink[] {
  return [
    new VisibleLink(OTHER_DASHBOARDS[language])
      .type(DashboardLinkType.Dashboards)
      .tags([TAG, language])
      .asDropdown(true)
      .includeVars(true)
      .keepTime(true),
    panelLink({ title: OPEN_MONITOR, path: "/" }, language),
    panelLink({ title: SLOWEST, path: "/operations/slow" }, language),
  ];
}
