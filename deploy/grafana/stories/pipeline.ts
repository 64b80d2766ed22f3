import { PERCENTILES, SERIES } from "../colours.ts";
import { orZero, quantile, rate, sum } from "../queries.ts";
import type { Limits, Panel, Query, Row, Story } from "../story.ts";
import { ANY } from "./shared.ts";

const SPANS = 'signal="spans"';
/** Of what the exporter that stores takes; the one for Prometheus has no queue. */
const STORING = 'exporter=~"kafka|otlphttp|otlp_http"';
/** Kafka's topic, or the recorder's own receiver where there is no Kafka. */
const SPAN_SOURCES = 'source=~"otlp_spans|otlp-http"';
const LAG_RECORDS: Limits = { warning: 1_000, critical: 10_000 };
const NOTHING_DROPPED = {
  en: "0 is right; every record that is left out is counted by its reason.",
  zh: "应为 0；每条未入库的记录都按原因计数。",
};

const account: Row = {
  title: { en: "The same spans at each hop", zh: "同一批 span 在各环节的计数" },
  panels: [
    {
      kind: "time",
      title: { en: "Spans a second", zh: "每秒 span 数" },
      description: {
        en: "Ended in services, taken in by the Collector, sent on by it, read by the recorder, stored. Where two lines part, what lies between them waits.",
        zh: "服务结束、Collector 接收、Collector 发出、recorder 读取、入库。两条线分开处即积压所在。",
      },
      unit: "ops",
      width: 16,
      queries: [
        hop(rate("otel_sdk_processor_span_processed_total"), { en: "sent by services", zh: "服务发出" }, 0),
        hop(rate("otelcol_receiver_accepted_spans"), { en: "Collector in", zh: "Collector 接收" }, 1),
        hop(rate("otelcol_exporter_sent_spans", STORING), { en: "Collector out", zh: "Collector 发出" }, 2),
        hop(rate("mystocks_recorder_received_total", SPANS), { en: "recorder in", zh: "recorder 读取" }, 3),
        hop(rate("mystocks_recorder_stored_total", SPANS), { en: "stored", zh: "入库" }, 4),
      ],
    },
    {
      kind: "state",
      title: { en: "Hops that stand still", zh: "停滞的环节" },
      description: {
        en: "A hop where spans came in and none went out for six seconds, by a recording rule; shows within ten.",
        zh: "六秒内有 span 进入却没有送出的环节（由记录规则计算），十秒内可见。",
      },
      unit: "none",
      width: 8,
      queries: [{ expr: "1 - max by (hop) (hop:mystocks_pipeline_stalled:bool)", legend: "{{hop}}" }],
      fine: { en: "moves", zh: "流动" },
      bad: { en: "stands still", zh: "停滞" },
    },
    {
      kind: "time",
      title: { en: "Freshness of what is stored", zh: "入库数据的新鲜度" },
      description: {
        en: "Now less the end of the newest stored span. Up to 3 s is right; it also grows while services are silent.",
        zh: "当前时间减去最新入库 span 的结束时间。3 秒以内为正常；服务无活动时也会增长。",
      },
      unit: "s",
      width: 8,
      limits: { warning: 3, critical: 10 },
      queries: [
        {
          expr: `min(mystocks_recorder_freshness_seconds{${SPAN_SOURCES}})`,
          legend: { en: "newest of all", zh: "整体最新" },
          color: SERIES[0],
        },
        {
          expr: `max(mystocks_recorder_freshness_seconds{${SPAN_SOURCES}})`,
          legend: { en: "partition that is furthest behind", zh: "最落后的分区" },
          color: SERIES[3],
        },
      ],
    },
    {
      kind: "time",
      title: { en: "Late operations", zh: "迟到的操作" },
      description: {
        en: "Operations a second that were stored over a minute after their end: in history, not seen by live rules.",
        zh: "结束一分钟后才入库的操作，每秒个数：计入历史，不触发实时规则。",
      },
      unit: "ops",
      width: 8,
      limits: ANY,
      queries: [
        {
          expr: sum("instance", rate("mystocks_recorder_late_operations_total")),
          legend: "{{instance}}",
        },
      ],
    },
    {
      kind: "time",
      title: { en: "Stored twice: recognised", zh: "重复数据（已识别）" },
      description: {
        en: "Records a second that were sent again and were stored before. They count once.",
        zh: "每秒重复送达且此前已入库的记录数，只计一次。",
      },
      unit: "ops",
      width: 8,
      queries: [{ expr: sum("signal", rate("mystocks_recorder_duplicates_total")), legend: "{{signal}}" }],
    },
  ],
};

function hop(rated: string, legend: Query["legend"], index: number): Query {
  return { expr: sum("", rated), legend, color: SERIES[index]! };
}

