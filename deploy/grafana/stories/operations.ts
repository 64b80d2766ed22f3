import { BAD, PERCENTILES, WATCH } from "../colours.ts";
import { orZero, quantile, rate, rateOver, sum } from "../queries.ts";
import type { Panel, Row, Story } from "../story.ts";
import * as s from "./shared.ts";

const chosen = { selector: s.OF_OPERATION };
const KEY = "service, operation, classification, database, collection";

/** Over five minutes, as an operation's page of Monitor has it. */
const FIVE_MINUTES = "5m";

const load: Row = {
  title: { en: "Load", zh: "负载" },
  panels: [
    {
      kind: "time",
      title: { en: "Operations by name", zh: "各操作速率" },
      description: { en: "The ten that run most often.", zh: "最频繁的十个操作。" },
      unit: "ops",
      width: 12,
      queries: [
        {
          expr: `topk(10, ${sum("service, operation", rate(`${s.DURATION}_count`, s.OF_OPERATION))})`,
          legend: "{{operation}} ({{service}})",
        },
      ],
      links: [s.ALL_OPERATIONS],
    },
    {
      kind: "time",
      title: { en: "Failures by name", zh: "各操作失败数" },
      description: {
        en: "Operations a second that ended with an exception; the ten with most of them.",
        zh: "每秒以异常结束的操作数，取最多的十个。",
      },
      unit: "ops",
      width: 12,
      queries: [
        {
          expr: `topk(10, ${orZero(
            sum("service, operation", rate(s.ERRORS, s.OF_OPERATION)),
            sum("service, operation", rate(`${s.DURATION}_count`, s.OF_OPERATION)),
          )})`,
          legend: "{{operation}} ({{service}})",
        },
      ],
      links: [{ title: s.SLOWEST.title, path: "/operations/slow?failed=true" }],
    },
  ],
};

const duration: Row = {
  title: { en: "Duration", zh: "耗时" },
  panels: [
    {
      kind: "time",
      title: { en: "Percentiles of what is chosen", zh: "所选操作的百分位" },
      description: {
        en: "From classic buckets: a value is exact at the bounds (…, 0.5, 1, 2, 5, 10 s) and interpolated between them. Monitor's own page is exact to 0.6 %.",
        zh: "由经典分桶计算：在桶边界（…、0.5、1、2、5、10 秒）处准确，其间为插值。Monitor 自身页面误差不超过 0.6 %。",
      },
      unit: "s",
      width: 12,
      limits: s.SLOW_SECONDS,
      queries: [
        { expr: quantile(0.5, s.DURATION, chosen), legend: "p50", color: PERCENTILES.p50 },
        { expr: quantile(0.95, s.DURATION, chosen), legend: "p95", color: PERCENTILES.p95 },
        { expr: quantile(0.99, s.DURATION, chosen), legend: "p99", color: PERCENTILES.p99 },
      ],
      links: [s.SLOWEST],
    },
    {
      kind: "heatmap",
      title: { en: "Distribution", zh: "耗时分布" },
      description: {
        en: "How many operations fell into each bucket; the darker the more.",
        zh: "落入各桶的操作数，颜色越深越多。",
      },
      unit: "s",
      width: 12,
      queries: [
        {
          expr: sum("le", `increase(${s.DURATION}_bucket{${s.OF_OPERATION}}[$__rate_interval])`),
          legend: "{{le}}",
        },
      ],
    },
    durationBy("operation", { en: "p95 by operation", zh: "各操作 p95" }),
    durationBy("classification", { en: "p95 by class of data", zh: "各数据分类 p95" }),
    durationBy("database", { en: "p95 by database", zh: "各数据库 p95" }),
    durationBy("collection", { en: "p95 by table", zh: "各表 p95" }),
  ],
};

function durationBy(label: string, title: Panel["title"]): Panel {
  return {
    kind: "time",
    title,
    description: {
      en: "95 of 100 took at most this long; the ten slowest.",
      zh: "95 % 的操作耗时不超过该值；取最慢的十个。",
    },
    unit: "s",
    width: 12,
    limits: s.SLOW_SECONDS,
    queries: [
      { expr: `topk(10, ${quantile(0.95, s.DURATION, { ...chosen, by: label })})`, legend: `{{${label}}}` },
    ],
    links: [s.SLOWEST],
  };
}

/** Made of spans by the Collector: these figures carry the trace they came from, which the SDK's can't. */
const SPAN_DURATION = "traces_span_metrics_duration_seconds";
const OF_SPANS =
  'service=~"$service",mystocks_classification=~"$classification",mystocks_operation_name=~"$operation",mystocks_operation_name!=""';

