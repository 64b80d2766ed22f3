import type { LedgerLine, PipelineHop } from "@mystocks/api";
import type { Language } from "../../i18n/language.ts";

type HopName = PipelineHop["hop"];
type Signal = LedgerLine["signal"];
type QueueUnit = NonNullable<PipelineHop["flows"][number]["queue"]>["unit"];
type Code = PipelineHop["reason"]["code"];
type Amounts = { duration: string; count: string; percent: string; hop: string; reason: string };

/** The words of this page alone: they come with it, not with every page. */
export type PipelineWords = {
  title: string;
  subtitle: string;
  hop: Record<HopName, string>;
  what: Record<HopName, string>;
  state: Record<PipelineHop["state"], string>;
  reason: Record<Code, (amounts: Amounts) => string>;
  signal: Record<Signal, string>;
  unit: Record<LedgerLine["unit"], string>;
  dropReason: Record<string, string>;
  why: Record<NonNullable<LedgerLine["why"]>, string>;
  way: string;
  freshness: string;
  freshnessNote: (target: string) => string;
  freshnessChart: string;
  age: string;
  worst: (duration: string) => string;
  quiet: string;
  nothingStored: string;
  stored: string;
  perSecond: string;
  storedNote: (samples: string, logs: string) => string;
  waiting: string;
  waitingIn: (where: string) => string;
  waitingNowhere: string;
  unaccounted: string;
  allAccounted: string;
  missingIn: (lines: number) => string;
  notCertain: (lines: number) => string;
  accountNotYet: string;
  oldest: (duration: string) => string;
  waits: (count: string, unit: QueueUnit, exact: number) => string;
  ofCapacity: (capacity: string) => string;
  refused: (rate: string) => string;
  dropped: (count: string, reason: string) => string;
  droppedColumn: string;
  doesNotTell: (services: string) => string;
  notKnown: string;
  readAt: (time: string) => string;
  ledger: string;
  ledgerNote: (since: string) => string;
  watchedSince: (time: string) => string;
  where: string;
  entered: string;
  left: string;
  repeated: string;
  waitingChange: string;
  missing: (count: string) => string;
  surplus: (count: string) => string;
  within: (doubt: string) => string;
  explains: string;
  showLines: (signal: string) => string;
};

