import { newestRun, runByApi, runByCommand, shown } from "./job-runs.ts";
import { PREWARM, runProblems, shopOf } from "./sample-caches.ts";
import { runIn } from "./script-pod.ts";
import { RELEASE, until, type Space } from "./space.ts";

/**
 * While the policy lets quality call nobody in the service's name space, the call fails, says to whom there is no way, and
 * an alert tells of it; it ends with the run that succeeds once there is a way again.
 */
export async function callsNeedTheirWay(space: Space): Promise<string[]> {
  const shop = shopOf(space);
  letCall(space, { podSelector: { matchLabels: { app: "nobody" } } });
  await wayIs(space, "shut");
  const { ok } = runByCommand(space, PREWARM);
  const shut = await newestRun(space, PREWARM);
  console.log(`      ${shown(PREWARM, shut)}`);
  await alertsAre(space, 1);
  letCall(space, { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": shop.name } } });
  await wayIs(space, "open");
  const open = await runByApi(space, PREWARM);
  await alertsAre(space, 0);
  const wanted = `no connection to market-data.${shop.name}:8100 within 10 s`;
  return [
    ...(ok ? ["the command says that the failed run went well"] : []),
    ...(shut.fate === "failed" && shut.cause?.endsWith(wanted) ? [] : [`"${wanted}" was to be its cause`]),
    ...runProblems(shop, PREWARM, open),
  ];
}

function letCall(space: Space, peer: object): void {
  space.upgrade(["--reuse-values", "--set-json", `networkPolicy.serviceJobPeers=${JSON.stringify([peer])}`]);
}

/** Until the cluster enforces it: seen from the pod that calls. */
async function wayIs(space: Space, wanted: "open" | "shut"): Promise<void> {
  const host = `market-data.${shopOf(space).name}`;
  const program = `const socket = require("node:net").connect({ host: "${host}", port: 8100 });
    const end = (way) => { console.log(way); process.exit(0); };
    socket.once("connect", () => end("open")).once("error", () => end("shut"));
    setTimeout(end, 4000, "shut");`;
  await until(`the way to ${host} ${wanted}`, 60, () =>
    runIn(space, `deployment/${RELEASE}-quality`, program).trim() === wanted ? true : undefined,
  );
}

/** Until so many alerts tell that the job failed. */
async function alertsAre(space: Space, wanted: number): Promise<void> {
  const firing = `SELECT count(*) FROM alerting.alert
    WHERE labels ->> 'alertname' = 'JobFailed' AND labels ->> 'job_name' = '${PREWARM}' AND condition = 'firing'`;
  await until(`alerts JobFailed of ${PREWARM}: ${wanted}`, 60, () =>
    Number(space.sql(firing)) === wanted ? true : undefined,
  );
}
