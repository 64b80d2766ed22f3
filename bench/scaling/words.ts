/** The words of the table; figures are given as they are shown. */
export interface Words {
  operations: (count: string) => string;
  rows: Readonly<Record<Row, string>>;
  recorders: (count: string, cores: string, memory: string) => string;
  coresAndMemory: (cores: string, memory: string) => string;
  store: (isPostgresAlone: boolean) => string;
  postgresCores: (cores: string, isAlone: boolean) => string;
  spansDisk: (disk: string, isPostgresAlone: boolean) => string;
  endOfOne: (parts: { disk: string; byDisk: string; backends: string; byRows: string }) => string;
}

export type Row =
  | "spans"
  | "load"
  | "collector"
  | "kafka"
  | "partitions"
  | "recorders"
  | "alerting"
  | "realtime"
  | "store"
  | "postgres"
  | "diskSpans"
  | "diskPulses"
  | "diskKafka"
  | "cores"
  | "disk"
  | "month";

const en: Words = {
  operations: (count) => `${count} operations/s`,
  rows: {
    spans: "spans/s",
    load: "busy operations / rules / browsers",
    collector: "Collector, cores",
    kafka: "Kafka, cores of all brokers",
    partitions: "partitions of telemetry and pulses",
    recorders: "recorders",
    alerting: "alerting, each of two",
    realtime: "realtime, all browsers",
    store: "store of spans",
    postgres: "PostgreSQL, cores",
    diskSpans: "disk: spans",
    diskPulses: "disk: figures by second, minute, hour",
    diskKafka: "disk: Kafka, all brokers",
    cores: "cores with standbys",
    disk: "disk with standbys",
    month: "a month",
  },
  recorders: (count, cores, memory) => `${count} (${cores} cores, ${memory})`,
  coresAndMemory: (cores, memory) => `${cores} cores, ${memory}`,
  store: (isPostgresAlone) => (isPostgresAlone ? "PostgreSQL" : "PostgreSQL and ClickHouse"),
  postgresCores: (cores, isAlone) => (isAlone ? cores : `${cores}, without spans`),
  spansDisk: (disk, isPostgresAlone) => (isPostgresAlone ? disk : `${disk} in PostgreSQL: too much for one`),
  endOfOne: ({ disk, byDisk, backends, byRows }) =>
    `One PostgreSQL of ${disk} is full at ${byDisk} operations/s; ${backends} recorders would write ${byRows} into it.`,
};

const zh: Words = {
  operations: (count) => `${count} 个操作/秒`,
  rows: {
    spans: "span/秒",
    load: "活跃操作 / 规则 / 浏览器",
    collector: "Collector，核",
    kafka: "Kafka，全部 broker 的核",
    partitions: "遥测与脉冲的分区数",
    recorders: "recorder",
    alerting: "alerting，两个中的每个",
    realtime: "realtime，全部浏览器",
    store: "span 的存储",
    postgres: "PostgreSQL，核",
    diskSpans: "磁盘：span",
    diskPulses: "磁盘：按秒、分、时的数字",
    diskKafka: "磁盘：Kafka，全部 broker",
    cores: "含备机的核数",
    disk: "含备机的磁盘",
    month: "每月",
  },
  recorders: (count, cores, memory) => `${count}（${cores} 核，${memory}）`,
  coresAndMemory: (cores, memory) => `${cores} 核，${memory}`,
  store: (isPostgresAlone) => (isPostgresAlone ? "PostgreSQL" : "PostgreSQL 与 ClickHouse"),
  postgresCores: (cores, isAlone) => (isAlone ? cores : `${cores}，不含 span`),
  spansDisk: (disk, isPostgresAlone) => (isPostgresAlone ? disk : `放在 PostgreSQL 里要 ${disk}：一台放不下`),
  endOfOne: ({ disk, byDisk, backends, byRows }) =>
    `一台 ${disk} 的 PostgreSQL 在每秒 ${byDisk} 个操作时写满；${backends} 个 recorder 能向它写入每秒 ${byRows} 个。`,
};

export const WORDS = { en, zh };
