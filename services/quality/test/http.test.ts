import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { insertQualityReport } from "@mystocks/store/quality";
import { encodePulse, PULSE_TOPIC } from "@mystocks/events";
import { barsContractText } from "./bars.ts";
import { loadPulse } from "./load-pulse.ts";
import { startServedQuality } from "./served-quality.ts";
import { until } from "./until.ts";

/** Days of the sample, the oldest first; the last one is today in Shanghai. */
const DAYS = Array.from({ length: 12 }, (_, at) =>
  new Date(Date.now() + 8 * 3_600_000 - (11 - at) * 86_400_000).toISOString().slice(0, 10),
);
const [BROKEN, NEWEST] = [DAYS[4]!, DAYS.at(-1)!];
const ofTable = (name: string, quality = "") =>
  barsContractText(quality, name).replace("  - name: bars", `  - name: ${name}`);
const DAILY = ofTable(
  "daily",
  `
      - { id: steady, type: custom, engine: mystocks, implementation: { check: rowCountChange, sessions: 20, atLeast: 3 } }`,
).replace("symbol: symbol }", "symbol: symbol, partition: day }");

let served: Awaited<ReturnType<typeof startServedQuality>>;
let ask: Awaited<ReturnType<(typeof served)["start"]>>;

beforeAll(async () => {
  served = await startServedQuality({ daily: DAILY, whole: ofTable("whole") });
  for (const table of ["daily", "whole"])
    await served.client.query(
      `CREATE TABLE ${table} (symbol text NOT NULL, trade_date date NOT NULL, open float8, high float8, low float8,
         close float8)`,
    );
  for (const table of ["daily", "whole"])
    await served.client.query(
      `INSERT INTO ${table} SELECT 's' || n, day::date, 10, CASE WHEN n = 3 AND day = $2 THEN 1 ELSE 11 END, 9, 10
       FROM generate_series(1, 10) n, unnest($1::text[]) day`,
      [DAYS, BROKEN],
    );
  ask = await served.start();
  await until(async () => {
    const { body } = await ask("viewer", "/datasets");
    return body.items.every(({ judgedAt }: { judgedAt: string | null }) => judgedAt !== null);
  });
});

afterAll(() => served.stop());

test("the list says where each dataset stands, and which days were never judged", async () => {
  const { body } = await ask("viewer", "/datasets?days=12");
  expect(body.problems).toEqual([]);
  expect(body.items).toMatchObject([
    {
      dataset: "daily",
      table: "public.daily",
      database: "test",
      owner: "market data",
      verdict: "pass",
      contract: { version: "1.0.0" },
    },
    { dataset: "whole", verdict: "fail", freshnessSeconds: null },
  ]);
  const { days } = body.items[0];
  expect(days.map(({ day }: { day: string }) => day)).toEqual(DAYS);
  expect(days.at(-1)).toMatchObject({ day: NEWEST, verdict: "pass", isBackfill: false });
  expect(days[0]).toMatchObject({ verdict: "unknown", verdicts: {} });
});

test("a dataset shows every check it promises, with the reason in both languages", async () => {
  const { body } = await ask("viewer", "/datasets/whole");
  expect(body).toMatchObject({ timeZone: "Asia/Shanghai", partition: "table", newestDay: NEWEST });
  const ohlc = body.checks.find(({ check }: { check: string }) => check === "ohlc");
  expect(ohlc).toMatchObject({ verdict: "fail", problem: "invalid", failedRows: 1, totalRows: 120 });
  expect(ohlc.why.zh).toContain("120");
  expect((await ask("viewer", "/datasets/nothing")).body).toMatchObject({
    status: 404,
    field: "dataset",
    allowed: ["daily", "whole"],
  });
});

test("failed rows come with the columns they fail by and with SQL that shows them", async () => {
  const { body } = await ask("viewer", "/datasets/whole/checks/ohlc/rows");
  expect(body.columns).toEqual(expect.arrayContaining(["open", "high", "low", "close"]));
  expect(body.rows).toMatchObject([{ key: { symbol: "s3", trade_date: BROKEN }, row: { high: "1" } }]);
  const { rows } = await served.client.query(body.sql);
  expect(rows).toMatchObject([{ symbol: "s3", high: 1 }]);
  expect((await ask("viewer", "/datasets/whole/checks/nothing/rows")).status).toBe(404);
});

