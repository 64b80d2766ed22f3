import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "..");

/** What Grafana's JSON says of a panel, as far as the tests look. */
interface PanelJson {
  type: string;
  id: number;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { uid: string };
  fieldConfig?: { defaults: { unit?: string } };
  targets?: {
    refId: string;
    expr: string;
    instant?: boolean;
    legendFormat?: string;
    datasource: { uid: string };
  }[];
}

export interface VariableJson {
  name: string;
  type: string;
  definition?: string;
  allValue?: string;
  includeAll?: boolean;
}

export interface DashboardJson {
  uid: string;
  title: string;
  description: string;
  links: { title: string; type: string; url?: string; placement?: string }[];
  panels: PanelJson[];
  templating: { list: VariableJson[] };
}

export interface Committed {
  path: string;
  text: string;
  dashboard: DashboardJson;
}

/** The dashboards as they are in the repository, sorted by path. */
export function committedDashboards(): Committed[] {
  return globSync("dashboards/*/*.json", { cwd: FOLDER })
    .sort()
    .map((path) => {
      const text = readFileSync(join(FOLDER, path), "utf8");
      return { path, text, dashboard: JSON.parse(text) as DashboardJson };
    });
}
