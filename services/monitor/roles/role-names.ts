export const ROLES = ["recorder", "quality", "alerting", "api", "realtime"] as const;
export type RoleName = (typeof ROLES)[number];