const en: PipelineWords = {
  title: "Pipeline",
  subtitle: "from the services to this page",
  hop: {
    services: "Services",
    collector: "Collector in",
    exporter: "Collector out",
    kafka: "Kafka",
    recorder: "Recorder",
    store: "Store",
    pulses: "Pulses",
    realtime: "Live push",
  },
  what: {
    services: "OpenTelemetry SDKs",
    collector: "receivers",
    exporter: "exporters and their queues",
    kafka: "topics, in records",
    recorder: "decodes, stores once",
    store: "PostgreSQL",
    pulses: "commits told to readers",
    realtime: "readers of pulses",
  },
  state: { ok: "fine", slow: "slow", stalled: "stalled", down: "down", unknown: "not known" },
  reason: {
    fine: () => "passes everything on",
    idle: () => "nothing to do",
    not_configured: () => "no address is configured to read it from",
    figures_old: ({ duration }) =>
      duration === "" ? "its figures do not arrive" : `no figures for ${duration}`,
    gone: ({ duration }) =>
      duration === "" ? "nobody answers there" : `nobody answers there for ${duration}`,
    mute: ({ duration }) => (duration === "" ? "does not answer" : `has not answered for ${duration}`),
    unusable: () => "its answer can't be read",
    some_silent: ({ count }) => `${count} of its replicas do not answer`,
    untold: () => "does not tell what it sends; the account starts at the next hop",
    takes_nothing: ({ count, duration }) => `takes nothing for ${duration} while ${count} wait`,
    passes_nothing_on: ({ count, duration }) => `passes nothing on for ${duration} while ${count} wait`,
    held_by: ({ hop, count }) => `waits for ${hop}: ${count} in its queue`,
    behind: ({ count, duration }) => `behind: the oldest of ${count} waits for ${duration}`,
    filling: ({ percent }) => `its queue is ${percent} % full`,
    refuses: ({ count }) => `sends back ${count} a second`,
    loses: ({ count, reason }) => `loses ${count} a second: ${reason}`,
    stale: ({ duration }) => `the newest stored event is ${duration} old`,
  },
  signal: { spans: "Spans", samples: "Samples", logs: "Log events", requests: "Requests", pulses: "Pulses" },
  unit: { items: "", records: "records", commits: "commits" },
  dropReason: {
    queue_full: "queue full",
    send_failed: "could not be sent",
    enqueue_failed: "queue full",
    lost_offsets: "gone from Kafka before they were read",
    dead_letter: "can't be read, put aside",
    late: "ended over 24 hours ago",
    early: "more than 5 minutes ahead",
    series_limit: "past the limit of series",
    namespace_limit: "past the quota of its name space",
    not_finite: "no finite number",
  },
  why: {
    not_told: "not told",
    not_all_tell: "not all services tell",
    waiting_uncounted: "waits in a queue of batches",
    settling: "watched for too short a time",
  },
  way: "The way of telemetry",
  freshness: "Newest event",
  freshnessNote: (target) => `limit ${target}`,
  freshnessChart: "Age of the newest stored event",
  age: "Age",
  worst: (duration) => `99 % of the time under ${duration}`,
  quiet: "no span comes at the moment",
  nothingStored: "nothing is stored yet",
  stored: "Spans stored",
  perSecond: "/s",
  storedNote: (samples, logs) => `${samples} samples/s, ${logs} log events/s`,
  waiting: "Waiting",
  waitingIn: (where) => `most of it at ${where}`,
  waitingNowhere: "nowhere on the way",
  unaccounted: "Unaccounted for",
  allAccounted: "everything sent is stored, dropped with a reason, or on its way",
  missingIn: (lines) => (lines === 1 ? "in 1 line of the account" : `in ${lines} lines of the account`),
  notCertain: (lines) => (lines === 1 ? "1 line can't be told" : `${lines} lines can't be told`),
  accountNotYet: "nothing can be told yet",
  oldest: (duration) => `oldest ${duration}`,
  waits: (count, unit, exact) => {
    const name = {
      items: "",
      bytes: "",
      records: exact === 1 ? " record" : " records",
      batches: exact === 1 ? " batch" : " batches",
    };
    return `${count}${name[unit]} ${exact === 1 ? "waits" : "wait"}`;
  },
  ofCapacity: (capacity) => `(room for ${capacity})`,
  refused: (rate) => `${rate}/s sent back`,
  dropped: (count, reason) => `${count} dropped: ${reason}`,
  droppedColumn: "Dropped",
  doesNotTell: (services) => `${services}: sends, and does not tell how much`,
  notKnown: "not known",
  readAt: (time) => `read ${time}`,
  ledger: "The account",
  ledgerNote: (since) => `since ${since}`,
  watchedSince: (time) => `watched since ${time}; what was before is not known`,
  where: "Where",
  entered: "In",
  left: "Out",
  repeated: "Repeated",
  waitingChange: "Waiting ±",
  missing: (count) => `${count} missing`,
  surplus: (count) => `${count} too many`,
  within: (doubt) => `sure to within ${doubt}`,
  explains:
    "In = out + repeated + dropped + waiting + unaccounted for. Figures of different processes are not of one moment; a difference counts when it lasts for 30 s.",
  showLines: (signal) => `${signal}: hop by hop`,
};

