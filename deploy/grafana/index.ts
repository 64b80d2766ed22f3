export { dashboardFiles } from "./dashboard-files.ts";
export type { DashboardFile } from "./dashboard-files.ts";
