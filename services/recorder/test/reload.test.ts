import { expect, test } from "@jest/globals";
import { monitorConfig } from "@mystocks/runtime";
import { testSpans, tracesBody } from "../testing/index.ts";
import { withRecorder, type RunningRecorder } from "./running-recorder.ts";

const SPANS = 100;

async function judgedSlow({ pool }: RunningRecorder): Promise<number> {
  const { rows } = await pool.query<{ slow: string }>(
    "SELECT count(*) AS slow FROM telemetry.span WHERE marks & 1 <> 0",
  );
  return Number(rows[0]!.slow);
}

async function classesOf({ pool }: RunningRecorder, table: string): Promise<string[]> {
  const { rows } = await pool.query<{ classification: string }>(
    "SELECT DISTINCT classification FROM telemetry.operation WHERE collection = $1 AND kind = 'database' ORDER BY 1",
    [table],
  );
  return rows.map(({ classification }) => classification);
}

test("new thresholds and classes judge the next spans, without a restart", async () => {
  await withRecorder({}, async (running) => {
    const send = (first: number) =>
      running.post("/v1/traces", tracesBody("market-data", testSpans(first, SPANS)));
    await send(0);
    expect({ slow: await judgedSlow(running), classes: await classesOf(running, "stock_info") }).toEqual({
      slow: 0,
      classes: [""],
    });

    const classifications = { SYMBOLS_INFO: { tables: ["stock_info"] } };
    await running.recorder.reload(
      monitorConfig.parse({ thresholds: { warningMs: 1, criticalMs: 5000 }, classifications }),
    );
    await send(SPANS);
    expect(await judgedSlow(running)).toBeGreaterThan(SPANS / 4);
    expect(await classesOf(running, "stock_info")).toEqual(["", "SYMBOLS_INFO"]);
  });
});
