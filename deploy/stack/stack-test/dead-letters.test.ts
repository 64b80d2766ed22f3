import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { createKafkaRecordLog } from "@mystocks/bus";
import { createLogger } from "@mystocks/runtime";
import { expect, jest, test } from "@jest/globals";
import { eventually } from "@mystocks/runtime/testing";
import { commandEnvironment } from "../commands/env.ts";
import { REPOSITORY } from "../folders.ts";
import { startStack } from "../index.ts";
import { openStackDir } from "./stack-dir.ts";

jest.setTimeout(240_000);

const run = promisify(execFile);

test("telemetry that can't be read is listed with its reason, shown, and written to its topic again", async () => {
  const dir = await openStackDir();
  const stack = await startStack({ dir: dir.path, ports: "free", parts: ["kafka", "postgres", "recorder"] });
  const log = createKafkaRecordLog({
    connection: { brokers: stack.brokers },
    clientId: "stack-test",
    log: createLogger("test", "silent"),
  });
  const letters = async (...args: string[]) => {
    const main = join(REPOSITORY, "services/monitor/main.ts");
    const env = { PATH: process.env.PATH, ...commandEnvironment(stack) };
    const { stdout } = await run(process.execPath, [main, "dead-letters", ...args], {
      env,
      encoding: "buffer",
    });
    return stdout.toString("latin1");
  };
  try {
    const broken = Buffer.from("\u000a\u00ffno protobuf", "latin1");
    await log.append("otlp_spans", [{ value: broken }]);
    const list = await eventually(
      () => letters("list", "--waiting"),
      (text) => text.includes("otlp_spans/"),
    );
    const row = list.split("\n")[1]!;
    expect(row).toMatch(/^otlp_spans\/\d\/\d+ .* 13 +waits +malformed: /);
    const id = row.split(" ")[0]!;
    expect(await letters("show", id)).toContain("no protobuf");
    expect(await letters("show", id, "--raw")).toBe(broken.toString("latin1"));

    expect(await letters("replay", id)).toContain("written to its topic again");
    expect(await letters("list")).toMatch(new RegExp(`^${id} .* replayed `, "m"));
    // It is as wrong as it was.
    await eventually(
      () => letters("list", "--waiting"),
      (text) => text.includes("otlp_spans/"),
    );
    expect(await letters("list", "--topic", "otlp_logs")).toContain("There are no dead letters.");
    await expect(letters("show", "otlp_spans/0/999")).rejects.toThrow("There is no dead letter");
  } finally {
    await log.close();
    await stack.stop();
    await dir.remove();
  }
});
