import { BAD, FINE } from "../colours.ts";
import type { Panel, Row, Story, Variable } from "../story.ts";
import * as s from "./shared.ts";

const STATUS = "mystocks_quality_check_status";
const CLASS: Variable = {
  ...s.CLASSIFICATION,
  query: `label_values(${STATUS}, classification)`,
};
const DATASET: Variable = {
  name: "dataset",
  label: { en: "Dataset", zh: "数据集" },
  query: `label_values(${STATUS}{classification=~"$classification"}, dataset)`,
};
const SEL = `classification=~"$classification",dataset=~"$dataset"`;
const BY_CHECK = "dataset, check, problem, owner";
/** Each replica tells of every check. */
const status = `max by (${BY_CHECK}) (${STATUS}{${SEL}})`;
const howMany = (verdict: number) => `count(${status} == ${verdict}) or on() vector(0)`;
const DATASETS = { title: { en: "Datasets in Monitor", zh: "在 Monitor 中查看数据集" }, path: "/datasets" };

const now: Row = {
  title: { en: "Now", zh: "当前" },
  panels: [
    count(2, { en: "Checks that fail", zh: "失败的检查" }, s.ANY),
    count(1, { en: "Checks that warn", zh: "警告的检查" }, { warning: 1, critical: 1e9 }),
    count(3, { en: "Checks that can't be judged", zh: "无法判定的检查" }, s.ANY),
    count(4, { en: "Checks never judged", zh: "从未判定的检查" }, { warning: 1, critical: 1e9 }),
    {
      kind: "stat",
      title: { en: "Failed rows", zh: "未通过的行" },
      description: {
        en: "Rows that failed a check in its newest run, each check counted on its own.",
        zh: "各检查项最近一次运行中未通过的行数，分别计数后相加。",
      },
      unit: "none",
      width: 8,
      decimals: 0,
      limits: s.ANY,
      queries: [
        {
          expr: `sum(max by (dataset, check) (mystocks_quality_check_failed_rows{${SEL}}))`,
          legend: { en: "rows", zh: "行" },
        },
      ],
      links: [DATASETS],
    },
  ],
};

function count(verdict: number, title: Panel["title"], limits: Panel["limits"]): Panel {
  return {
    kind: "stat",
    title,
    description: {
      en: "By the newest verdict of each check. What was skipped, such as on a closed day, is in none.",
      zh: "按各检查项的最新结论统计。跳过的（如休市日）不计入。",
    },
    unit: "none",
    width: 4,
    decimals: 0,
    ...(limits !== undefined && { limits }),
    queries: [{ expr: howMany(verdict), legend: title }],
    links: [DATASETS],
  };
}

const datasets: Row = {
  title: { en: "Datasets", zh: "数据集" },
  panels: [
    {
      kind: "table",
      title: { en: "Datasets, the worst first", zh: "数据集（最差在前）" },
      description: {
        en: "Failing checks, failed rows, and how late the newest data is by trading time.",
        zh: "失败的检查数、未通过的行数，以及按交易时间计的数据延迟。",
      },
      unit: "none",
      width: 24,
      labels: [{ name: "dataset", title: { en: "dataset", zh: "数据集" } }],
      columns: [
        {
          title: { en: "failing checks", zh: "失败的检查" },
          expr: `sum by (dataset) (max by (dataset, check) (${STATUS}{${SEL}} == bool 2))`,
          unit: "none",
          limits: s.ANY,
          decimals: 0,
        },
        {
          title: { en: "failed rows", zh: "未通过的行" },
          expr: `sum by (dataset) (max by (dataset, check) (mystocks_quality_check_failed_rows{${SEL}}))`,
          unit: "none",
          decimals: 0,
        },
        {
          title: { en: "late by", zh: "延迟" },
          expr: `max by (dataset) (mystocks_quality_freshness_seconds{${SEL}})`,
          unit: "s",
          limits: { warning: 300, critical: 900 },
        },
      ],
      sortBy: 0,
      links: [DATASETS],
    },
    {
      kind: "state",
      title: { en: "Datasets without a failing check", zh: "无失败检查的数据集" },
      description: {
        en: "A dataset is good while none of its checks fails. The rows that fail stand in Monitor.",
        zh: "没有检查失败即为正常。未通过的行见 Monitor。",
      },
      unit: "none",
      width: 24,
      queries: [{ expr: `min by (dataset) (${STATUS}{${SEL}} != bool 2)`, legend: "{{dataset}}" }],
      fine: { en: "good", zh: "正常" },
      bad: { en: "fails", zh: "失败" },
      links: [DATASETS],
    },
  ],
};

const history: Row = {
  title: { en: "Over time", zh: "趋势" },
  panels: [
    {
      kind: "time",
      title: { en: "What is wrong", zh: "问题类型" },
      description: {
        en: "Failing checks by what they say of the data: late, incomplete, invalid, duplicate.",
        zh: "按问题类型统计失败的检查：延迟、不完整、无效、重复。",
      },
      unit: "none",
      width: 12,
      stacked: true,
      queries: [
        {
          expr: `sum by (problem) (max by (${BY_CHECK}) (${STATUS}{${SEL}} == bool 2))`,
          legend: "{{problem}}",
        },
      ],
      links: [DATASETS],
    },
    {
      kind: "time",
      title: { en: "How late the newest data is", zh: "最新数据的延迟" },
      description: {
        en: "In trading time: a night, a lunch break and a holiday make nothing late. Watch from 300 s, bad from 900 s.",
        zh: "按交易时间计：夜间、午休和节假日不计。300 秒起需关注，900 秒起为异常。",
      },
      unit: "s",
      width: 12,
      limits: { warning: 300, critical: 900 },
      queries: [
        { expr: `max by (dataset) (mystocks_quality_freshness_seconds{${SEL}})`, legend: "{{dataset}}" },
      ],
    },
    {
      kind: "time",
      title: { en: "Failed rows by check", zh: "各检查未通过的行" },
      description: { en: "In the newest run of each check.", zh: "各检查最近一次运行的结果。" },
      unit: "none",
      width: 12,
      queries: [
        {
          expr: `max by (dataset, check) (mystocks_quality_check_failed_rows{${SEL}})`,
          legend: "{{dataset}} {{check}}",
        },
      ],
    },
    {
      kind: "time",
      title: { en: "What judging costs", zh: "检查的开销" },
      description: {
        en: "Seconds of judging a second, and runs whose dataset could not be read (0 is right).",
        zh: "每秒用于检查的时间，以及无法读取数据集的运行数（应为 0）。",
      },
      unit: "none",
      width: 12,
      queries: [
        {
          expr: "sum(rate(mystocks_quality_run_seconds_total[5m]))",
          legend: { en: "busy", zh: "占用" },
          color: FINE,
        },
        {
          expr: "sum(increase(mystocks_quality_unreachable_total[5m]))",
          legend: { en: "unreachable", zh: "无法读取" },
          color: BAD,
        },
      ],
    },
  ],
};

export const quality: Story = {
  uid: "mystocks-quality",
  title: { en: "MyStocks / Data quality", zh: "MyStocks / 数据质量" },
  description: {
    en: "Whether the data is late, incomplete, wrong or duplicated, by dataset and check.",
    zh: "数据是否延迟、不完整、错误或重复：按数据集与检查项。",
  },
  variables: [CLASS, DATASET],
  rows: [now, datasets, history],
};
