import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { REPOSITORY } from "../chart-files.ts";
import { imageOf } from "./script-pod.ts";
import { RELEASE, type Space } from "./space.ts";

const FILE = join(REPOSITORY, "helm/examples/market-data.yaml");

/** The sample service as the repository has it, with this cluster's images, telling the release of `space`. */
export async function exampleObjects(space: Space): Promise<object[]> {
  const path = "{.spec.template.spec.containers[0].image}";
  const postgresql = space.kubectl("get", "statefulset", `${RELEASE}-postgresql`, "-o", `jsonpath=${path}`);
  const text = (await readFile(FILE, "utf8"))
    .replace("docker.io/library/postgres:18", `${postgresql}\n          imagePullPolicy: IfNotPresent`)
    .replace("mystocks-monitor:0.1.0", `${imageOf(space).image}\n          imagePullPolicy: IfNotPresent`)
    .replace("-collector.mystocks:", `-collector.${space.name}:`);
  return parseAllDocuments(text).map((document) => document.toJS() as object);
}

/** The values that its comment gives to those who want their caches prewarmed by plan; it lies in name space `shop`. */
export async function exampleValues(shop: string): Promise<string> {
  const [comment] = /^#   config:\n(?:#   .*\n)+/m.exec(await readFile(FILE, "utf8")) ?? [];
  if (comment === undefined) throw new Error(`${FILE} has no values in its comment any more`);
  return comment
    .replaceAll(/^#   /gm, "")
    .replaceAll("market-data.shop:", `market-data.${shop}:`)
    .replaceAll("metadata.name: shop ", `metadata.name: ${shop} `);
}
