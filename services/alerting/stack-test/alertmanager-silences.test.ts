import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { inTransaction } from "@mystocks/store";
import { expireSilence, readSilences, saveSilence, type StoredSilence } from "@mystocks/store/alerting";
import { deleteSilence, postSilence, readTheirs } from "../silences/alertmanager-silences.ts";
import { until } from "../test/until.ts";
import { alertmanagers, startStage, type Stage } from "./alertmanager-stage.ts";

const HOUR = 3_600_000;
const matchers = [{ name: "alertname", value: "Round", isRegex: false, isEqual: true }];

let stage: Stage;
afterEach(() => stage.close());

const theirs = () => readTheirs(stage.alertmanager.url, Date.now);
const theirStates = async () => (await theirs()).map(({ state }) => state).sort();
const isActive = async () => (await theirStates()).includes("active");
const here = () => readSilences(stage.pool);

async function save(own: Partial<StoredSilence> = {}): Promise<string> {
  const silence = {
    silenceId: randomUUID(),
    matchers,
    startsMs: Date.now(),
    endsMs: Date.now() + HOUR,
    recurrence: null,
    endsWithAlert: null,
    createdBy: "li",
    comment: "deploy",
    origin: "monitor" as const,
    mirrors: {},
    ...own,
  };
  await inTransaction(stage.pool, (client) => saveSilence(client, silence));
  return silence.silenceId;
}

const postThere = () =>
  postSilence(stage.alertmanager.url, {
    matchers,
    startsMs: Date.now(),
    endsMs: Date.now() + HOUR,
    createdBy: "wang",
    comment: "there",
  });

/** As Alertmanager's page does it: all else stays as it is. */
async function prolongThere(endsMs: number): Promise<void> {
  const { updatedMs: _, state: __, ...active } = (await theirs()).find(({ state }) => state === "active")!;
  await postSilence(stage.alertmanager.url, { ...active, endsMs });
}

/** Before an Alertmanager: what it says of its clock is so much later. */
async function startSkewed(aheadMs: number) {
  let target = "";
  const later = (text: string) => new Date(Date.parse(text) + aheadMs);
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = request.method === "POST" ? Buffer.concat(await request.toArray()) : undefined;
    const { method = "GET", url = "/" } = request;
    const headers = { "content-type": "application/json" };
    const answered = await fetch(`${target}${url}`, { method, headers, ...(body !== undefined && { body }) });
    const text = (await answered.text()).replaceAll(
      /("updatedAt":")([^"]+)"/g,
      (_, key: string, time: string) => `${key}${later(time).toISOString()}"`,
    );
    response.setHeader("date", later(answered.headers.get("date")!).toUTCString());
    response.writeHead(answered.status, headers).end(text);
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    async to(url: string): Promise<string> {
      target = url;
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    close: () => server.close().closeAllConnections(),
  };
}