const zh: PipelineWords = {
  title: "管道",
  subtitle: "从服务到本页面",
  hop: {
    services: "服务",
    collector: "采集器接收",
    exporter: "采集器导出",
    kafka: "Kafka",
    recorder: "记录器",
    store: "存储",
    pulses: "脉冲",
    realtime: "实时推送",
  },
  what: {
    services: "OpenTelemetry SDK",
    collector: "接收端",
    exporter: "导出端及其队列",
    kafka: "主题，按消息计",
    recorder: "解码，只存一次",
    store: "PostgreSQL",
    pulses: "把提交告知读者",
    realtime: "脉冲的读者",
  },
  state: { ok: "正常", slow: "缓慢", stalled: "停滞", down: "故障", unknown: "未知" },
  reason: {
    fine: () => "收到的都已传递",
    idle: () => "目前没有数据",
    not_configured: () => "未配置读取地址",
    figures_old: ({ duration }) => (duration === "" ? "没有收到它的数据" : `${duration}没有数据`),
    gone: ({ duration }) => (duration === "" ? "该地址无人应答" : `该地址已 ${duration} 无人应答`),
    mute: ({ duration }) => (duration === "" ? "没有应答" : `已 ${duration} 没有应答`),
    unusable: () => "应答无法解析",
    some_silent: ({ count }) => `${count} 个副本没有应答`,
    untold: () => "不上报发送量，账目从下一环节开始",
    takes_nothing: ({ count, duration }) => `${count} 条在等待，已 ${duration} 未取走`,
    passes_nothing_on: ({ count, duration }) => `${count} 条在等待，已 ${duration} 未传出`,
    held_by: ({ hop, count }) => `等待${hop}：队列中 ${count} 条`,
    behind: ({ count, duration }) => `落后：${count} 条在等待，最久 ${duration}`,
    filling: ({ percent }) => `队列已满 ${percent} %`,
    refuses: ({ count }) => `每秒退回 ${count} 条`,
    loses: ({ count, reason }) => `每秒丢失 ${count} 条：${reason}`,
    stale: ({ duration }) => `最新入库事件已是 ${duration} 前`,
  },
  signal: { spans: "跨度", samples: "指标点", logs: "日志事件", requests: "请求", pulses: "脉冲" },
  unit: { items: "", records: "条消息", commits: "次提交" },
  dropReason: {
    queue_full: "队列已满",
    send_failed: "发送失败",
    enqueue_failed: "队列已满",
    lost_offsets: "读取前已从 Kafka 过期",
    dead_letter: "无法读取，已搁置",
    late: "结束超过 24 小时",
    early: "超前 5 分钟以上",
    series_limit: "超出序列上限",
    namespace_limit: "超出命名空间的配额",
    not_finite: "不是有限数",
  },
  why: {
    not_told: "未上报",
    not_all_tell: "部分服务不上报",
    waiting_uncounted: "按批排队，条数未知",
    settling: "观察时间太短",
  },
  way: "数据经过的路",
  freshness: "最新事件",
  freshnessNote: (target) => `上限 ${target}`,
  freshnessChart: "最新入库事件的延迟",
  age: "延迟",
  worst: (duration) => `99 % 的时间低于 ${duration}`,
  quiet: "目前没有跨度到达",
  nothingStored: "尚无数据入库",
  stored: "跨度入库",
  perSecond: "个/秒",
  storedNote: (samples, logs) => `指标点 ${samples} 个/秒，日志事件 ${logs} 条/秒`,
  waiting: "排队",
  waitingIn: (where) => `主要在${where}`,
  waitingNowhere: "沿途没有积压",
  unaccounted: "去向不明",
  allAccounted: "发出的都已入库、按原因丢弃或仍在途中",
  missingIn: (lines) => `涉及账目 ${lines} 行`,
  notCertain: (lines) => `${lines} 行无法判断`,
  accountNotYet: "暂时无法判断",
  oldest: (duration) => `最久 ${duration}`,
  waits: (count, unit) =>
    `${count} ${{ items: "条", records: "条消息", batches: "批", bytes: "" }[unit]}排队`.replace("  ", " "),
  ofCapacity: (capacity) => `（上限 ${capacity}）`,
  refused: (rate) => `每秒退回 ${rate} 条`,
  dropped: (count, reason) => `丢弃 ${count} 条：${reason}`,
  droppedColumn: "丢弃",
  doesNotTell: (services) => `${services}：在发送，但不上报发送量`,
  notKnown: "未知",
  readAt: (time) => `读取于 ${time}`,
  ledger: "账目",
  ledgerNote: (since) => `自 ${since} 起`,
  watchedSince: (time) => `自 ${time} 开始观察，此前未知`,
  where: "位置",
  entered: "进入",
  left: "传出",
  repeated: "重复",
  waitingChange: "在途 ±",
  missing: (count) => `缺 ${count}`,
  surplus: (count) => `多 ${count}`,
  within: (doubt) => `误差 ${doubt} 以内`,
  explains: "进入 = 传出 + 重复 + 丢弃 + 在途 + 去向不明。各进程的数据并非同一时刻，差额持续 30 秒才计入。",
  showLines: (signal) => `${signal}：逐环节`,
};

export const pipelineWords = (language: Language): PipelineWords => (language === "zh" ? zh : en);