test("a past day judged again changes that day alone, and nobody is told that the data is bad now", async () => {
  const before = await served.pool.query("SELECT count(*)::int AS count FROM quality.event");
  const answer = await ask("operator", "/datasets/daily/runs", {
    from: DAYS[3],
    to: DAYS[5],
    why: "the vendor sent these again",
  });
  expect(answer.body.runs.map(({ day }: { day: string }) => day)).toEqual(DAYS.slice(3, 6));
  const { body } = await ask("viewer", "/datasets/daily?days=12");
  expect(body.verdict).toBe("pass");
  expect(body.days.slice(3, 6)).toMatchObject([
    { verdict: "pass", isBackfill: true },
    { day: BROKEN, verdict: "fail", isBackfill: true },
    { verdict: "pass", isBackfill: true },
  ]);
  const after = await served.pool.query("SELECT count(*)::int AS count FROM quality.event");
  expect(after.rows).toEqual(before.rows);
  const runs = await ask("viewer", "/datasets/daily/runs?limit=2");
  expect(runs.body.items[0]).toMatchObject({
    cause: "backfill",
    day: DAYS[5],
    isCurrent: false,
    askedBy: "operator",
    askedWhy: "the vendor sent these again",
  });
  const next = await ask("viewer", `/datasets/daily/runs?limit=2&cursor=${runs.body.next}`);
  expect(next.body.items[0]).toMatchObject({ day: DAYS[3] });
});

test("a baseline learns from no backfilled day until somebody accepts it", async () => {
  const steady = async () => {
    await ask("operator", "/datasets/daily/runs", { why: "again" });
    const { body } = await ask("viewer", "/datasets/daily");
    return body.checks.find(({ check }: { check: string }) => check === "steady");
  };
  await ask("operator", "/datasets/daily/runs", { from: DAYS[6], to: DAYS[8], why: "history" });
  expect(await steady()).toMatchObject({ verdict: "skipped" });
  for (const day of DAYS.slice(6, 9)) {
    const accepted = await ask("operator", `/datasets/daily/days/${day}/accept`, { why: "checked by hand" });
    expect(accepted.status).toBe(204);
  }
  expect(await steady()).toMatchObject({ verdict: "pass", value: 0, totalRows: 10 });
  await served.client.query("DELETE FROM daily WHERE trade_date = $1 AND symbol <> 's1'", [NEWEST]);
  expect(await steady()).toMatchObject({ verdict: "fail", value: 90 });
  const { body } = await ask("viewer", `/datasets/daily/days?from=${DAYS[5]}&to=${DAYS[7]}`);
  expect(body.days.map((day: { accepted: unknown }) => day.accepted)).toEqual([
    null,
    { by: "operator", why: "checked by hand" },
    { by: "operator", why: "checked by hand" },
  ]);
});

test("the gate blocks what fails, names who is missing, and looks at the symbols asked for", async () => {
  const gate = async (query: string) => (await ask("viewer", `/quality/gate?dataset=whole&${query}`)).body;
  expect(await gate(`day=${BROKEN}`)).toMatchObject({
    state: "blocked",
    reasons: [{ dataset: "whole", check: "ohlc", code: "fails" }],
  });
  expect(await gate(`day=${BROKEN}&symbols=s1,s2`)).toMatchObject({ state: "ok", reasons: [] });
  expect(await gate(`day=${BROKEN}&symbols=s1,s3`)).toMatchObject({ state: "blocked" });
  expect(await gate(`day=${BROKEN}&symbols=s1,s2,gone`)).toMatchObject({
    state: "blocked",
    datasets: [{ missingSymbols: ["gone"] }],
    reasons: [{ code: "symbolsMissing" }],
  });
  const early = DAYS[0];
  const unjudged = (extra: string) =>
    ask("viewer", `/quality/gate?dataset=daily&day=${early}&symbols=s1${extra}`).then(({ body }) => body);
  expect(await unjudged("")).toMatchObject({ state: "degraded", reasons: [{ code: "notJudged" }] });
  expect(await unjudged("&failClosed=true")).toMatchObject({ state: "blocked" });
  expect((await ask("viewer", "/quality/gate?dataset=nothing")).status).toBe(404);
  expect((await ask("viewer", "/quality/gate?dataset=whole&day=yesterday")).body).toMatchObject({
    status: 400,
    field: "day",
  });
});

test("the gate takes a whole market's symbols in a body, and says what it can't take", async () => {
  const market = Array.from({ length: 5000 }, (_, at) => `s${at + 1}`);
  const post = async (body: unknown) => (await ask("viewer", "/quality/gate", body)).body;
  const asked = { datasets: ["whole"], day: BROKEN, symbols: market, failClosed: true };
  const { state, datasets } = await post(asked);
  expect([state, datasets[0].missingSymbols.length]).toEqual(["blocked", 4990]);
  expect(await post({ ...asked, symbols: ["s1", "s2", "s2"] })).toMatchObject({ state: "ok", day: BROKEN });
  expect(await post({ ...asked, symbols: [] })).toMatchObject({ status: 400, field: "symbols" });
  expect((await ask("nobody", "/quality/gate", asked)).status).toBe(401);
  const long = await ask("viewer", `/quality/gate?dataset=whole&symbols=${market.slice(0, 1000).join(",")}`);
  expect(long.body).toMatchObject({ status: 400, field: "symbols" });
});

