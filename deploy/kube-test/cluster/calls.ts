import { randomBytes } from "node:crypto";
import { exampleObjects, exampleValues } from "./example-file.ts";
import { monitor, newestRun, runByApi, runByCommand, shown } from "./job-runs.ts";
import { EVICT, knowsHotKeys, PREWARM, runProblems, shopOf, told, TOP } from "./sample-caches.ts";
import { runIn } from "./script-pod.ts";
import { RELEASE, secretOf, until, type Space } from "./space.ts";

const JOBS_SECRET = "market-data-jobs";
const QUALITY = `deployment/${RELEASE}-quality`;

const newSecret = () => randomBytes(16).toString("hex");

/** The sample in a name space of its own, and a release that calls it with a token out of a Secret. */
export async function callsArePlanned(space: Space): Promise<string[]> {
  const shop = shopOf(space);
  shop.open();
  const token = newSecret();
  const ingest = `${RELEASE}-ingest-token`;
  shop.apply(
    secretOf(ingest, { token: tokenOf(space, ingest) }),
    secretOf("market-data-database", { password: newSecret() }),
    secretOf(JOBS_SECRET, { token }),
    ...(await exampleObjects(space)),
  );
  space.apply(secretOf(JOBS_SECRET, { token }));
  space.upgrade(["--values", "-"], await exampleValues(shop.name));
  shop.ready();
  space.ready();
  await until("both jobs on the board", 60, () => {
    const listed = monitor(space, "jobs", "list").out;
    return listed.includes(PREWARM) && listed.includes(EVICT) ? true : undefined;
  });
  return [];
}

function tokenOf(space: Space, secret: string): string {
  const encoded = space.kubectl("get", "secret", secret, "-o", "jsonpath={.data.token}");
  return Buffer.from(encoded, "base64").toString("utf8");
}

/** One asked for by the api, one by the command; the ledger has the figures that the service itself tells of its work. */
export async function callsSucceed(space: Space): Promise<string[]> {
  const shop = shopOf(space);
  await knowsHotKeys(shop);
  const before = told(shop, "prewarming/status").last;
  const prewarm = await runByApi(space, PREWARM);
  const command = runByCommand(space, EVICT);
  const evict = await newestRun(space, EVICT);
  console.log(`      ${shown(PREWARM, prewarm)}; ${shown(EVICT, evict)}`);
  return [
    ...(before === null ? [] : ["somebody had prewarmed the caches before the job"]),
    ...(prewarm.figures?.["warmed"] === TOP ? [] : [`${TOP} keys were to be warmed`]),
    ...(command.ok && /^\S+ ok /.test(command.out) ? [] : [`the command: ${command.out}${command.error}`]),
    ...runProblems(shop, PREWARM, prewarm),
    ...runProblems(shop, EVICT, evict),
  ];
}

/** From the pod that calls, so that no policy stands in the way. */
export async function callsNeedTheToken(space: Space): Promise<string[]> {
  const url = `http://market-data.${shopOf(space).name}:8100/api/cache/evict/manual`;
  const statusOf = (headers: string) => {
    const program = `fetch("${url}", { method: "POST", headers: ${headers} }).then(({ status }) => console.log(status))`;
    return runIn(space, QUALITY, program).trim();
  };
  const met = { no: statusOf("{}"), wrong: statusOf(`{ authorization: "Bearer wrong" }`) };
  return Object.entries(met)
    .filter(([, status]) => status !== "401")
    .map(([which, status]) => `with ${which} token it answers ${status}`);
}

/** A new token in both Secrets: the service starts anew, as its environment has it; Monitor's role goes on with the new one. */
export async function tokenIsRenewed(space: Space): Promise<string[]> {
  const shop = shopOf(space);
  const token = newSecret();
  for (const one of [shop, space]) one.apply(secretOf(JOBS_SECRET, { token }));
  shop.kubectl("rollout", "restart", "deployment/market-data");
  shop.ready();
  const pod = space.podOf("quality");
  await until("the new token in the role's pod, which the kubelet renews", 150, () =>
    runIn(space, QUALITY, READ_TOKEN).trim() === token ? true : undefined,
  );
  await knowsHotKeys(shop);
  const prewarm = await runByApi(space, PREWARM);
  return [
    ...runProblems(shop, PREWARM, prewarm),
    ...(space.podOf("quality") === pod ? [] : ["the role was started anew"]),
  ];
}

const READ_TOKEN = `console.log(fs.readFileSync("/run/secrets/${JOBS_SECRET}/token", "utf8"))`;
