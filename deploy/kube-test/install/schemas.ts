import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withInstallLock } from "@mystocks/embedded-kafka";
import { programsFolder, runToEnd } from "@mystocks/stack";
import { parseAllDocuments } from "yaml";
import { exists, moduleFolder, type GoModule } from "./go-modules.ts";
import { standalone, strictSchema, type Schema } from "./json-schema.ts";

/** Package of PyPI with the schemas of each Kubernetes. */
const KUBERNETES_SCHEMAS = "kubernetes-validate==1.37.0";
export const KUBERNETES_VERSIONS = ["29", "30", "31", "32", "33", "34", "35", "36", "37"].map(
  (minor) => `1.${minor}.0`,
);

/** Where the CRDs are of what the chart and its examples write. */
const CRDS: readonly (GoModule & { folder: string; files: RegExp })[] = [
  {
    module: "github.com/prometheus-operator/prometheus-operator",
    version: "v0.85.0",
    folder: "example/prometheus-operator-crd",
    files: /_(podmonitors|prometheusrules|alertmanagerconfigs)\.yaml$/,
  },
  {
    module: "github.com/kedacore/keda/v2",
    version: "v2.21.0",
    folder: "config/crd/bases",
    files: /_scaledobjects\.yaml$/,
  },
  {
    module: "sigs.k8s.io/gateway-api",
    version: "v1.6.3",
    folder: "config/crd/standard",
    files: /_httproutes\.yaml$/,
  },
  {
    module: "github.com/cloudnative-pg/cloudnative-pg",
    version: "v1.27.0",
    folder: "config/crd/bases",
    files: /_(clusters|databases)\.yaml$/,
  },
  {
    module: "github.com/open-telemetry/opentelemetry-operator",
    version: "v0.135.0",
    folder: "config/crd/bases",
    files: /_instrumentations\.yaml$/,
  },
];

/** What comes from no registry: the forms of Strimzi's topics and users and of skaffold's file, without their texts. */
export const KEPT = join(import.meta.dirname, "..", "schemas");

/** Raised when what is made of the sources changes. */
const EDITION = 1;

/** Folder of JSON schemas, strict, as kubeconform looks for them; made the first time. */
export async function installSchemas(say: (line: string) => void): Promise<string> {
  const folder = join(programsFolder(), `kubernetes-schemas-1.37.0-${EDITION}`);
  await mkdir(programsFolder(), { recursive: true });
  await withInstallLock(`${folder}.lock`, async () => {
    if (await exists(folder)) return;
    say("bringing the schemas of Kubernetes 1.29 to 1.37 and of CRDs (once)");
    const ready = await mkdtemp(`${folder}.part-`);
    try {
      await kubernetesSchemas(ready);
      for (const source of CRDS) await crdSchemas(ready, source);
      await rename(ready, folder);
    } finally {
      await rm(ready, { recursive: true, force: true });
    }
  });
  // Of the checkout, so not kept from an older one.
  await cp(KEPT, join(folder, "crd"), { recursive: true });
  return folder;
}

async function kubernetesSchemas(into: string): Promise<void> {
  const work = join(into, "download");
  await runToEnd("python3", [
    "-m",
    "pip",
    "download",
    "--quiet",
    "--no-deps",
    "--dest",
    work,
    KUBERNETES_SCHEMAS,
  ]);
  const [wheel = ""] = await readdir(work);
  await runToEnd("python3", ["-m", "zipfile", "-e", join(work, wheel), work]);
  for (const version of KUBERNETES_VERSIONS) {
    const from = join(work, "kubernetes_validate/kubernetes-json-schema", `v${version}-local-strict`);
    const to = join(into, `v${version}`);
    await mkdir(to);
    await objectSchemas(from, to);
  }
  await rm(work, { recursive: true });
}

/** Those that have a kind: the rest are parts of them. */
async function objectSchemas(from: string, to: string): Promise<void> {
  const { $defs } = await readJson<{ $defs: Record<string, Schema> }>(join(from, "_definitions.json"));
  for (const name of await readdir(from)) {
    if (name.startsWith("_") || /list-/.test(name)) continue;
    const schema = await readJson<{ properties?: { kind?: { enum?: string[] } } }>(join(from, name));
    if (schema.properties?.kind?.enum === undefined) continue;
    await writeFile(join(to, name), JSON.stringify(standalone(schema, $defs)));
  }
}

interface Crd {
  kind: string;
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; schema?: { openAPIV3Schema: Schema } }[];
  };
}

async function crdSchemas(into: string, { folder, files, ...module }: (typeof CRDS)[number]): Promise<void> {
  const from = join(await moduleFolder(module), folder);
  const names = (await readdir(from)).filter((name) => files.test(name));
  if (names.length === 0) throw new Error(`${module.module}: nothing in ${folder} is called ${files}`);
  await mkdir(join(into, "crd"), { recursive: true });
  for (const name of names)
    for (const document of parseAllDocuments(await readFile(join(from, name), "utf8")))
      for (const [file, schema] of schemasOfCrd(document.toJS() as Crd))
        await writeFile(join(into, "crd", file), JSON.stringify(schema));
}

/** One for each version: `keda.sh_scaledobject_v1alpha1.json`. */
export function schemasOfCrd({ kind, spec }: Crd): [string, Schema][] {
  if (kind !== "CustomResourceDefinition") return [];
  return spec.versions.map(({ name, schema }) => [
    `${spec.group}_${spec.names.kind.toLowerCase()}_${name}.json`,
    withMetadata(strictSchema(schema?.openAPIV3Schema ?? {})),
  ]);
}

const withMetadata = (schema: Schema): Schema => ({
  ...schema,
  properties: { ...(schema.properties as Schema), metadata: { type: "object" } },
});

const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, "utf8")) as T;
