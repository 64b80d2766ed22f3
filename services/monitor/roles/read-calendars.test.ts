import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readCalendars } from "./read-calendars.ts";

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "calendars-"))));
afterEach(() => rm(folder, { recursive: true }));

const NEXT_YEAR = {
  format: 1,
  mic: "XSHG",
  name: "Shanghai Stock Exchange",
  version: 20991201,
  license: "Apache-2.0",
  sources: [{ name: "notice of the exchange", version: "2099-12-01", license: "public fact" }],
  timeZone: "Asia/Shanghai",
  firstDay: "2026-01-01",
  lastDay: "2099-12-31",
  weekdays: [1, 2, 3, 4, 5],
  hours: [{ from: "2026-01-01", sessions: ["09:30-11:30", "13:00-15:00"] }],
  closed: ["2026-01-01"],
  special: {},
};

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test("a newer file takes the place of what comes with Monitor", async () => {
  const book = await readCalendars({ calendars: [await file("a.json", JSON.stringify(NEXT_YEAR))] });
  expect(book.open("XSHG").horizon).toBe("2099-12-31");
});

test.each([
  ["broken JSON", "{", "is no JSON"],
  ["a wrong weekday", JSON.stringify({ ...NEXT_YEAR, weekdays: [9] }), "weekdays[0]"],
  ["an older version", JSON.stringify({ ...NEXT_YEAR, version: 20000101 }), "not newer"],
])("%s is told with its file", async (_, text, problem) => {
  const path = await file("b.json", text);
  const refused = readCalendars({ calendars: [path] });
  await expect(refused).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  await expect(refused).rejects.toThrow(path);
  await expect(refused).rejects.toThrow(problem);
});

test("a file that is not there is told, too", async () => {
  await expect(readCalendars({ calendars: ["/nothing/a.json"] })).rejects.toThrow("/nothing/a.json");
});