describe.each(await alertmanagers())("Alertmanager $version", ({ program }) => {
  test("a silence of ours is there within 5 s, again when kill -9 has lost it, and ends there when it ends here", async () => {
    stage = await startStage({ program });
    const beganMs = Date.now();
    const silenceId = await save();
    await until(isActive);
    console.log(`ours there after ${Date.now() - beganMs} ms`);
    await stage.alertmanager.kill();
    await stage.alertmanager.start();
    // It saves silences each quarter of an hour: this one is forgotten, and told again.
    await until(isActive);
    await expireSilence(stage.pool, silenceId);
    await until(async () => !(await isActive()));
    expect(await here()).toEqual([]);
  }, 60_000);

  test("a silence of theirs mutes here within 5 s, outlives their kill -9, and ends here when it ends there", async () => {
    stage = await startStage({ program });
    const beganMs = Date.now();
    const first = await postThere();
    await until(async () => (await here()).some(({ silenceId }) => silenceId === first));
    console.log(`theirs here after ${Date.now() - beganMs} ms`);
    expect(await here()).toMatchObject([{ origin: "alertmanager", createdBy: "wang", matchers }]);
    await stage.push(1);
    const mutedBy = async () =>
      (await stage.rows<{ ids: string[] }>("SELECT muted_by::text[] AS ids FROM alerting.alert"))[0]?.ids[0];
    await until(async () => (await mutedBy()) === first);
    await stage.alertmanager.kill();
    await stage.alertmanager.start();
    await until(isActive);
    const [again] = await theirs();
    expect(again).toMatchObject({ matchers, createdBy: "wang" });
    await deleteSilence(stage.alertmanager.url, again!.id);
    await until(async () => (await here()).length === 0);
    await until(async () => (await mutedBy()) === undefined);
  }, 60_000);

  test("a change on either side is made on the other, and of two the newer one stays", async () => {
    stage = await startStage({ program });
    const silenceId = await save();
    await until(isActive);
    const longer = Date.now() + 3 * HOUR;
    await prolongThere(longer);
    await until(async () => (await here())[0]!.endsMs === longer);
    // Changed there by somebody, it is ours still.
    expect(await here()).toMatchObject([{ silenceId, origin: "monitor" }]);
    const [changed] = await here();
    const other = [{ name: "alertname", value: "Other", isRegex: false, isEqual: true }];
    await save({ ...changed, matchers: other });
    // Other matchers are another silence there: the former one ends.
    await until(async () => (await theirStates()).join() === "active,expired");
    expect((await theirs()).find(({ state }) => state === "active")).toMatchObject({ matchers: other });
    expect(await here()).toMatchObject([{ silenceId, matchers: other, endsMs: longer }]);
  }, 60_000);

  test("what ended while the other side was down ends there when it is back", async () => {
    stage = await startStage({ program });
    const silenceId = await save();
    await until(isActive);
    await stage.alertmanager.kill("SIGTERM");
    await expireSilence(stage.pool, silenceId);
    await stage.alertmanager.start();
    expect(await isActive()).toBe(true);
    await until(async () => !(await isActive()));
    const id = await postThere();
    await until(async () => (await here()).length === 1);
    await stage.stop();
    await deleteSilence(stage.alertmanager.url, id);
    await stage.start();
    await until(async () => (await here()).length === 0);
    expect(await isActive()).toBe(false);
  }, 60_000);

  test("one that ends with its alert ends there too; one that recurs is there while its window is open", async () => {
    stage = await startStage({ program });
    await stage.push(1);
    const alertIds = () => stage.rows<{ id: string }>("SELECT alert_id::text AS id FROM alerting.alert");
    await until(async () => (await alertIds()).length === 1);
    const [alert] = await alertIds();
    await save({ endsWithAlert: alert!.id });
    await until(isActive);
    await stage.push(0);
    await until(async () => !(await isActive()));
    const day = [1, 2, 3, 4, 5, 6, 7];
    const always = { weekdays: day, from: "00:00", to: "23:59", timeZone: "UTC" };
    const silenceId = await save({ recurrence: always, endsMs: Date.now() + 240 * HOUR });
    await until(isActive);
    const there = (await theirs()).find(({ state }) => state === "active")!;
    expect(there.endsMs - Date.now()).toBeLessThan(25 * HOUR);
    await expireSilence(stage.pool, silenceId);
    await until(async () => !(await isActive()));
  }, 60_000);

  test.each([1, -1])(
    "a clock that is %s hours ahead undoes no change",
    async (hours) => {
      const proxy = await startSkewed(hours * HOUR);
      stage = await startStage({ program, between: (url) => proxy.to(url) });
      const silenceId = await save();
      await until(isActive);
      const [before] = await here();
      const endsMs = Date.now() + 2 * HOUR;
      await save({ ...before, endsMs });
      await until(async () =>
        (await theirs()).some((one) => one.state === "active" && one.endsMs === endsMs),
      );
      expect(await here()).toMatchObject([{ silenceId, endsMs }]);
      // Clocks are told in seconds: of two changes within one, that here counts.
      const changedMs = Date.now();
      await until(() => Date.now() > changedMs + 1100);
      await prolongThere(endsMs + HOUR);
      await until(async () => (await here())[0]!.endsMs === endsMs + HOUR);
      proxy.close();
    },
    60_000,
  );

  test("a label's name that an old Alertmanager does not take keeps no other silence from its way", async () => {
    stage = await startStage({ program });
    await save({ matchers: [{ name: "k8s.pod", value: "a", isRegex: false, isEqual: true }] });
    await save({ matchers: [{ name: "alertname", value: "(unclosed", isRegex: true, isEqual: true }] }).catch(
      () => {},
    );
    await save();
    await until(async () => (await theirStates()).filter((state) => state === "active").length === 2);
    const names = (await theirs()).map((one) => one.matchers[0]!.name).sort();
    expect(names).toEqual(["alertname", "k8s_pod"]);
  }, 60_000);
});
