import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { OperationList } from "@mystocks/api";
import { eventually } from "@mystocks/runtime/testing";
import { openDataDir, runMonitorCommand, startMonitorProcess } from "../testing/monitor-process.ts";

const TIMEOUT_MS = 120_000;
const OPERATIONS = "/operations?last=1h&limit=200&service=market-data";

let data: Awaited<ReturnType<typeof openDataDir>>;
beforeAll(async () => {
  data = await openDataDir();
});
afterAll(() => data.remove());

const counted = ({ items }: OperationList) => items.reduce((sum, { figures }) => sum + figures.count, 0);

test(
  "after kill -9 a second start goes on with the data, leaves no orphan, and Ctrl-C ends everything",
  async () => {
    const first = await startMonitorProcess(data.path);
    const before = counted(
      await eventually(
        () => first.api<OperationList>(OPERATIONS),
        (list) => counted(list) > 100,
      ),
    );
    const orphanedPostgres = await postmaster();
    await first.end("SIGKILL");

    const second = await startMonitorProcess(data.path);
    expect(second.output()).toContain("taken over from an earlier start");
    expect(await postmaster()).toBe(orphanedPostgres);
    expect(second.token).toBe(first.token);
    await eventually(
      () => second.api<OperationList>(OPERATIONS),
      (list) => counted(list) > before + 50,
    );

    const third = await runMonitorCommand(data.path, ["start"]);
    expect(third).toEqual({ code: 1, output: expect.stringContaining("already runs") });
    const refused = await runMonitorCommand(data.path, ["reset"]);
    expect(refused).toEqual({ code: 1, output: expect.stringContaining("End it with Ctrl-C") });

    await second.end("SIGINT");
    expect(isAlive(orphanedPostgres)).toBe(false);
    expect(second.output()).toContain("Stopping");
    const cleared = await runMonitorCommand(data.path, ["reset"]);
    expect(cleared.code).toBe(0);
    await expect(readFile(join(data.path, "admin-token"))).rejects.toThrow("ENOENT");
  },
  TIMEOUT_MS,
);

test("a command that is wrong says what is right", async () => {
  const wrong = await runMonitorCommand(data.path, ["demo", "break", "slow-qery"]);
  expect(wrong).toEqual({ code: 2, output: expect.stringContaining("slow-query") });
  const alone = await runMonitorCommand(data.path, ["demo", "heal"]);
  expect(alone).toEqual({ code: 3, output: expect.stringContaining("npm start") });
});

const postmaster = async () =>
  Number.parseInt(await readFile(join(data.path, "postgres/pgdata/postmaster.pid"), "utf8"), 10);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
