import { grouped } from "./grouped.ts";

export type ReasonParams = Readonly<Record<string, string | number>>;

type Template = (params: ReasonParams) => { en: string; zh: string };

const text = (en: string, zh: string): Template => {
  const fill = (template: string, params: ReasonParams) =>
    template.replaceAll(/\{(\w+)\}/g, (_, name: string) => shown(params[name] ?? ""));
  return (params) => ({ en: fill(en, params), zh: fill(zh, params) });
};

const shown = (param: string | number): string => (typeof param === "number" ? grouped(param) : param);

/** Why a verdict is what it is, in both languages. `{value}`, `{bound}`, `{failed}` and `{total}` are always there. */
const REASONS = {
  nulls: text("{failed} of {total} rows have no {columns}", "{total} 行中有 {failed} 行缺少 {columns}"),
  missing: text(
    "{failed} of {total} rows lack one of {columns}",
    "{total} 行中有 {failed} 行的 {columns} 有缺失",
  ),
  invalid: text(
    "{failed} of {total} rows have a {columns} that may not be",
    "{total} 行中有 {failed} 行的 {columns} 取值无效",
  ),
  loaderFailed: text("{failed} of {total} rows failed", "{total} 行中有 {failed} 行未通过"),
  notFinite: text(
    "{failed} of {total} rows hold NaN or infinity in {columns}",
    "{total} 行中有 {failed} 行的 {columns} 为 NaN 或无穷大",
  ),
  future: text("{failed} rows are of a time that has not come", "{failed} 行的时间在未来"),
  expired: text("{failed} rows are older than the retention allows", "{failed} 行超过保留期限"),
  brokenBars: text(
    "{failed} of {total} bars break low ≤ open, close ≤ high",
    "{total} 根 K 线中有 {failed} 根不满足 最低 ≤ 开盘、收盘 ≤ 最高",
  ),
  wrongVolume: text(
    "{failed} of {total} rows have a volume, amount or average price that can't be",
    "{total} 行中有 {failed} 行的成交量、成交额或均价不合理",
  ),
  offTick: text(
    "{failed} of {total} rows have a price that is no multiple of the tick",
    "{total} 行中有 {failed} 行的价格不是最小变动价位的整数倍",
  ),
  compare: text(
    "{failed} of {total} rows break the comparison of {columns}",
    "{total} 行中有 {failed} 行不满足 {columns} 之间的关系",
  ),
  reference: text(
    "{failed} of {total} rows refer with {columns} to nothing",
    "{total} 行中有 {failed} 行的 {columns} 找不到对应记录",
  ),
  closedDays: text("{failed} rows are of days on which the market was closed", "{failed} 行落在休市日"),
  sessions: text(
    "{failed} of {total} rows are outside the trading sessions",
    "{total} 行中有 {failed} 行不在交易时段内",
  ),
  duplicates: text(
    "{keys} keys come more than once, {surplus} rows too many",
    "{keys} 个键重复，多出 {surplus} 行",
  ),
  uniqueIndex: text("unique index {index} proves it", "唯一索引 {index} 已保证唯一"),
  notNull: text("NOT NULL proves it", "NOT NULL 约束已保证"),
  storedOnce: text("TDengine keeps one row a table and timestamp", "TDengine 每个子表每个时间戳只存一行"),
  rowCount: text("{value} rows", "共 {value} 行"),
  rowCountChange: text(
    "{rows} rows, {value} % away from the usual {usual}",
    "共 {rows} 行，偏离常态 {usual} 行 {value} %",
  ),
  fresh: text("the newest data is of {newest}, {value} s behind", "最新数据时间为 {newest}，滞后 {value} 秒"),
  noBarYet: text("there is no data of {day}, {value} s after its open", "{day} 开市 {value} 秒后仍没有数据"),
  late: text(
    "data of {missing} was due at {due}; the newest is of {newest}",
    "{missing} 的数据应于 {due} 前到达；最新数据为 {newest}",
  ),
  onTime: text(
    "the newest data is of {newest}; that of {missing} is due at {due}",
    "最新数据为 {newest}；{missing} 的数据应于 {due} 到达",
  ),
  schema: text("{differences}", "{differences}"),
  schemaSame: text("columns and types are as agreed{extra}", "列与类型符合约定{extra}"),
  previousClose: text(
    "{failed} of {total} rows have a previous close that is not the close before",
    "{total} 行中有 {failed} 行的昨收与上一交易日收盘不符",
  ),
  adjustFactor: text(
    "{failed} of {total} rows have an adjust factor that falls or is not above 0",
    "{total} 行中有 {failed} 行的复权因子下降或不为正",
  ),
  jump: text(
    "{failed} of {total} rows jump without a corporate action",
    "{total} 行中有 {failed} 行在无公司行动时跳变",
  ),
  stale: text(
    "{failed} of {total} rows repeat the value before for too long",
    "{total} 行中有 {failed} 行的数值长时间不变",
  ),
  priceLimit: text(
    "{failed} of {total} rows are beyond the day's price limit",
    "{total} 行中有 {failed} 行超出当日涨跌停价",
  ),
  outlier: text(
    "{failed} of {total} rows lie far outside what is usual for their symbol",
    "{total} 行中有 {failed} 行显著偏离该证券的常态",
  ),
  gaps: text("{failed} of {total} expected rows are missing", "应有 {total} 行，缺失 {failed} 行"),
  reconcile: text(
    "{failed} of {total} rows differ from {other}",
    "{total} 行中有 {failed} 行与 {other} 不一致",
  ),
  sql: text("the query gives {value}", "查询结果为 {value}"),
  volumeAnomaly: text(
    "{total} is {value} deviations from the usual {usual}",
    "{total} 偏离常态 {usual} 达 {value} 个标准差",
  ),
  emptyOpenDay: text("there are no rows, and {day} was a trading day", "没有数据，而 {day} 是交易日"),
  emptyClosedDay: text("there are no rows, and the market was closed on {day}", "没有数据，{day} 休市"),
  notDue: text("data of {day} is due at {due}", "{day} 的数据应于 {due} 到达，尚未到期"),
  noRows: text("there are no rows to judge", "没有可检查的数据"),
  notNow: text(
    "this run is about the past, and freshness is about now",
    "本次检查针对历史分区，新鲜度只针对当前",
  ),
  calendarUnknown: text(
    "calendar {calendar} ends on {horizon} and does not know {day}: load a newer one",
    "交易日历 {calendar} 截止于 {horizon}，不包含 {day}：请更新日历",
  ),
  historyShort: text(
    "{count} accepted sessions of history, {needed} are needed",
    "可用历史 {count} 个交易日，至少需要 {needed} 个",
  ),
  needsPartition: text("is judged by trading day: run it on one", "按交易日检查：请指定交易日分区"),
  columnGone: text("column {columns} is not in the table", "表中没有列 {columns}"),
  tableGone: text("there is no table {table}", "表 {table} 不存在"),
  statementFailed: text("the database refused the query: {error}", "数据库查询失败：{error}"),
  notRun: text("the query has not run", "查询未执行"),
  noValue: text("the query gives no number", "查询未返回数值"),
  neverRun: text("has never run", "从未执行"),
} as const satisfies Record<string, Template>;

export type ReasonCode = keyof typeof REASONS;

export function why(code: ReasonCode, params: ReasonParams): { en: string; zh: string } {
  return REASONS[code](params);
}
