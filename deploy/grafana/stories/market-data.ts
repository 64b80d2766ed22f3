import { PERCENTILES, SERIES } from "../colours.ts";
import { orZero, quantile, rate, sum } from "../queries.ts";
import type { Panel, Query, Row, Story, Variable } from "../story.ts";
import * as s from "./shared.ts";

const SERVICE: Variable = { ...s.SERVICE, preset: "market-data" };
const SEL = s.OF_SERVICE;
const WAIT = "mystocks_db_connection_wait_seconds";
const chosen = { selector: SEL };

const requests: Row = {
  title: { en: "Requests", zh: "请求" },
  panels: [
    {
      kind: "time",
      title: { en: "Requests by endpoint", zh: "各接口请求速率" },
      description: { en: "By route template, not by address.", zh: "按路由模板统计，而非具体地址。" },
      unit: "reqps",
      width: 8,
      queries: [{ expr: sum("endpoint", rate(s.REQUESTS, SEL)), legend: "{{endpoint}}" }],
      links: [{ title: { en: "Requests in Monitor", zh: "在 Monitor 中查看请求" }, path: "/requests" }],
    },
    {
      kind: "time",
      title: { en: "Answers by status", zh: "各状态码应答" },
      description: {
        en: "5xx are the service's errors, 4xx the client's; 499 hung up before the answer was whole.",
        zh: "5xx 为服务错误，4xx 为客户端错误；499 为客户端提前断开。",
      },
      unit: "reqps",
      width: 8,
      stacked: true,
      queries: [{ expr: sum("status", rate(s.REQUESTS, SEL)), legend: "{{status}}" }],
    },
    {
      kind: "time",
      title: { en: "Failed requests by endpoint", zh: "各接口失败率" },
      description: {
        en: "Share of 5xx. Watch from 5 %, bad from 10 %.",
        zh: "5xx 占比。5 % 起需关注，10 % 起为异常。",
      },
      unit: "percentunit",
      width: 8,
      limits: s.ERROR_RATIO,
      queries: [
        {
          expr: `(${orZero(
            sum("endpoint", rate(s.REQUESTS, `${SEL},status=~"5.."`)),
            sum("endpoint", rate(s.REQUESTS, SEL)),
          )}) / (${sum("endpoint", rate(s.REQUESTS, SEL))} > 0)`,
          legend: "{{endpoint}}",
        },
      ],
    },
    {
      kind: "time",
      title: { en: "Answer time", zh: "应答时间" },
      description: {
        en: "Percentiles from arrival to the end of the answer. p95 over 1 s is slow.",
        zh: "从到达至应答结束的百分位。p95 超过 1 秒为慢。",
      },
      unit: "s",
      width: 12,
      limits: s.REQUEST_P95_SECONDS,
      queries: [
        { expr: quantile(0.5, s.REQUEST_DURATION, chosen), legend: "p50", color: PERCENTILES.p50 },
        { expr: quantile(0.95, s.REQUEST_DURATION, chosen), legend: "p95", color: PERCENTILES.p95 },
        { expr: quantile(0.99, s.REQUEST_DURATION, chosen), legend: "p99", color: PERCENTILES.p99 },
      ],
    },
    {
      kind: "heatmap",
      title: { en: "Distribution of answer times", zh: "应答时间分布" },
      description: {
        en: "How many answers fell into each bucket; the darker the more.",
        zh: "落入各桶的应答数，颜色越深越多。",
      },
      unit: "s",
      width: 12,
      queries: [
        {
          expr: sum("le", `increase(${s.REQUEST_DURATION}_bucket{${SEL}}[$__rate_interval])`),
          legend: "{{le}}",
        },
      ],
    },
  ],
};

