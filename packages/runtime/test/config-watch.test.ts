import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
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
  const watching = watchConfig({ file, environment: {}, config, log, onChange: (next) => events.push(next) });

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
