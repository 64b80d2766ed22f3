import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

test("rules of the next commit are in force once git-sync has moved its link, and a broken one leaves the last", async () => {
  await checkOut("one", ruleFile("First"));
  const files = await FilesOnDisk.open({
    config: { defaultRules: false, rules: [join(root, "current/rules/*.yaml")] },
    faults: new FaultLog(createLogger("alerting", "silent")),
  });
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
