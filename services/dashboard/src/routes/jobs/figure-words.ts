import type { JobRun } from "@mystocks/api";

type Say = (count: string, isOne: boolean) => string;

/** The figures of cache jobs, each in both languages; others are said by their names. */
const WORDS: ReadonlyMap<string, { en: Say; zh: Say }> = new Map([
  ["warmed", { en: (n, isOne) => `${n} ${isOne ? "key" : "keys"} warmed`, zh: (n) => `预热 ${n} 个键` }],
  ["alreadyWarm", { en: (n) => `${n} warm already`, zh: (n) => `${n} 个已是热的` }],
  ["failed", { en: (n) => `${n} failed`, zh: (n) => `${n} 个失败` }],
  ["evicted", { en: (n, isOne) => `${n} ${isOne ? "entry" : "entries"} evicted`, zh: (n) => `淘汰 ${n} 条` }],
  ["expired", { en: (n) => `${n} expired`, zh: (n) => `${n} 条过期` }],
  ["idle", { en: (n) => `${n} not read for long`, zh: (n) => `${n} 条久未读取` }],
  [
    "forgotten",
    { en: (n, isOne) => `${n} hot ${isOne ? "key" : "keys"} forgotten`, zh: (n) => `忘记 ${n} 个热键` },
  ],
]);

/** What a run says of its work, in the reader's language; of its later figures only those that are not 0. */
export function figuresIn(
  language: "en" | "zh",
  { figures }: Pick<JobRun, "figures">,
  shown: (value: number) => string,
): string[] {
  return Object.entries(figures ?? {})
    .filter(([, value], place) => place === 0 || value !== 0)
    .map(
      ([name, value]) => WORDS.get(name)?.[language](shown(value), value === 1) ?? `${name} ${shown(value)}`,
    );
}
