import { expect, test } from "@jest/globals";
import { causeIn } from "./cause-words.ts";

const time = (timeMs: number) => new Date(timeMs).toISOString().slice(11, 16);
const overlapped = {
  cause: "the run of 2026-11-29T18:00:00.000Z is not finished",
  because: { code: "stillRunning", params: { run: "2026-11-29T18:00:00.000Z" } },
} as const;

test("what the ledger says is said in the reader's language, its times as all of the page", () => {
  expect(causeIn("en", overlapped, time)).toBe("the run of 18:00 is not finished");
  expect(causeIn("zh", overlapped, time)).toBe("18:00 的运行尚未结束");
});

test("who paused it and why stay as they were written", () => {
  const paused = { cause: "", because: { code: "paused", params: { by: "li", why: "$& {by}" } } } as const;
  expect(causeIn("zh", paused, time)).toBe("由 li 暂停：$& {by}");
});

test("a job's own words stay as they are", () => {
  expect(causeIn("zh", { cause: "no such table", because: null }, time)).toBe("no such table");
  expect(causeIn("zh", { cause: null, because: null }, time)).toBeNull();
});