const pools: Row = {
  title: { en: "Connection pools", zh: "连接池" },
  panels: [
    {
      kind: "time",
      title: { en: "Connections", zh: "连接数" },
      description: {
        en: "In use, idle, waited for, and at most. Waiting callers mean the pool is too small or something holds on.",
        zh: "使用中、空闲、等待中与上限。有等待说明连接池过小或连接被占住。",
      },
      unit: "none",
      width: 12,
      queries: [
        pool("active", { en: "in use", zh: "使用中" }, SERIES[0]),
        pool("idle", { en: "idle", zh: "空闲" }, SERIES[1]),
        pool("waiting", { en: "waiting", zh: "等待" }, SERIES[3]),
        pool("max", { en: "at most", zh: "上限" }, SERIES[4]),
      ],
    },
    {
      kind: "time",
      title: { en: "Pool in use", zh: "连接池使用率" },
      description: { en: "Watch from 60 %, bad from 80 %.", zh: "60 % 起需关注，80 % 起为异常。" },
      unit: "percentunit",
      width: 12,
      max: 1,
      limits: s.POOL_USAGE,
      queries: [
        {
          expr: `sum by (service, pool_name) (mystocks_db_connections_active{${SEL}}) / sum by (service, pool_name) (mystocks_db_connections_max{${SEL}})`,
          legend: "{{pool_name}} ({{service}})",
        },
      ],
    },
    {
      kind: "time",
      title: { en: "Waiting for a connection", zh: "等待连接的时间" },
      description: {
        en: "From asking the pool to having a connection. Over 1 s is slow.",
        zh: "从请求到获得连接的时间。超过 1 秒为慢。",
      },
      unit: "s",
      width: 12,
      limits: { warning: 1, critical: 5 },
      queries: [
        { expr: quantile(0.5, WAIT, chosen), legend: "p50", color: PERCENTILES.p50 },
        { expr: quantile(0.95, WAIT, chosen), legend: "p95", color: PERCENTILES.p95 },
        { expr: quantile(0.99, WAIT, chosen), legend: "p99", color: PERCENTILES.p99 },
      ],
    },
    {
      kind: "time",
      title: { en: "Connections that could not be given", zh: "获取连接失败" },
      description: {
        en: "Failures a second to get a connection. 0 is right.",
        zh: "每秒获取连接失败的次数，应为 0。",
      },
      unit: "ops",
      width: 12,
      limits: s.ANY,
      queries: [
        {
          expr: orZero(
            sum("database", rate("mystocks_db_connection_errors_total", SEL)),
            `sum by (database) (mystocks_db_connections_max{${SEL}})`,
          ),
          legend: "{{database}}",
        },
      ],
    },
  ],
};

function pool(what: string, legend: Query["legend"], color: string): Query {
  return { expr: `sum(mystocks_db_connections_${what}{${SEL}})`, legend, color };
}

const BY_CACHE = "cache_type, key_pattern";
const hits = sum(BY_CACHE, rate("mystocks_cache_hits_total", SEL));
const misses = sum(BY_CACHE, rate("mystocks_cache_misses_total", SEL));

const cache: Row = {
  title: { en: "Cache", zh: "缓存" },
  panels: [
    {
      kind: "time",
      title: { en: "Hit rate", zh: "命中率" },
      description: {
        en: "Share of reads that the cache answered, by tier and kind of key. The aim is 80 %; watch below 60 %, bad below 30 %.",
        zh: "按层级与键类型的命中率。目标 80 %；低于 60 % 需关注，低于 30 % 为异常。",
      },
      unit: "percentunit",
      width: 12,
      max: 1,
      limits: s.HIT_RATIO,
      queries: [{ expr: `${hits} / (${hits} + ${misses} > 0)`, legend: "{{key_pattern}} ({{cache_type}})" }],
    },
    {
      kind: "time",
      title: { en: "Reads", zh: "读取" },
      description: { en: "Reads a second, found and not found.", zh: "每秒读取数：命中与未命中。" },
      unit: "ops",
      width: 12,
      stacked: true,
      queries: [
        {
          expr: sum("", rate("mystocks_cache_hits_total", SEL)),
          legend: { en: "found", zh: "命中" },
          color: SERIES[0],
        },
        {
          expr: sum("", rate("mystocks_cache_misses_total", SEL)),
          legend: { en: "not found", zh: "未命中" },
          color: SERIES[3],
        },
      ],
    },
  ],
};

const classes: Row = {
  title: { en: "Classes of data", zh: "数据分类" },
  panels: [
    byClass(
      { en: "Operations", zh: "操作速率" },
      "ops",
      sum("classification", rate(`${s.DURATION}_count`, SEL)),
    ),
    byClass(
      { en: "Duration, p95", zh: "耗时 p95" },
      "s",
      quantile(0.95, s.DURATION, { selector: SEL, by: "classification" }),
    ),
    byClass(
      { en: "Failures", zh: "失败数" },
      "ops",
      orZero(
        sum("classification", rate(s.ERRORS, SEL)),
        sum("classification", rate(`${s.DURATION}_count`, SEL)),
      ),
    ),
  ],
};