test("a loader's own failure blocks, of that day; what the contract promises since and nobody judged is not known", async () => {
  const gate = async (name: string, day: string) =>
    (await ask("viewer", `/quality/gate?dataset=${name}&day=${day}&symbols=s1`)).body;
  expect((await gate("whole", NEWEST)).state).not.toBe("blocked");
  const figure = { dataset: "whole", check: "completeness", total: 10, failed: 9, threshold: 0.05 };
  await served.bus.publish(PULSE_TOPIC, [encodePulse(loadPulse({ sequence: 1, figures: [figure] }))]);
  await until(async () => (await gate("whole", NEWEST)).state === "blocked");
  expect((await gate("whole", NEWEST)).reasons).toContainEqual(
    expect.objectContaining({ check: "loader/completeness", code: "fails" }),
  );
  expect(await gate("whole", DAYS[1]!)).toMatchObject({ state: "ok" });
  const report = await ask("viewer", `/quality/report?from=${NEWEST}&to=${NEWEST}&dataset=whole`);
  expect(report.body.datasets[0].worstRows[0]).toMatchObject({ checks: ["ohlc"], row: { symbol: "s3" } });
  const fine = { ...figure, dataset: "daily", failed: 0 };
  await served.bus.publish(PULSE_TOPIC, [encodePulse(loadPulse({ sequence: 2, figures: [fine] }))]);
  await until(async () => (await ask("viewer", "/datasets/daily")).body.verdicts.pass > 5);
  await served.pool.query("DELETE FROM quality.day WHERE check_id = 'ohlc' AND day = $1", [NEWEST]);
  expect((await gate("daily", NEWEST)).reasons).toContainEqual(
    expect.objectContaining({ check: "ohlc", code: "notJudged" }),
  );
  await served.pool.query("DELETE FROM quality.state WHERE origin = 'service'");
  await served.pool.query("DELETE FROM quality.day WHERE check_id LIKE 'loader/%'");
});

test("who asks while a run goes on gets one that has seen what was written meanwhile", async () => {
  const { client } = served;
  const run = () => ask("operator", "/datasets/whole/runs", { why: "mended" });
  const { rows } = await client.query("SELECT current_database() AS name");
  const isWaiting = async () => {
    const waiting = await served.pool.query(
      `SELECT FROM pg_stat_activity
       WHERE application_name = 'mystocks-monitor quality' AND wait_event_type = 'Lock' AND datname = $1`,
      [rows[0].name],
    );
    return waiting.rowCount === 1;
  };
  await client.query("BEGIN; LOCK TABLE whole; UPDATE whole SET high = 11");
  const first = run();
  await until(isWaiting);
  const other = { why: "to be sure" };
  const asked = [run(), run(), ask("operator", "/datasets/whole/runs", other)];
  await client.query("COMMIT");
  const runs = await Promise.all([first, ...asked]);
  const [begun, after, shared, theirs] = runs.map(({ body }) => body.runs[0].run);
  expect(after).not.toBe(begun);
  expect(shared).toBe(after);
  const told = (await ask("viewer", "/datasets/whole/runs?origin=contract&limit=1")).body.items[0];
  expect(told).toMatchObject({ run: theirs, askedBy: "operator", askedWhy: "to be sure" });
  const { body } = await ask("viewer", "/datasets/whole");
  expect(body.checks.find(({ check }: { check: string }) => check === "ohlc")).toMatchObject({
    verdict: "pass",
    run: theirs,
  });
  await client.query("UPDATE whole SET high = 1 WHERE symbol = 's3' AND trade_date = $1", [BROKEN]);
  await run();
});

test("one day of a table that is judged whole changes that day alone, also the newest", async () => {
  const before = (await ask("viewer", "/datasets/whole")).body;
  await ask("operator", "/datasets/whole/runs", { from: NEWEST, why: "the last bars" });
  const { body } = await ask("viewer", "/datasets/whole");
  expect([body.verdict, body.verdicts]).toEqual(["fail", before.verdicts]);
  await ask("operator", "/datasets/whole/runs", { why: "all of it again" });
});

