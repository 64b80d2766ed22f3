import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { array, assert, constantFrom, integer, property, record, string } from "fast-check";
import { alertMessage } from "../alert-message.ts";
import type { Told, ToldAlert } from "../told.ts";
import { FORMATS } from "./index.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 2, 30, 6);
const destination = { url: "https://chat.example/robot?key=1", secret: "s3cret" };

describe.each(Object.entries(FORMATS))("%s", (name, format) => {
  test("says what burns, since when, why, with the trace and the way to the inbox", () => {
    for (const language of ["en", "zh-CN"] as const) {
      const { body } = format.write(alertMessage(told({ language })), destination, NOW_MS);
      for (const text of ["load_daily_kline", "7.4", "https://monitor.example/alerts/41", "abc123"])
        expect(body).toContain(text);
      if (name !== "webhook") expect(body).toContain(language === "en" ? "Since" : "开始时间");
    }
  });

  test("never is larger than it may be, and says how many it leaves out", () => {
    const text = string({ unit: "grapheme", maxLength: 3000 });
    const alerts = array(record({ summary: text, reason: text, sql: text }), { minLength: 1, maxLength: 60 });
    assert(
      property(
        alerts,
        constantFrom("en" as const, "zh-CN" as const),
        integer({ min: 0, max: 9999 }),
        (parts, language, more) => {
          const message = told({ language, alerts: parts.map((part, at) => toldAlert(part, at)), more });
          const { body } = format.write(alertMessage(message), destination, NOW_MS);
          expect(() => JSON.parse(body) as unknown).not.toThrow();
          const content = contentOf(name, body);
          expect(Buffer.byteLength(content)).toBeLessThanOrEqual(format.mostBytes);
          if (name !== "webhook" && more > 0) expect(content).toMatch(/and \d+ more|另有 \d+ 条/);
        },
      ),
      { numRuns: 30 },
    );
  });

  test.each([
    [500, "", "again"],
    [429, "", "again"],
    [413, "", "shorten"],
    [401, "", "never"],
  ])("an answer %i means %s%s", (status, body, result) => {
    expect(format.read({ status, headers: new Headers(), body }).result).toBe(result);
  });

  test("waits as long as Retry-After says", () => {
    const headers = new Headers({ "retry-after": "7" });
    expect(format.read({ status: 429, headers, body: "" })).toMatchObject({ result: "again", afterMs: 7000 });
  });
});

test.each([
  ["wecom", '{"errcode":0,"errmsg":"ok"}', "accepted"],
  ["wecom", '{"errcode":45009,"errmsg":"api freq out of limit"}', "again"],
  ["dingtalk", '{"errcode":310000,"errmsg":"sign not match"}', "shorten"],
  ["dingtalk", '{"errcode":130101}', "again"],
  ["feishu", '{"code":0,"msg":"success"}', "accepted"],
  ["feishu", '{"code":11232,"msg":"frequency limited"}', "again"],
  ["feishu", "<html>", "never"],
] as const)("a robot of %s that answers 200 %s has %s", (name, body, result) => {
  expect(FORMATS[name].read({ status: 200, headers: new Headers(), body }).result).toBe(result);
});

test("what a webhook brings is version 4, with the delivery's id and a signature of time and body", () => {
  const { headers, body } = FORMATS.webhook.write(
    alertMessage(told({})),
    { ...destination, secret: "new old" },
    NOW_MS,
  );
  const payload = JSON.parse(body) as Record<string, unknown>;
  expect(payload).toMatchObject({ version: "4", status: "firing", truncatedAlerts: 0, receiver: "team" });
  expect(payload["alerts"]).toMatchObject([
    { status: "firing", endsAt: "0001-01-01T00:00:00Z", labels: { alertname: "SlowDatabaseQueries" } },
  ]);
  const signed = (secret: string) =>
    `sha256=${createHmac("sha256", secret)
      .update(`${NOW_MS / 1000}.${body}`)
      .digest("hex")}`;
  expect(headers["x-mystocks-signature"]).toBe(`${signed("new")},${signed("old")}`);
  expect(headers["x-mystocks-delivery"]).toBe("d-1");
});

