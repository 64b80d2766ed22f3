import type { AlertSnapshot } from "@mystocks/events";

/** Unix time in seconds at which alerting sent it; what comes back of it has gone the whole way of telemetry. */
export const HEARTBEAT_METRIC = "mystocks_heartbeat_timestamp_seconds";
/** As which alerting sends its heartbeat. */
export const HEARTBEAT_SERVICE = "mystocks-monitor";
/** Label `type` of the alert that fires as long as heartbeats come back. */
export const HEARTBEAT_TYPE = "HEARTBEAT";

/** Whether the alert is no trouble but a sign of life. */
export function isHeartbeat({ labels }: Pick<AlertSnapshot, "labels">): boolean {
  return labels["type"] === HEARTBEAT_TYPE;
}
