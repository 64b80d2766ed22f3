import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createLogger, FaultLog } from "@mystocks/runtime";
import { FilesOnDisk } from "./files-on-disk.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "rules-"));
});
afterEach(() => rm(root, { recursive: true }));

const ruleFile = (alert: string) =>
  `groups: [{ name: mine, rules: [{ alert: ${alert}, expr: up == 0, labels: { severity: warning } }] }]\n`;

/** As git-sync lays a commit down: a folder of its own, to which one link then leads. */
async function checkOut(commit: string, text: string): Promise<void> {
  await mkdir(join(root, commit, "rules"), { recursive: true });
  await writeFile(join(root, commit, "rules", "mine.yaml"), text);
  await symlink(commit, join(root, "next"));
  await rename(join(root, "next"), join(root, "current"));
}

const openFiles = (log = createLogger("alerting", "silent")) =>
  FilesOnDisk.open({
    config: { defaultRules: false, rules: [join(root, "current/rules/*.yaml")] },
    faults: new FaultLog(log),
  });

test("rules of the next commit are in force once git-sync has moved its link, and a broken one leaves the last", async () => {
  await checkOut("one", ruleFile("First"));
  const files = await openFiles();
  expect(files.files.map(({ text }) => text)).toEqual([ruleFile("First")]);
  const seen: (() => void)[] = [];
  const next = () => new Promise<void>((resolve) => seen.push(resolve));
  files.watch(
    () => seen.pop()?.(),
    () => seen.pop()?.(),
  );
  try {
    let changed = next();
    await checkOut("two", ruleFile("Second"));
    await changed;
    expect(files.files.map(({ text }) => text)).toEqual([ruleFile("Second")]);
    changed = next();
    await checkOut("three", "groups: [{ name: mine, rules: [{ alert: Third, expr: 'up ==' }] }]\n");
    await changed;
    expect(files.files.map(({ text }) => text)).toEqual([ruleFile("Second")]);
  } finally {
    await files.stop();
  }
});

test("rules that can't be read for a moment go on, and are in force again when they are back as they were", async () => {
  await checkOut("one", ruleFile("First"));
  const path = join(root, "one/rules/mine.yaml");
  const logged: string[] = [];
  const files = await openFiles(
    createLogger("alerting", "warn", { write: (line) => void logged.push(JSON.parse(line).msg as string) }),
  );
  const told: string[] = [];
  files.watch(
    () => told.push("changed"),
    () => told.push("problems"),
  );
  const untilInForce = async (isInForce: boolean) => {
    while (files.areInForce !== isInForce) await delay(20);
  };
  try {
    await rename(path, join(root, "kept"));
    await mkdir(path);
    await untilInForce(false);
    expect(files.files.map(({ text }) => text)).toEqual([ruleFile("First")]);
    await rm(path, { recursive: true });
    await rename(join(root, "kept"), path);
    await untilInForce(true);
    expect(told).toEqual([]);
    expect(logged).toEqual([
      expect.stringMatching(/^rule files can't be read; .*not logged$/),
      expect.stringMatching(/^rule files can't be read; .*over after \d+$/),
    ]);
  } finally {
    await files.stop();
  }
});
