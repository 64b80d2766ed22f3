import { BAD, WATCH } from "../colours.ts";
import { orZero, quantile, rate, rateOver, sum } from "../queries.ts";
import type { Row, Story } from "../story.ts";
import * as s from "./shared.ts";

const operations = sum("", rate(`${s.DURATION}_count`, s.OF_SERVICE));
const failed = orZero(sum("", rate(s.ERRORS, s.OF_SERVICE)));
const requests = sum("", rate(s.REQUESTS, s.OF_SERVICE));
const failedRequests = orZero(sum("", rate(s.REQUESTS, `${s.OF_SERVICE},status=~"5.."`)));

const now: Row = {
  title: { en: "Now", zh: "当前" },
  panels: [
    {
      kind: "stat",
      title: { en: "Operations", zh: "操作速率" },
      description: {
        en: "Data operations a second, over all chosen services.",
        zh: "所选服务每秒的数据操作数。",
      },
      unit: "ops",
      width: 4,
      queries: [{ expr: operations, legend: { en: "operations", zh: "操作" } }],
      links: [s.ALL_OPERATIONS],
    },
    {
      kind: "stat",
      title: { en: "Failed operations", zh: "操作失败率" },
      description: {
        en: "Share of operations that ended with an exception. Watch from 5 %, bad from 10 %.",
        zh: "以异常结束的操作占比。5 % 起需关注，10 % 起为异常。",
      },
      unit: "percentunit",
      width: 4,
      limits: s.ERROR_RATIO,
      queries: [{ expr: `(${failed}) / (${operations})`, legend: { en: "failed", zh: "失败" } }],
      links: [{ title: s.SLOWEST.title, path: "/operations/slow?failed=true" }],
    },
    {
      kind: "stat",
      title: { en: "Operations, p95", zh: "操作耗时 p95" },
      description: {
        en: "95 of 100 operations took at most this long. Slow from 2 s, critical from 5 s.",
        zh: "95 % 的操作耗时不超过该值。2 秒起为慢，5 秒起为严重。",
      },
      unit: "s",
      width: 4,
      limits: s.SLOW_SECONDS,
      queries: [{ expr: quantile(0.95, s.DURATION, { selector: s.OF_SERVICE }), legend: "p95" }],
      links: [s.SLOWEST],
    },
    {
      kind: "stat",
      title: { en: "Slow operations", zh: "慢操作" },
      description: {
        en: "Operations over 2 s, as a share of all.",
        zh: "耗时超过 2 秒的操作占比。",
      },
      unit: "percentunit",
      width: 4,
      limits: { warning: 0.001, critical: 0.05 },
      queries: [
        {
          expr: `clamp_min(${rateOver(2, s.DURATION, { selector: s.OF_SERVICE })}, 0) / ${operations}`,
          legend: { en: "over 2 s", zh: "超过 2 秒" },
        },
      ],
      links: [s.SLOWEST],
    },
    {
      kind: "stat",
      title: { en: "Requests", zh: "请求速率" },
      description: { en: "HTTP requests a second.", zh: "每秒的 HTTP 请求数。" },
      unit: "reqps",
      width: 4,
      queries: [{ expr: requests, legend: { en: "requests", zh: "请求" } }],
      links: [{ title: { en: "Requests in Monitor", zh: "在 Monitor 中查看请求" }, path: "/requests" }],
    },
    {
      kind: "stat",
      title: { en: "Failed requests", zh: "请求失败率" },
      description: {
        en: "Share of requests answered with 5xx. Watch from 5 %, bad from 10 %.",
        zh: "以 5xx 应答的请求占比。5 % 起需关注，10 % 起为异常。",
      },
      unit: "percentunit",
      width: 4,
      limits: s.ERROR_RATIO,
      queries: [{ expr: `(${failedRequests}) / ${requests}`, legend: "5xx" }],
      links: [
        {
          title: { en: "Failed requests in Monitor", zh: "在 Monitor 中查看失败请求" },
          path: "/requests?status=5xx",
        },
      ],
    },
  ],
};

const trust: Row = {
  title: { en: "Can the data be trusted", zh: "数据是否可信" },
  panels: [
    {
      kind: "state",
      title: { en: "Data sources", zh: "数据源" },
      description: {
        en: "Whether each data source answered when its service last asked it.",
        zh: "服务最近一次探测时各数据源是否应答。",
      },
      unit: "none",
      width: 12,
      queries: [
        {
          expr: `min by (service, datasource) (mystocks_datasource_availability{${s.OF_SERVICE}})`,
          legend: "{{datasource}} ({{service}})",
        },
      ],
      fine: { en: "answers", zh: "可用" },
      bad: { en: "does not answer", zh: "无应答" },
    },
    {
      kind: "state",
      title: { en: "Services", zh: "服务健康" },
      description: {
        en: "What each service's own health check says. A service that is gone has no bar.",
        zh: "各服务自检的结果。已停止的服务没有色条。",
      },
      unit: "none",
      width: 12,
      queries: [
        { expr: `min by (service) (mystocks_api_health_status{${s.OF_SERVICE}})`, legend: "{{service}}" },
      ],
      fine: { en: "healthy", zh: "健康" },
      bad: { en: "unhealthy", zh: "异常" },
    },
  ],
};

const byService = { selector: s.OF_SERVICE, by: "service" };

