import { afterEach, describe, expect, test } from "@jest/globals";
import { readTheirAlerts } from "../inbox/their-alerts.ts";
import { postSilence, readTheirs } from "../silences/alertmanager-silences.ts";
import { until } from "../test/until.ts";
import { alertmanagers, startStage, type Stage } from "./alertmanager-stage.ts";

let stage: Stage;
afterEach(() => stage.close());

const inHalfAnHour = () => new Date(Date.now() + 1_800_000).toISOString();
const down = (instance: string) => ({ alertname: "BackendDown", severity: "critical", instance });
const inbox = () =>
  stage.rows<{ condition: string; occurrences: number; instance: string }>(
    "SELECT condition, occurrences, labels ->> 'instance' AS instance FROM alerting.alert ORDER BY 3",
  );
const conditions = async () => (await inbox()).map(({ condition }) => condition).join();

describe.each(await alertmanagers())("Alertmanager $version", ({ program }) => {
  test("what it takes is noted as sent, what comes back as confirmed, and is no new alert", async () => {
    stage = await startStage({ program });
    await stage.push(1);
    await until(async () => (await ledger()).join() === "fired confirmed");
    await stage.push(0);
    await until(async () => (await ledger()).join() === "fired confirmed,resolved confirmed");
    expect(await stage.rows("SELECT source FROM alerting.alert")).toEqual([{ source: "rule" }]);
  }, 60_000);

  test.each([false, true])(
    "Prometheus' alerts begin and end here, by basic auth: %s",
    async (isBasic) => {
      stage = await startStage({ program, isBasic });
      await stage.post([{ labels: down("a"), endsAt: inHalfAnHour() }]);
      await until(async () => (await conditions()) === "firing");
      await stage.post([
        { labels: down("a"), endsAt: inHalfAnHour() },
        { labels: down("b"), endsAt: inHalfAnHour() },
      ]);
      await until(async () => (await conditions()) === "firing,firing");
      await stage.post([{ labels: down("a"), endsAt: new Date().toISOString() }]);
      await until(async () => (await conditions()) === "resolved,firing");
      // The group was told three times; the alert that went on is one all the same.
      expect((await inbox()).map(({ occurrences }) => occurrences)).toEqual([1, 1]);
    },
    60_000,
  );

  test("of a message that was cut the rest is looked for there", async () => {
    stage = await startStage({ program, mostAlerts: 1 });
    const five = ["a", "b", "c", "d", "e"].map((id) => ({ labels: down(id), endsAt: inHalfAnHour() }));
    const beganMs = Date.now();
    await stage.post(five);
    await until(async () => (await conditions()) === five.map(() => "firing").join());
    console.log(`five alerts of a message that holds one: after ${Date.now() - beganMs} ms`);
  }, 60_000);

  test("two in a cluster are told each alert, tell one of theirs once, and have one silence", async () => {
    stage = await startStage({ program, isPaired: true });
    await stage.push(1);
    await until(async () => (await ledger()).join() === "fired confirmed");
    for (const { url } of stage.alertmanagers) expect((await readTheirAlerts(url, Date.now())).size).toBe(1);
    await stage.post([{ labels: down("a"), endsAt: inHalfAnHour() }]);
    await until(async () => (await inbox()).some(({ instance }) => instance === "a"));
    await stage.post([{ labels: down("a"), endsAt: new Date().toISOString() }]);
    const isOver = ({ instance, condition }: { instance: string | null; condition: string }) =>
      instance === "a" && condition === "resolved";
    await until(async () => (await inbox()).some(isOver));
    expect((await inbox()).find(isOver)).toMatchObject({ occurrences: 1 });
    const matchers = [{ name: "alertname", value: "Round", isRegex: false, isEqual: true }];
    const times = { startsMs: Date.now(), endsMs: Date.now() + 3_600_000 };
    await postSilence(stage.alertmanager.url, { matchers, ...times, createdBy: "wang", comment: "both" });
    const idsAt = async ({ url }: { url: string }) =>
      (await readTheirs(url, Date.now)).map(({ id }) => id).join();
    const ids = () => Promise.all(stage.alertmanagers.map(idsAt));
    await until(async () => (await ids()).every((known) => known !== ""));
    await until(async () => (await stage.rows("SELECT 1 FROM alerting.silence")).length === 1);
    expect(new Set(await ids()).size).toBe(1);
  }, 60_000);

  test("an end that it does not tell is found out, and not before everybody would have told it again", async () => {
    const clock = { aheadMs: 0 };
    stage = await startStage({ program, now: () => Date.now() + clock.aheadMs });
    await stage.post([{ labels: down("a"), endsAt: inHalfAnHour() }]);
    await until(async () => (await conditions()) === "firing");
    const look = () => stage.tell({ receiver: "harness", truncatedAlerts: 1 });
    await look();
    // It saves no alerts: after this it knows of none, and will never tell of the end.
    await stage.alertmanager.kill();
    clock.aheadMs = 600_000;
    await look();
    expect(await conditions()).toBe("firing");
    await stage.alertmanager.start();
    await look();
    expect(await conditions()).toBe("firing");
    clock.aheadMs += 301_000;
    await look();
    expect(await conditions()).toBe("resolved");
  }, 60_000);
});

async function ledger(): Promise<string[]> {
  const rows = await stage.rows<{ told: string }>(
    `SELECT kind || ' ' || state AS told FROM alerting.notification JOIN alerting.transition USING (shard, sequence)
     WHERE receiver = 'alertmanager' ORDER BY notification_id`,
  );
  return rows.map(({ told }) => told);
}
