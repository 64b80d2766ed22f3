import { resultOf } from "./script-pod.ts";
import { READY_SECONDS, RELEASE, seconds, type Space } from "./space.ts";

const MOST_IMAGE_BYTES = 250e6;

export async function freshInstall(space: Space): Promise<string[]> {
  space.open();
  const taken = await seconds(() => {
    space.install();
    space.ready();
  });
  console.log(`      Ready after ${taken.toFixed(1)} s`);
  return taken <= READY_SECONDS ? [] : [`it took ${taken.toFixed(1)} s`];
}

export async function imageSize(space: Space): Promise<string[]> {
  const { bytes } = await resultOf<{ bytes: number }>(
    space,
    { name: "image-size", script: "image-size" },
    60,
  );
  console.log(`      ${(bytes / 1e6).toFixed(0)} MB unpacked`);
  return bytes <= MOST_IMAGE_BYTES ? [] : [`it has ${(bytes / 1e6).toFixed(0)} MB`];
}

/** From a pod that is no part of the release. */
const WANTED: Readonly<Record<string, "open" | "shut">> = {
  "postgresql:5432": "shut",
  "kafka:9092": "shut",
  "recorder:8081": "open",
  "realtime:8000": "shut",
  "alerting:8000": "open",
  "quality:8000": "shut",
  "api:8000": "open",
  "collector:4318": "open",
};

export async function openWays(space: Space): Promise<string[]> {
  const ways = Object.keys(WANTED).map((way) => `${RELEASE}-${way}`);
  const env = { WAYS: JSON.stringify(ways) };
  const found = await resultOf<Record<string, string>>(space, { name: "probe", script: "probe", env }, 60);
  return Object.entries(WANTED).flatMap(([way, wanted]) => {
    const is = found[`${RELEASE}-${way}`];
    return is === wanted ? [] : [`${way} is ${is} for a stranger and should be ${wanted}`];
  });
}

const OBJECTS =
  "all,configmaps,secrets,serviceaccounts,networkpolicies,poddisruptionbudgets,ingresses,persistentvolumeclaims";
const STORES_CLOSE_SECONDS = 70;

/** Of the release there are the claims of its stores and of the Collector's queue. */
export async function uninstall(space: Space): Promise<string[]> {
  space.helm("uninstall", RELEASE, "--wait", "--timeout", `${STORES_CLOSE_SECONDS}s`);
  const left = leftOf(space);
  const claims = left.filter((name) => name.startsWith("persistentvolumeclaim/"));
  console.log(`      left: ${claims.join(", ")}`);
  return [
    ...(claims.length === 3 ? [] : [`${claims.length} claims are left, 3 were there`]),
    ...left.filter((name) => !claims.includes(name)).map((name) => `${name} is left`),
  ];
}

/** Names of what there is of the release, once its pods are gone. */
export function leftOf(space: Space): string[] {
  const selector = `app.kubernetes.io/instance=${RELEASE}`;
  space.try("wait", "--for=delete", "pods", "-l", selector, `--timeout=${STORES_CLOSE_SECONDS}s`);
  const listed = space.kubectl("get", OBJECTS, "-l", selector, "-o", "name").trim();
  return listed.split("\n").filter((name) => name !== "");
}

/** A new install finds what the one before it has stored. */
export async function installAgain(space: Space): Promise<string[]> {
  space.install();
  space.ready();
  const before = "SELECT count(*) FROM telemetry.operation_log WHERE service = 'helm-test'";
  const kept = Number(space.sql(before));
  return [
    ...(kept > 0 ? [] : ["what was stored before the uninstall is gone"]),
    ...space.test(),
    ...(await uninstall(space)),
  ];
}
