import { describe, expect, test } from "@jest/globals";
import type { QualityReport } from "@mystocks/quality";
import { FORMATS } from "../delivery/formats/index.ts";
import { COMMON_MARKS } from "../delivery/markdown.ts";
import { reportMessage } from "./report-message.ts";

type Dataset = QualityReport["datasets"][number];

const check = (name: string, verdict: Dataset["verdict"]): Dataset["checks"][number] => ({
  check: name,
  kind: null,
  verdict,
  worst: verdict,
  passed: 0,
  judged: 1,
  why: null,
});

function dataset(name: string, given: Partial<Dataset> = {}): Dataset {
  return {
    dataset: name,
    database: "market",
    classification: "DAILY_KLINE",
    owner: "market data",
    score: 83.333,
    verdict: "fail",
    checks: [check("gaps", "warn"), check("ohlc", "fail"), check("complete", "pass")],
    trend: [],
    worstRows: [],
    ...given,
  };
}

const good = dataset("good", { score: 100, verdict: "pass", owner: "" });

function message(datasets: Dataset[], language: "en" | "zh-CN" = "en") {
  const report: QualityReport = {
    from: "2026-11-23",
    to: "2026-11-29",
    madeAt: "2026-11-29T09:00:00.000Z",
    score: datasets.length === 0 ? null : 97.26,
    datasets,
  };
  const delivery = {
    reportId: "41",
    receiver: "team",
    deliveryId: "d-41",
    attempts: 1,
    createdMs: 0,
    report,
  };
  return reportMessage(delivery, { language, sequence: 7, publicUrl: "https://monitor.example" });
}

const text = (...given: Parameters<typeof message>) => message(...given).text(COMMON_MARKS, 4096);

test("says the score, the worst datasets with what fails first, whose they are, and the way to the whole", () => {
  expect(text([dataset("daily_kline"), good])).toBe(`**Data quality 2026-11-23 – 2026-11-29: score 97.3**

[daily_kline](https://monitor.example/datasets/daily_kline) 83.3 (owner: market data): ohlc, gaps

[Open the report](https://monitor.example/api/v1/quality/reports/41/report.html?language=en)`);
});

test("says the same in Chinese, with the Chinese page", () => {
  const said = text([dataset("daily_kline"), good], "zh-CN");
  for (const part of ["数据质量报告", "评分 97.3", "负责人: market data", "language=zh"])
    expect(said).toContain(part);
});

test.each([
  [[good], "good", "Every check that was judged has passed."],
  [[], "good", "Nothing was judged."],
  [[dataset("one", { verdict: "warn" })], "doubtful", "one"],
  [[dataset("one"), good], "bad", "one"],
  [Array.from({ length: 9 }, (_, at) => dataset(`d${at}`)), "bad", "and 4 more"],
])("%#: a tone and a word for what there is", (datasets, tone, said) => {
  expect(message(datasets).tone).toBe(tone);
  expect(text(datasets)).toContain(said);
});

describe.each(Object.entries(FORMATS))("%s", (name, format) => {
  test("carries it, however long names are, and names mark nothing", () => {
    const long = Array.from({ length: 9 }, (_, at) => dataset(`${at}**<b>`.padEnd(900, "名")));
    const { body } = format.write(message(long), { url: "https://chat.example/robot" }, 0);
    expect(body).toContain("97.3");
    expect(body).toContain("/quality/reports/41/report.html");
    if (name === "webhook") return;
    expect(Buffer.byteLength(message(long).text(COMMON_MARKS, format.mostBytes))).toBeLessThanOrEqual(
      format.mostBytes,
    );
    expect(body).not.toContain("<b>");
  });
});

test("a webhook gets what a program needs", () => {
  expect(message([dataset("daily_kline"), good]).payload()).toEqual({
    type: "quality_report",
    deliveryId: "d-41",
    sequence: 7,
    receiver: "team",
    title: "Data quality 2026-11-23 – 2026-11-29: score 97.3",
    url: "https://monitor.example/api/v1/quality/reports/41/report.html?language=en",
    from: "2026-11-23",
    to: "2026-11-29",
    score: 97.26,
    datasets: [
      {
        dataset: "daily_kline",
        owner: "market data",
        score: 83.333,
        verdict: "fail",
        checks: ["ohlc", "gaps"],
      },
    ],
  });
});