test("a report of past days has the rows of those days, and none of what fails since", async () => {
  const of = async (day: string) =>
    (await ask("viewer", `/quality/report?from=${day}&to=${day}&dataset=daily`)).body.datasets[0].worstRows;
  await ask("operator", "/datasets/daily/runs", { from: BROKEN, why: "the report is of it" });
  expect((await of(BROKEN))[0]).toMatchObject({
    checks: ["ohlc"],
    row: { symbol: "s3", trade_date: BROKEN },
  });
  expect(await of(DAYS[3]!)).toEqual([]);
});

test("a report has score, checks, trend and worst rows, and its page holds all of it and no script", async () => {
  const { body } = await ask("viewer", `/quality/report?from=${DAYS[0]}&to=${NEWEST}&dataset=whole`);
  const [dataset] = body.datasets;
  expect(dataset).toMatchObject({
    dataset: "whole",
    owner: "market data",
    database: "test",
    verdict: "fail",
  });
  expect(dataset.score).toBeLessThan(100);
  expect(dataset.worstRows[0]).toMatchObject({ row: { symbol: "s3" }, checks: ["ohlc"] });
  const ohlc = dataset.checks.find(({ check }: { check: string }) => check === "ohlc");
  expect(ohlc).toMatchObject({ passed: 0, judged: 1 });
  const page = await ask("viewer", `/quality/report.html?from=${DAYS[0]}&to=${NEWEST}&language=zh`);
  expect(page.text).toContain("数据质量报告");
  expect(page.text).toContain("s3");
  expect(page.text).not.toMatch(/<script|src=|href="http|@import/);
  const other = await ask("viewer", "/quality/report?classification=NOTHING");
  expect(other.body).toMatchObject({ score: null, datasets: [] });
});

test("a report that was made by schedule is kept as it was, and has a page", async () => {
  const { body: report } = await ask("viewer", `/quality/report?from=${DAYS[0]}&to=${NEWEST}&dataset=whole`);
  await insertQualityReport(served.pool, { name: "daily", report: { ...report, score: 12.5 } });
  const [listed] = (await ask("viewer", "/quality/reports")).body.items;
  expect(listed).toMatchObject({ name: "daily", from: DAYS[0], to: NEWEST, score: 12.5 });
  expect((await ask("viewer", `/quality/reports/${listed.id}`)).body).toEqual({ ...report, score: 12.5 });
  const page = await ask("viewer", `/quality/reports/${listed.id}/report.html?language=zh`);
  expect([page.status, page.text]).toEqual([200, expect.stringMatching(/数据质量报告[^]*12\.5/)]);
  expect((await ask("viewer", "/quality/reports/999/report.html")).status).toBe(404);
  expect((await ask("nobody", `/quality/reports/${listed.id}/report.html`)).status).toBe(401);
});

test("who may only look can't judge or accept, nobody sees nothing, and wrong input is told by field", async () => {
  expect((await ask("viewer", "/datasets/daily/runs", { why: "x" })).status).toBe(403);
  expect((await ask("viewer", `/datasets/daily/days/${NEWEST}/accept`, { why: "x" })).status).toBe(403);
  expect((await ask("nobody", "/datasets")).status).toBe(401);
  const refused = async (body: unknown) => (await ask("operator", "/datasets/daily/runs", body)).body;
  expect(await refused({})).toMatchObject({ status: 400, field: "why" });
  expect(await refused({ why: "x", from: "2030-13-01" })).toMatchObject({ status: 400, field: "from" });
  expect(await refused({ why: "x", from: "2199-01-01" })).toMatchObject({ status: 400, field: "from" });
  expect(await refused({ why: "x", from: DAYS[5], to: DAYS[3] })).toMatchObject({
    status: 400,
    field: "from",
  });
});

test("a changed contract is in force within seconds, a broken one changes nothing and is named", async () => {
  await served.write("whole", ofTable("whole").replace("version: 1.0.0", "version: 1.1.0"));
  const version = async () => (await ask("viewer", "/datasets/whole")).body.contract.version;
  await until(async () => (await version()) === "1.1.0");
  await served.write("whole", ofTable("whole").replace("implementation: ohlc", "implementation: olhc"));
  await until(async () => (await ask("viewer", "/datasets")).body.problems.length === 1);
  expect((await ask("viewer", "/datasets")).body.problems[0].problem).toContain("olhc");
  expect(served.metrics()).toContain('mystocks_config_last_reload_successful{kind="contracts"} 0');
  expect(await version()).toBe("1.1.0");
  await served.write("whole", ofTable("whole"));
  await until(async () => (await ask("viewer", "/datasets")).body.problems.length === 0);
  expect(served.metrics()).toContain('mystocks_config_last_reload_successful{kind="contracts"} 1');
});
