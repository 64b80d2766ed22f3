import { setTimeout as delay } from "node:timers/promises";
import { startLoad } from "./load.ts";
import { RELEASE, seconds, until, type Space } from "./space.ts";

const GONE_SECONDS = 20;
const ROLES = ["recorder", "quality", "alerting", "api", "realtime"];
/** One after the other, and what each has to come back from. */
const KILLED = ["recorder", "collector", "kafka", "postgresql", "alerting", "api"];

/** Each part is killed while spans come; none is lost and none is there twice. */
export async function killsLoseNothing(space: Space): Promise<string[]> {
  const load = await startLoad(space);
  for (const part of KILLED) {
    const pod = space.podOf(part);
    space.kubectl("delete", "pod", pod, "--grace-period=1", "--wait=true");
    await delay(2000);
    space.ready();
  }
  return load.end();
}

/** Both recorders are evicted, as a drain of their nodes does it; the disruption budget lets one go at a time. */
export async function drainLosesNothing(space: Space): Promise<string[]> {
  space.upgrade(["--reuse-values", "--set", "recorder.replicas=2"]);
  space.ready();
  const load = await startLoad(space);
  const selector = `app.kubernetes.io/instance=${RELEASE},app.kubernetes.io/component=recorder`;
  const pods = space.kubectl("get", "pods", "-l", selector, "-o", "name").trim().split("\n");
  let refused = 0;
  for (const pod of pods)
    await until(`the eviction of ${pod}`, 90, () => {
      const isGone = evict(space, pod.replace("pod/", ""));
      if (!isGone) refused += 1;
      return isGone ? true : undefined;
    });
  space.ready();
  console.log(
    `      ${pods.length} recorders evicted; the disruption budget said "not yet" ${refused} times`,
  );
  return load.end();
}

function evict(space: Space, name: string): boolean {
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace: space.name } };
  return space.create(`/api/v1/namespaces/${space.name}/pods/${name}/eviction`, eviction);
}

/** From SIGTERM until the pod is gone, while spans come. */
export async function goInTime(space: Space): Promise<string[]> {
  const load = await startLoad(space);
  const problems: string[] = [];
  const told: string[] = [];
  for (const role of ROLES) {
    const taken = await seconds(() => void space.kubectl("delete", "pod", space.podOf(role), "--wait"));
    told.push(`${role} ${taken.toFixed(1)} s`);
    if (taken > GONE_SECONDS) problems.push(`${role} took ${taken.toFixed(1)} s`);
  }
  console.log(`      ${told.join(", ")}`);
  space.ready();
  return [...problems, ...(await load.end())];
}