test("a message of several is firing while any of them is, whatever is cut", () => {
  const one = toldAlert({}, 0);
  const ended = { ...one, alert: { ...one.alert, condition: "resolved" as const, resolvedAtMs: NOW_MS } };
  const message = { ...told({ alerts: [ended] }), counts: { firing: 1, resolved: 1, noData: 0 } };
  const payload = JSON.parse(
    FORMATS.webhook.write(alertMessage(message), destination, NOW_MS).body,
  ) as Record<string, unknown>;
  expect(payload).toMatchObject({ status: "firing", truncatedAlerts: 1 });
});

test("text from outside calls nobody and links nowhere", () => {
  const alerts = [toldAlert({ summary: "<!channel> <@U1> [click](https://evil.example) **x**" }, 0)];
  const inSlack = FORMATS.slack.write(alertMessage(told({ alerts })), destination, NOW_MS).body;
  expect(inSlack).not.toContain("<!channel>");
  const inWecom = JSON.parse(
    FORMATS.wecom.write(alertMessage(told({ alerts })), destination, NOW_MS).body,
  ) as {
    markdown: { content: string };
  };
  expect(inWecom.markdown.content).toContain("［click］(https://evil.example)");
  expect(inWecom.markdown.content).toContain("＜@U1＞");
});

function contentOf(name: string, body: string): string {
  const parsed = JSON.parse(body) as Record<string, Record<string, unknown>>;
  if (name === "wecom") return parsed["markdown"]!["content"] as string;
  if (name === "dingtalk") return parsed["markdown"]!["text"] as string;
  if (name === "feishu") return (parsed["card"]!["elements"] as { content: string }[])[0]!.content;
  if (name === "slack") {
    const [attachment] = parsed["attachments"] as unknown as { blocks: { text: { text: string } }[] }[];
    return attachment!.blocks[0]!.text.text;
  }
  return body;
}

function told({
  language = "en",
  alerts = [toldAlert({}, 0)],
  more = 0,
}: Partial<Told> & { more?: number }): Told {
  return {
    deliveryId: "d-1",
    sequence: 3,
    receiver: "team",
    language,
    alerts,
    counts: { firing: alerts.length + more, resolved: 0, noData: 0 },
    stillFiring: 0,
    groupLabels: { alertname: "SlowDatabaseQueries" },
    inboxUrl: "https://monitor.example/alerts",
  };
}

function toldAlert(
  { summary = "load_daily_kline took 7.4 s", reason = "7.4 > 5", sql = "SELECT 1" }: Record<string, string>,
  at: number,
): ToldAlert {
  return {
    deliveryId: `d-${1 + at}`,
    kind: "fired",
    reason,
    atMs: NOW_MS,
    url: `https://monitor.example/alerts/${41 + at}`,
    evidence: {
      spans: [
        {
          traceId: "abc123",
          spanId: "1",
          operation: "load_daily_kline",
          durationMs: 7400,
          failed: false,
          sql,
          url: "https://monitor.example/traces/abc123",
        },
      ],
      rows: [],
    },
    alert: {
      alertId: String(41 + at),
      fingerprint: "ab".repeat(32),
      source: "rule",
      rule: "SlowDatabaseQueries",
      file: "operations.yml",
      group: "operations",
      level: "CRITICAL",
      type: "SLOW_QUERY",
      labels: { alertname: "SlowDatabaseQueries", operation: "load_daily_kline" },
      annotations: { summary },
      condition: "firing",
      handling: "open",
      mutedBy: [],
      value: 7.4,
      activeSinceMs: NOW_MS - 3000,
      firedAtMs: NOW_MS,
      resolvedAtMs: null,
      occurrences: 1,
      isFlapping: false,
      acknowledgedBy: null,
      acknowledgedUntilMs: null,
      assignee: null,
    },
  };
}