const drops: Row = {
  title: { en: "What was left out, and why", zh: "被丢弃的数据与原因" },
  panels: [
    dropped(
      { en: "In services", zh: "服务内" },
      {
        expr: orZero(
          sum("job, error_type", rate("otel_sdk_processor_span_processed_total", 'error_type!=""')),
          sum("job", rate("otel_sdk_processor_span_processed_total")),
        ),
        legend: "{{job}} {{error_type}}",
      },
    ),
    dropped(
      { en: "In the Collector", zh: "Collector 内" },
      {
        expr: `sum(${rate("otelcol_receiver_refused_spans")}) or vector(0)`,
        legend: { en: "refused (told to come again)", zh: "拒收（要求重发）" },
      },
      {
        expr: `sum(${rate("otelcol_exporter_enqueue_failed_spans")}) or vector(0)`,
        legend: { en: "queue full: lost", zh: "队列已满：丢失" },
      },
      {
        expr: `sum(${rate("otelcol_exporter_send_failed_spans", STORING)}) or vector(0)`,
        legend: { en: "given up: lost", zh: "放弃发送：丢失" },
      },
    ),
    dropped(
      { en: "In the recorder", zh: "recorder 内" },
      {
        expr: orZero(sum("reason", rate("mystocks_recorder_dropped_total"))),
        legend: "{{reason}}",
      },
      {
        expr: `sum(${rate("mystocks_recorder_dead_letters_total")}) or vector(0)`,
        legend: { en: "put aside: dead letters", zh: "搁置：死信" },
      },
    ),
    dropped(
      { en: "On the bus", zh: "消息总线" },
      {
        expr: sum("role", rate("mystocks_bus_lost_total")),
        legend: { en: "lost: {{role}}", zh: "丢失：{{role}}" },
      },
      {
        expr: sum("role", rate("mystocks_bus_publish_failures_total")),
        legend: { en: "not published: {{role}}", zh: "发布失败：{{role}}" },
      },
    ),
  ],
};

function dropped(title: Panel["title"], ...queries: Query[]): Panel {
  return { kind: "time", title, description: NOTHING_DROPPED, unit: "ops", width: 6, limits: ANY, queries };
}

const queues: Row = {
  title: { en: "Queues and lag", zh: "队列与积压" },
  panels: [
    {
      kind: "time",
      title: { en: "Lag behind Kafka", zh: "Kafka 积压" },
      description: {
        en: "Records of each topic that the recorder has not stored yet.",
        zh: "各主题中 recorder 尚未入库的记录数。",
      },
      unit: "short",
      width: 8,
      limits: LAG_RECORDS,
      queries: [{ expr: "sum by (source) (mystocks_recorder_lag_records)", legend: "{{source}}" }],
    },
    {
      kind: "time",
      title: { en: "Age of the oldest that waits", zh: "最久等待时间" },
      description: {
        en: "How long the oldest record in the recorder has waited for its commit.",
        zh: "recorder 中最早一条记录等待提交的时间。",
      },
      unit: "s",
      width: 8,
      limits: { warning: 3, critical: 10 },
      queries: [{ expr: "max by (source) (mystocks_recorder_oldest_waiting_seconds)", legend: "{{source}}" }],
    },
    {
      kind: "time",
      title: { en: "Time since the last fetch", zh: "距上次拉取的时间" },
      description: {
        en: "Since a reader last heard from each topic, also if there was nothing. Over 10 s it hangs and is restarted.",
        zh: "读取方距上次从各主题得到应答的时间（包括空应答）。超过 10 秒说明挂起，将被重启。",
      },
      unit: "s",
      width: 8,
      limits: { warning: 5, critical: 10 },
      queries: [
        { expr: "max by (role, topic) (mystocks_bus_fetch_age_seconds)", legend: "{{topic}} ({{role}})" },
      ],
    },
    {
      kind: "time",
      title: { en: "Queue of spans in services", zh: "服务内 span 队列" },
      description: {
        en: "Share of each service's queue that is full. At 100 % spans are dropped.",
        zh: "各服务队列的占用率。达到 100 % 时会丢弃 span。",
      },
      unit: "percentunit",
      width: 8,
      max: 1,
      limits: { warning: 0.5, critical: 0.9 },
      queries: [
        {
          expr: "max by (job) (otel_sdk_processor_span_queue_size / otel_sdk_processor_span_queue_capacity)",
          legend: "{{job}}",
        },
      ],
    },
    {
      kind: "time",
      title: { en: "Queue of the Collector", zh: "Collector 队列" },
      description: {
        en: "Share of each queue on disk that is full. It fills while Kafka is away; full, senders wait.",
        zh: "磁盘队列的占用率。Kafka 不可用时会增长；满后发送方等待。",
      },
      unit: "percentunit",
      width: 8,
      max: 1,
      limits: { warning: 0.5, critical: 0.9 },
      queries: [
        {
          expr: `max by (exporter, data_type) (otelcol_exporter_queue_size{${STORING}} / otelcol_exporter_queue_capacity{${STORING}})`,
          legend: "{{data_type}} ({{exporter}})",
        },
      ],
    },
    {
      kind: "time",
      title: { en: "Queue of the recorder", zh: "recorder 队列" },
      description: {
        en: "Bytes in memory that wait for a commit, of what it may hold. Full, it pauses reading.",
        zh: "等待提交的内存字节占上限的比例。满后暂停读取。",
      },
      unit: "percentunit",
      width: 8,
      max: 1,
      limits: { warning: 0.5, critical: 0.9 },
      queries: [
        {
          expr: "max by (instance) (mystocks_recorder_queue_bytes / mystocks_recorder_queue_capacity_bytes)",
          legend: "{{instance}}",
        },
      ],
    },
  ],
};

