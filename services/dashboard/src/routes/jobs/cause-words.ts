import type { JobRun } from "@mystocks/api";

type Because = NonNullable<JobRun["because"]>;
type Words = Record<Because["code"], string>;

const en: Words = {
  stillRunning: "the run of {run} is not finished",
  endedForLater: "ended for the run of {run}",
  laterInstead: "a later one runs in its place",
  tooOld: "older than the {seconds} s within which this job catches up",
  nobodyThere: "nobody was there for {seconds} s",
  nobodyBegan: "nobody began it within an hour",
  ownerLost: "the process that ran it was lost {times} times",
  released: "given back by a process that stopped",
  timedOut: "timed out after {milliseconds} ms",
  unheeded: "did not end when it was told to",
  serviceAway: "the service can't be reached: {why}",
  serviceFailed: "the service answered {status}: {why}",
  serviceRedirects: "the service answered {status}: it redirects to {where}, which is not followed",
  paused: "paused by {by}: {why}",
  closed: "{exchange} is closed on {day}",
  notFirst: "{day} is not the first trading day of its month at {exchange}",
  notLast: "{day} is not the last trading day of its month at {exchange}",
  calendarEnds: "the calendar of {exchange} does not know {day}: it covers {from} to {to}",
};

const zh: Words = {
  stillRunning: "{run} 的运行尚未结束",
  endedForLater: "为 {run} 的运行让路而结束",
  laterInstead: "由更晚的一次代替",
  tooOld: "已超过该任务补跑的 {seconds} 秒期限",
  nobodyThere: "{seconds} 秒内没有进程可运行它",
  nobodyBegan: "一小时内没有进程开始运行",
  ownerLost: "运行它的进程丢失了 {times} 次",
  released: "进程停止时交还",
  timedOut: "超过 {milliseconds} 毫秒，已超时",
  unheeded: "收到结束信号后没有结束",
  serviceAway: "无法连接该服务：{why}",
  serviceFailed: "该服务返回 {status}：{why}",
  serviceRedirects: "该服务返回 {status}，重定向到 {where}，不予跟随",
  paused: "由 {by} 暂停：{why}",
  closed: "{exchange} 在 {day} 休市",
  notFirst: "{day} 不是 {exchange} 当月首个交易日",
  notLast: "{day} 不是 {exchange} 当月最后一个交易日",
  calendarEnds: "{exchange} 的日历不含 {day}，只覆盖 {from} 至 {to}",
};

/** Why it did not run or did not succeed, in the reader's language; what a job itself said stays as it is. */
export function causeIn(
  language: "en" | "zh",
  { cause, because }: Pick<JobRun, "cause" | "because">,
  shownTime: (timeMs: number) => string,
): string | null {
  if (because === null) return cause;
  const { code, params } = because;
  const words = language === "zh" ? zh : en;
  return words[code].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name] ?? "";
    return name === "run" ? shownTime(Date.parse(value)) : value;
  });
}
