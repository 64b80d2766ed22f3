import { STORIES } from "../stories/index.ts";
import type { Panel } from "../story.ts";
import { committedDashboards } from "./committed.ts";
import { fillVariables } from "./fill-variables.ts";

export interface AskedPanel {
  /** `pipeline: Spans a second`. */
  name: string;
  /** With the variables filled in. */
  queries: string[];
  /** Why it may have no data. */
  emptyBecause: string | undefined;
}

/** Every panel of every dashboard. The languages differ in words only, so one is enough. */
export function askedPanels(): AskedPanel[] {
  return committedDashboards()
    .filter(({ path }) => path.includes("/en/"))
    .flatMap(({ path, dashboard }) =>
      dashboard.panels
        .filter(({ type }) => type !== "row")
        .map(({ title, targets = [] }) => ({
          name: `${path.replace(/.*\/|\.json/g, "")}: ${title}`,
          queries: targets.map(({ expr }) => fillVariables(expr, dashboard.templating.list)),
          emptyBecause: storyPanel(dashboard.uid, title)?.emptyBecause,
        })),
    );
}

/** What fills the variables: `label_values(METRIC{…}, label)` as the series it looks at, and the label. */
export function askedVariables(): { name: string; series: string; label: string }[] {
  return committedDashboards()
    .filter(({ path }) => path.includes("/en/"))
    .flatMap(({ dashboard }) => {
      const { list } = dashboard.templating;
      return list.flatMap(({ name, definition }) => {
        const [, series, label] = /^label_values\((.*), (\w+)\)$/.exec(definition ?? "") ?? [];
        if (series === undefined || label === undefined) return [];
        return [{ name: `${dashboard.uid}: ${name}`, series: fillVariables(series, list), label }];
      });
    });
}

function storyPanel(uid: string, title: string): Panel | undefined {
  const story = STORIES.find((one) => uid.startsWith(one.uid));
  return story?.rows.flatMap(({ panels }) => panels).find((panel) => panel.title.en === title);
}
