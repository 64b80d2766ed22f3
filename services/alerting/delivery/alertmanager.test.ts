import { expect, test } from "@jest/globals";
import type { AlertSnapshot } from "@mystocks/events";
import { postedAlert, RESEND_MS } from "./alertmanager.ts";

const NOW = Date.parse("2026-11-24T10:00:00Z");
const HOUR = 3_600_000;
const snapshot = (own: Partial<AlertSnapshot> = {}) =>
  ({
    rule: "Slow",
    level: "CRITICAL",
    labels: { alertname: "Slow", service: "market-data" },
    annotations: { summary: "slow" },
    value: 7,
    condition: "firing",
    firedAtMs: NOW - HOUR,
    activeSinceMs: NOW - HOUR - 60_000,
    ...own,
  }) as AlertSnapshot;
const posted = (own: Partial<AlertSnapshot> = {}, endedMs: number | null = null, nowMs = NOW) =>
  postedAlert({ alert: snapshot(own), endedMs }, "http://monitor/alerts/1", nowMs);

test("an alert that fires ends by itself only when four attempts to send it again have failed", () => {
  for (const minute of [0, 1, 2, 3, 60]) {
    const nowMs = NOW + minute * RESEND_MS;
    const { startsAt, endsAt } = posted({}, null, nowMs);
    expect(startsAt).toBe("2026-11-24T09:00:00.000Z");
    expect(Date.parse(endsAt) - nowMs).toBeGreaterThan(4 * RESEND_MS);
  }
});

test("an end keeps its own time however late it is told, and never lies before the start", () => {
  for (const late of [0, 60_000, 14 * 60_000]) {
    expect(posted({}, NOW, NOW + late).endsAt).toBe("2026-11-24T10:00:00.000Z");
  }
  const { startsAt, endsAt } = posted({}, NOW - 2 * HOUR);
  expect(Date.parse(startsAt)).toBeLessThanOrEqual(Date.parse(endsAt));
});

test("what changes during an episode is no label", () => {
  expect(posted({ value: 8 }).labels).toEqual(posted({ value: 9, annotations: {} }).labels);
  expect(posted({ value: 8 }).annotations).toMatchObject({ value: "8" });
});

test("two alerts that differ in a label are two there, whatever the label's name", () => {
  const pod = (name: string) => posted({ labels: { alertname: "Slow", "k8s.pod": name } }).labels;
  expect(pod("a")).toEqual({
    alertname: "Slow",
    severity: "critical",
    k8s_pod: "a",
    origin: "mystocks-monitor",
  });
  expect(pod("b")).not.toEqual(pod("a"));
  const both = posted({
    labels: { "k8s.pod": "a", "k8s-pod": "b", 行情: "c", "1st": "d", empty: "" },
  }).labels;
  expect(Object.values(both)).toEqual(expect.arrayContaining(["a", "b", "c", "d"]));
  for (const name of Object.keys(both)) expect(name).toMatch(/^[a-zA-Z_]\w*$/);
});