const slow: Row = {
  title: { en: "Is something slow or failing", zh: "是否有慢操作或失败" },
  panels: [
    {
      kind: "time",
      title: { en: "Duration by service, p95", zh: "各服务操作耗时 p95" },
      description: {
        en: "Lines at 2 s (slow) and 5 s (critical).",
        zh: "虚线为 2 秒（慢）和 5 秒（严重）。",
      },
      unit: "s",
      width: 12,
      limits: s.SLOW_SECONDS,
      queries: [{ expr: quantile(0.95, s.DURATION, byService), legend: "{{service}}" }],
      links: [s.SLOWEST],
    },
    {
      kind: "time",
      title: { en: "Slow and critical operations", zh: "慢操作与严重操作" },
      description: {
        en: "Operations a second that took over 2 s and over 5 s; the second are among the first.",
        zh: "每秒耗时超过 2 秒和超过 5 秒的操作数；后者包含在前者中。",
      },
      unit: "ops",
      width: 12,
      queries: [
        {
          expr: `clamp_min(${rateOver(2, s.DURATION, { selector: s.OF_SERVICE })}, 0)`,
          legend: { en: "over 2 s", zh: "超过 2 秒" },
          color: WATCH,
        },
        {
          expr: `clamp_min(${rateOver(5, s.DURATION, { selector: s.OF_SERVICE })}, 0)`,
          legend: { en: "over 5 s", zh: "超过 5 秒" },
          color: BAD,
        },
      ],
      links: [s.SLOWEST],
    },
    {
      kind: "time",
      title: { en: "Failures by service", zh: "各服务失败数" },
      description: {
        en: "Operations a second that ended with an exception.",
        zh: "每秒以异常结束的操作数。",
      },
      unit: "ops",
      width: 12,
      queries: [
        {
          expr: orZero(
            sum("service", rate(s.ERRORS, s.OF_SERVICE)),
            sum("service", rate(`${s.DURATION}_count`, s.OF_SERVICE)),
          ),
          legend: "{{service}}",
        },
      ],
      links: [{ title: s.SLOWEST.title, path: "/operations/slow?failed=true" }],
    },
    {
      kind: "time",
      title: { en: "Where the time goes", zh: "时间花在哪里" },
      description: {
        en: "Operations in progress at one time, by class of data: seconds of work a second. Nested operations count in both.",
        zh: "按数据分类的同时进行的操作数（每秒消耗的秒数）。嵌套操作两边都计。",
      },
      unit: "none",
      width: 12,
      stacked: true,
      queries: [
        {
          expr: sum("classification", rate(`${s.DURATION}_sum`, s.OF_SERVICE)),
          legend: "{{classification}}",
        },
      ],
    },
  ],
};

const resources: Row = {
  title: { en: "Caches and pools", zh: "缓存与连接池" },
  panels: [
    {
      kind: "time",
      title: { en: "Cache hit rate", zh: "缓存命中率" },
      description: {
        en: "Share of reads that the cache answered, by service. The aim is 80 %; watch below 60 %, bad below 30 %.",
        zh: "各服务由缓存应答的读取占比。目标 80 %；低于 60 % 需关注，低于 30 % 为异常。",
      },
      unit: "percentunit",
      width: 12,
      max: 1,
      limits: s.HIT_RATIO,
      queries: [
        {
          expr: `${sum("service", rate("mystocks_cache_hits_total", s.OF_SERVICE))} / (${sum("service", rate("mystocks_cache_hits_total", s.OF_SERVICE))} + ${sum("service", rate("mystocks_cache_misses_total", s.OF_SERVICE))} > 0)`,
          legend: "{{service}}",
        },
      ],
    },
    {
      kind: "time",
      title: { en: "Connection pools in use", zh: "连接池使用率" },
      description: {
        en: "Connections in use of those the pool may open. Watch from 60 %, bad from 80 %.",
        zh: "已用连接占上限的比例。60 % 起需关注，80 % 起为异常。",
      },
      unit: "percentunit",
      width: 12,
      max: 1,
      limits: s.POOL_USAGE,
      queries: [
        {
          expr: `sum by (service, pool_name) (mystocks_db_connections_active{${s.OF_SERVICE}}) / sum by (service, pool_name) (mystocks_db_connections_max{${s.OF_SERVICE}})`,
          legend: "{{pool_name}} ({{service}})",
        },
      ],
    },
  ],
};

const monitoring: Row = {
  title: { en: "Is the monitoring itself well", zh: "监控自身是否正常" },
  panels: [
    {
      kind: "time",
      title: { en: "Targets that don't answer", zh: "无应答的抓取目标" },
      description: {
        en: "Of each job the targets that Prometheus could not scrape. 0 is right.",
        zh: "各任务中 Prometheus 抓取失败的目标数，应为 0。",
      },
      unit: "none",
      width: 12,
      limits: s.ANY,
      queries: [{ expr: "count by (job) (up) - sum by (job) (up)", legend: "{{job}}" }],
    },
    {
      kind: "time",
      title: { en: "Spans into and out of the pipeline", zh: "链路数据的进与出" },
      description: {
        en: "Spans a second that the Collector took in and that the recorder stored. They run apart when something waits; see the pipeline dashboard.",
        zh: "Collector 每秒接收与 recorder 每秒入库的 span 数。两者分离说明有积压，详见流水线仪表盘。",
      },
      unit: "ops",
      width: 12,
      queries: [
        { expr: sum("", rate("otelcol_receiver_accepted_spans")), legend: { en: "taken in", zh: "接收" } },
        {
          expr: sum("", rate("mystocks_recorder_stored_total", 'signal="spans"')),
          legend: { en: "stored", zh: "入库" },
        },
      ],
    },
  ],
};

export const overview: Story = {
  uid: "mystocks-overview",
  title: { en: "MyStocks / Overview", zh: "MyStocks / 总览" },
  description: {
    en: "Can today's data be trusted, is something slow or failing, and is the monitoring itself well.",
    zh: "今天的数据是否可信，是否有慢操作或失败，监控自身是否正常。",
  },
  variables: [s.SERVICE],
  rows: [now, trust, slow, resources, monitoring],
};
