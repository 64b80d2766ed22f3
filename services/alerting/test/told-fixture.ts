import type { Told } from "../delivery/told.ts";

/** A message of one alert that fires, with text from outside in it that must not become HTML. */
export function toldFixture(): Told {
  const atMs = Date.UTC(2026, 10, 24, 2, 30, 0);
  return {
    deliveryId: "d1".repeat(32),
    sequence: 7,
    receiver: "mail",
    language: "en",
    alerts: [
      {
        deliveryId: "d1".repeat(32),
        alert: {
          alertId: "41",
          fingerprint: "f".repeat(64),
          source: "rule",
          rule: "SlowDatabaseQueries",
          file: "operations.yml",
          group: "operations",
          level: "CRITICAL",
          type: "SLOW_QUERY",
          labels: { alertname: "SlowDatabaseQueries" },
          annotations: { summary: "<b>load_daily_kline</b> is slow" },
          condition: "firing",
          handling: "open",
          mutedBy: [],
          value: 7.4,
          activeSinceMs: atMs,
          firedAtMs: atMs,
          resolvedAtMs: null,
          occurrences: 1,
          isFlapping: false,
          acknowledgedBy: null,
          acknowledgedUntilMs: null,
          assignee: null,
        },
        kind: "fired",
        reason: "the condition is true",
        atMs,
        evidence: { spans: [], rows: [] },
        url: "https://monitor.example/alerts/41",
      },
    ],
    counts: { firing: 1, resolved: 0, noData: 0 },
    stillFiring: 0,
    groupLabels: {},
    inboxUrl: "https://monitor.example/alerts",
  };
}
