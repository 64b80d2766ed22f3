import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { Matcher } from "@mystocks/promql";
import { createLogger, FaultLog } from "@mystocks/runtime";
import { LiveStore } from "../series/live-store.ts";
import { MonitorFeed } from "../vital/monitor-feed.ts";
import { until } from "./until.ts";

const OF_COLLECTOR = `# TYPE otelcol_receiver_refused_spans counter
otelcol_receiver_refused_spans{receiver="otlp"} 7
otelcol_process_uptime 12
`;
const OF_QUALITY = `mystocks_config_last_reload_successful{kind="contracts"} 0
mystocks_quality_check_status{dataset="bars",check="ohlc"} 2
`;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function serve(text: () => string | undefined): Promise<string> {
  const server = createServer((_, response) => {
    const body = text();
    response.writeHead(body === undefined ? 503 : 200).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

test("what rules read of a Collector and of this process is there, by instance, and the rest is not; a refusal harms nothing", async () => {
  const store = new LiveStore(Date.now());
  let isUp = true;
  const url = await serve(() => (isUp ? OF_COLLECTOR : undefined));
  const feed = new MonitorFeed({
    live: { store },
    wanted: () =>
      new Set([
        "otelcol_receiver_refused_spans",
        "mystocks_alerting_failing_rules",
        "mystocks_config_last_reload_successful",
        "mystocks_quality_check_status",
      ]),
    families: () => [
      {
        name: "mystocks_alerting_failing_rules",
        type: "gauge",
        help: "Rules that failed.",
        samples: [{ labels: {}, value: 2 }],
      },
    ],
    urls: [
      { url },
      { url: await serve(() => undefined) },
      { url: await serve(() => OF_QUALITY), only: new Set(["mystocks_config_last_reload_successful"]) },
    ],
    faults: new FaultLog(createLogger("test", "error")),
    now: Date.now,
  });
  closers.push(() => feed.stop());
  const of = (name: string) => store.select([new Matcher("__name__", "=", name)], 0, Date.now());
  const newest = (name: string) => of(name).map(({ values, length }) => values[length - 1]);
  await until(() => newest("otelcol_receiver_refused_spans").length > 0);
  expect(of("otelcol_receiver_refused_spans")[0]!.labels.toRecord()).toEqual({
    __name__: "otelcol_receiver_refused_spans",
    receiver: "otlp",
    instance: new URL(url).host,
  });
  expect(newest("otelcol_receiver_refused_spans")).toEqual([7]);
  expect(newest("mystocks_alerting_failing_rules")).toEqual([2]);
  expect(of("otelcol_process_uptime")).toEqual([]);
  await until(() => newest("mystocks_config_last_reload_successful").length > 0);
  expect(newest("mystocks_config_last_reload_successful")).toEqual([0]);
  // It comes by the bus, and must not stand there twice.
  expect(of("mystocks_quality_check_status")).toEqual([]);

  isUp = false;
  const before = of("mystocks_alerting_failing_rules")[0]!.length;
  await until(() => of("mystocks_alerting_failing_rules")[0]!.length > before + 2);
  expect(newest("otelcol_receiver_refused_spans")).toEqual([7]);
});