const store: Row = {
  title: { en: "Recorder", zh: "recorder" },
  panels: [
    {
      kind: "time",
      title: { en: "Time of a commit", zh: "提交耗时" },
      description: {
        en: "From the start of a transaction to its end. Over 1 s the store is slow.",
        zh: "事务从开始到结束的时间。超过 1 秒说明存储变慢。",
      },
      unit: "s",
      width: 8,
      limits: { warning: 1, critical: 5 },
      queries: [
        {
          expr: quantile(0.5, "mystocks_recorder_commit_duration_seconds"),
          legend: "p50",
          color: PERCENTILES.p50,
        },
        {
          expr: quantile(0.95, "mystocks_recorder_commit_duration_seconds"),
          legend: "p95",
          color: PERCENTILES.p95,
        },
        {
          expr: quantile(0.99, "mystocks_recorder_commit_duration_seconds"),
          legend: "p99",
          color: PERCENTILES.p99,
        },
      ],
    },
    {
      kind: "time",
      title: { en: "Commits that failed", zh: "失败的提交" },
      description: {
        en: "A second; each was tried again, nothing is lost. 0 is right.",
        zh: "每秒次数；均会重试，不会丢失。应为 0。",
      },
      unit: "ops",
      width: 8,
      limits: ANY,
      queries: [
        {
          expr: sum("instance", rate("mystocks_recorder_commit_failures_total")),
          legend: "{{instance}}",
        },
      ],
    },
    {
      kind: "time",
      title: { en: "Commits not on the bus yet", zh: "尚未发布的提交" },
      description: {
        en: "Stored, but live readers have not heard of it. Stays near 0.",
        zh: "已入库但尚未通知实时读者的提交数，应接近 0。",
      },
      unit: "none",
      width: 8,
      limits: { warning: 100, critical: LAG_RECORDS.warning },
      queries: [
        { expr: "max by (instance) (mystocks_recorder_unpublished_commits)", legend: "{{instance}}" },
      ],
    },
  ],
};

const readers: Row = {
  title: { en: "Readers", zh: "读取方" },
  panels: [
    {
      kind: "time",
      title: { en: "Lag of live readers", zh: "实时读取积压" },
      description: {
        en: "Events that the live push and other readers have not seen yet.",
        zh: "实时推送等读取方尚未处理的事件数。",
      },
      unit: "short",
      width: 6,
      limits: LAG_RECORDS,
      queries: [
        { expr: 'sum by (role, topic) (mystocks_bus_lag{role!="recorder"})', legend: "{{topic}} ({{role}})" },
      ],
    },
    {
      kind: "time",
      title: { en: "Clients of the live push", zh: "实时推送客户端" },
      description: {
        en: "Connected now. Watch from 1,000, bad from 5,000.",
        zh: "当前连接数。1,000 起需关注，5,000 起为异常。",
      },
      unit: "none",
      width: 6,
      limits: { warning: 1_000, critical: 5_000 },
      queries: [
        { expr: "sum(mystocks_websocket_connections_active)", legend: { en: "clients", zh: "客户端" } },
      ],
    },
    {
      kind: "time",
      title: { en: "Answer time of the API, p95", zh: "API 应答时间 p95" },
      description: {
        en: "By endpoint of Monitor's own API; the ten slowest.",
        zh: "Monitor 自身 API 各接口，取最慢的十个。",
      },
      unit: "s",
      width: 6,
      limits: { warning: 1, critical: 5 },
      queries: [
        {
          expr: `topk(10, ${quantile(0.95, "mystocks_http_request_duration_seconds", { selector: 'job="monitor"', by: "endpoint" })})`,
          legend: "{{endpoint}}",
        },
      ],
    },
    {
      kind: "time",
      title: { en: "Duration of a scrape", zh: "抓取耗时" },
      description: {
        en: "How long Prometheus takes to scrape each job: what it adds to how late a figure here is.",
        zh: "Prometheus 抓取各任务的耗时，即此处数据的附加延迟。",
      },
      unit: "s",
      width: 6,
      limits: { warning: 1, critical: 2 },
      queries: [{ expr: "max by (job) (scrape_duration_seconds)", legend: "{{job}}" }],
    },
  ],
};

export const pipeline: Story = {
  uid: "mystocks-pipeline",
  title: { en: "MyStocks / Pipeline", zh: "MyStocks / 数据管道" },
  description: {
    en: "From a service to the store: every hop, its queue, its lag, what it left out and why, how fresh the data is.",
    zh: "从服务到存储：每一环节的队列、积压、丢弃与原因，以及数据的新鲜度。",
  },
  variables: [],
  rows: [account, drops, queues, store, readers],
};
