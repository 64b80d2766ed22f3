import { buildDashboard } from "./build-dashboard.ts";
import { STORIES } from "./stories/index.ts";
import { LANGUAGES } from "./text.ts";

export interface DashboardFile {
  /** From this folder, such as `dashboards/zh/overview.json`. */
  path: string;
  text: string;
}

/** Where `npm start` listens. */
const DEFAULT_PUBLIC_URL = "http://localhost:8000";

/**
 * Each dashboard in each language, as Grafana imports it.
 * @param publicUrl where people open Monitor
 */
export function dashboardFiles(publicUrl = DEFAULT_PUBLIC_URL): DashboardFile[] {
  return LANGUAGES.flatMap((language) =>
    STORIES.map((story) => ({
      path: `dashboards/${language}/${story.uid.replace(/^mystocks-/, "")}.json`,
      text: `${JSON.stringify(buildDashboard(story, { language, publicUrl }), null, 2)}\n`,
    })),
  );
}