function byClass(title: Panel["title"], unit: string, expr: string): Panel {
  return {
    kind: "time",
    title,
    description: {
      en: "By class of data: ticks, minute and daily bars, reference data, signals.",
      zh: "按数据分类：逐笔、分钟与日 K 线、参考数据、信号。",
    },
    unit,
    width: 8,
    ...(unit === "s" && { limits: s.SLOW_SECONDS }),
    queries: [{ expr, legend: "{{classification}}" }],
    links: [s.ALL_OPERATIONS],
  };
}

const loaders: Row = {
  title: { en: "Loaders and checks", zh: "加载与检查" },
  panels: [
    {
      kind: "time",
      title: { en: "Loaders", zh: "加载任务" },
      description: {
        en: "Batches written a second. A loader that stops is gone from here before its data is late.",
        zh: "每秒写入的批次数。加载停止会先于数据延迟在此显现。",
      },
      unit: "ops",
      width: 8,
      queries: [ofOperations("save_.*")],
    },
    {
      kind: "time",
      title: { en: "Loaders, p95", zh: "加载耗时 p95" },
      description: {
        en: "How long a batch takes to write.",
        zh: "写入一个批次的耗时。",
      },
      unit: "s",
      width: 8,
      limits: s.SLOW_SECONDS,
      queries: [
        {
          expr: quantile(0.95, s.DURATION, { selector: `${SEL},operation=~"save_.*"`, by: "operation" }),
          legend: "{{operation}}",
        },
      ],
    },
    {
      kind: "time",
      title: { en: "Checks", zh: "数据检查" },
      description: {
        en: "Data checks that the service runs itself, a second.",
        zh: "服务自行执行的数据检查，每秒次数。",
      },
      unit: "ops",
      width: 8,
      queries: [ofOperations("check_.*")],
    },
  ],
};

function ofOperations(pattern: string): Query {
  return {
    expr: sum("operation", rate(`${s.DURATION}_count`, `${SEL},operation=~"${pattern}"`)),
    legend: "{{operation}}",
  };
}

const process: Row = {
  title: { en: "Process", zh: "进程" },
  panels: [
    {
      kind: "time",
      title: { en: "Event loop delay", zh: "事件循环延迟" },
      description: {
        en: "How late timers fire. Over 100 ms every request of the process waits.",
        zh: "定时器触发的延迟。超过 100 毫秒时该进程的所有请求都在等待。",
      },
      unit: "s",
      width: 8,
      limits: { warning: 0.1, critical: 0.5 },
      queries: [
        { expr: `max by (statistic) (mystocks_event_loop_delay_seconds{${SEL}})`, legend: "{{statistic}}" },
      ],
    },
    {
      kind: "time",
      title: { en: "Memory", zh: "内存" },
      description: { en: "Resident memory and JavaScript heap.", zh: "常驻内存与 JavaScript 堆。" },
      unit: "bytes",
      width: 8,
      queries: [
        {
          expr: `sum(mystocks_process_memory_usage_bytes{${SEL}})`,
          legend: { en: "resident", zh: "常驻" },
          color: SERIES[0],
        },
        { expr: `sum(mystocks_heap_used_bytes{${SEL}})`, legend: { en: "heap", zh: "堆" }, color: SERIES[2] },
      ],
    },
    {
      kind: "time",
      title: { en: "Processor", zh: "处理器" },
      description: {
        en: "Cores in use, and how busy the event loop is (1 is all the time).",
        zh: "使用的核数，以及事件循环的繁忙程度（1 为持续繁忙）。",
      },
      unit: "none",
      width: 8,
      queries: [
        {
          expr: sum("", rate("mystocks_process_cpu_seconds_total", SEL)),
          legend: { en: "cores", zh: "核" },
          color: SERIES[0],
        },
        {
          expr: `max(${rate("mystocks_event_loop_active_seconds_total", SEL)})`,
          legend: { en: "event loop", zh: "事件循环" },
          color: SERIES[2],
        },
      ],
    },
  ],
};

export const marketData: Story = {
  uid: "mystocks-market-data",
  title: { en: "MyStocks / Market data", zh: "MyStocks / 行情数据" },
  description: {
    en: "A service of the platform seen whole: requests, pools, cache, loaders, classes of data, process.",
    zh: "完整查看一个平台服务：请求、连接池、缓存、加载、数据分类与进程。",
  },
  variables: [SERVICE],
  rows: [requests, pools, cache, classes, loaders, process],
};