const traces: Row = {
  title: { en: "To the trace", zh: "进入链路" },
  panels: [
    {
      kind: "time",
      title: { en: "p95 with its traces", zh: "带链路的 p95" },
      description: {
        en: "From the spans themselves. Each diamond is one execution: hover over it and open its trace in Monitor.",
        zh: "由 span 计算。每个菱形为一次执行：悬停后可在 Monitor 中打开其链路。",
      },
      unit: "s",
      width: 24,
      limits: s.SLOW_SECONDS,
      queries: [
        {
          expr: quantile(0.95, SPAN_DURATION, { selector: OF_SPANS }),
          legend: "p95",
          color: PERCENTILES.p95,
        },
      ],
      links: [s.SLOWEST],
    },
  ],
};

const slow: Row = {
  title: { en: "Slow ones", zh: "慢操作" },
  panels: [
    {
      kind: "time",
      title: { en: "Over 2 s and over 5 s", zh: "超过 2 秒与超过 5 秒" },
      description: {
        en: "Operations a second over the thresholds. Both are bounds of buckets, so the counts are exact.",
        zh: "每秒超过阈值的操作数。两个阈值都是桶边界，因此计数准确。",
      },
      unit: "ops",
      width: 12,
      queries: [
        {
          expr: `clamp_min(${rateOver(2, s.DURATION, chosen)}, 0)`,
          legend: { en: "over 2 s", zh: "超过 2 秒" },
          color: WATCH,
        },
        {
          expr: `clamp_min(${rateOver(5, s.DURATION, chosen)}, 0)`,
          legend: { en: "over 5 s", zh: "超过 5 秒" },
          color: BAD,
        },
      ],
      links: [s.SLOWEST],
    },
    {
      kind: "time",
      title: { en: "Where the time goes", zh: "时间花在哪里" },
      description: {
        en: "Seconds of work a second by operation: what to make faster first. Nested operations count in both.",
        zh: "各操作每秒消耗的秒数：优先优化排在前面的。嵌套操作两边都计。",
      },
      unit: "none",
      width: 12,
      stacked: true,
      queries: [
        {
          expr: `topk(10, ${sum("service, operation", rate(`${s.DURATION}_sum`, s.OF_OPERATION))})`,
          legend: "{{operation}} ({{service}})",
        },
      ],
    },
    {
      kind: "table",
      title: { en: "Operations over five minutes", zh: "最近五分钟的操作" },
      description: {
        en: "One row an operation and table. The name leads to Monitor: its executions, traces and SQL.",
        zh: "每行为一个操作与表。点击名称进入 Monitor，查看执行、链路与 SQL。",
      },
      unit: "none",
      width: 24,
      labels: [
        { name: "operation", title: { en: "operation", zh: "操作" } },
        { name: "service", title: { en: "service", zh: "服务" } },
        { name: "classification", title: { en: "class", zh: "分类" } },
        { name: "database", title: { en: "database", zh: "数据库" } },
        { name: "collection", title: { en: "table", zh: "表" } },
      ],
      columns: [
        {
          title: { en: "count", zh: "次数" },
          expr: sum(KEY, `increase(${s.DURATION}_count{${s.OF_OPERATION}}[${FIVE_MINUTES}])`),
          unit: "short",
          decimals: 0,
        },
        {
          title: { en: "failed", zh: "失败率" },
          expr: `(${orZero(
            sum(KEY, `increase(${s.ERRORS}{${s.OF_OPERATION}}[${FIVE_MINUTES}])`),
            sum(KEY, `increase(${s.DURATION}_count{${s.OF_OPERATION}}[${FIVE_MINUTES}])`),
          )}) / (${sum(KEY, `increase(${s.DURATION}_count{${s.OF_OPERATION}}[${FIVE_MINUTES}])`)} > 0)`,
          unit: "percentunit",
          limits: s.ERROR_RATIO,
        },
        { title: { en: "mean", zh: "平均" }, expr: mean(), unit: "s" },
        { title: { en: "p95", zh: "p95" }, expr: p95OfFiveMinutes(), unit: "s", limits: s.SLOW_SECONDS },
      ],
      sortBy: 3,
      links: [s.THIS_OPERATION],
    },
  ],
};

function mean(): string {
  const of = (suffix: string) =>
    sum(KEY, `rate(${s.DURATION}_${suffix}{${s.OF_OPERATION}}[${FIVE_MINUTES}])`);
  return `${of("sum")} / (${of("count")} > 0)`;
}

function p95OfFiveMinutes(): string {
  const buckets = `rate(${s.DURATION}_bucket{${s.OF_OPERATION}}[${FIVE_MINUTES}])`;
  return `histogram_quantile(0.95, ${sum(`${KEY}, le`, buckets)}) >= 0`;
}

export const operations: Story = {
  uid: "mystocks-operations",
  title: { en: "MyStocks / Operations", zh: "MyStocks / 操作" },
  description: {
    en: "Data operations by name, class of data, database and table: how often, how long, how many fail.",
    zh: "按名称、数据分类、数据库与表查看数据操作：频率、耗时与失败。",
  },
  variables: [s.SERVICE, s.CLASSIFICATION, s.OPERATION],
  rows: [load, duration, traces, slow],
};
