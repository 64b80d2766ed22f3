import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { createLogger, loadConfig, watchConfig, type MonitorConfig } from "../index.ts";

test("an edit is taken over, an invalid one is named and changes nothing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "config-watch-"));
  const file = join(folder, "monitor.yaml");
  await writeFile(file, "thresholds: { warningMs: 100 }\n");
  const events = new Queue<MonitorConfig | string>();
  const log = createLogger("test", "warn", { write: (line: string) => events.push(line) });
  const config = await loadConfig(file, {});
  const watching = await watchConfig({
    file,
    environment: {},
    config,
    log,
    onChange: (next) => events.push(next),
  });

  await writeFile(file, "thresholds: { warningMs: 0 }\n");
  expect(await events.next()).toMatch(/former one goes on.*|.*warningMs.*former one goes on/);
  // As editors do: a new file in place of the old one.
  await writeFile(`${file}.new`, "thresholds: { warningMs: 300 }\nport: 9000\n");
  await rename(`${file}.new`, file);
  expect(await events.next()).toContain('"keys":["port"]');
  expect(await events.next()).toMatchObject({ thresholds: { warningMs: 300 }, port: config.port });

  watching.close();
  await rm(folder, { recursive: true });
});

test("a secret that changes in its file, as Kubernetes changes it, is taken over, from each place that the config names", async () => {
  const folder = await mkdtemp(join(tmpdir(), "config-watch-"));
  const file = join(folder, "monitor.yaml");
  const call = (token: string) => `serviceJobs:
  - { name: a, url: "http://a/", schedule: { cron: "0 2 * * *" }, tokenFile: ${join(folder, token)} }\n`;
  const [first, second] = [await openVolume(join(folder, "first")), await openVolume(join(folder, "second"))];
  await first.holds("one");
  await second.holds("two");
  await writeFile(file, call("first/token"));
  const events = new Queue<MonitorConfig>();
  const log = createLogger("test", "silent");
  const config = await loadConfig(file, {});
  const watching = await watchConfig({
    file,
    environment: {},
    config,
    log,
    onChange: (next) => events.push(next),
  });
  const token = async () => (await events.next()).serviceJobs[0]?.token;

  await first.holds("one anew");
  expect(await token()).toBe("one anew");
  await writeFile(file, call("second/token"));
  expect(await token()).toBe("two");
  await second.holds("two anew");
  expect(await token()).toBe("two anew");

  watching.close();
  await rm(folder, { recursive: true });
});

/** A mounted Secret: `token` leads through the link `..data`, which is moved to a new folder at each change. */
async function openVolume(folder: string) {
  let version = 0;
  await mkdir(folder);
  await symlink("..data/token", join(folder, "token"));
  return {
    async holds(token: string) {
      const name = `..version-${(version += 1)}`;
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, "token"), `${token}\n`);
      await symlink(name, join(folder, "..data_tmp"));
      await rename(join(folder, "..data_tmp"), join(folder, "..data"));
    },
  };
}

class Queue<T> {
  readonly #items: T[] = [];
  #wake = () => {};

  push(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  async next(): Promise<T> {
    while (this.#items.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#items.shift()!;
  }
}
