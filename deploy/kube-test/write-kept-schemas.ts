import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { standalone, type Schema } from "./install/json-schema.ts";
import { KEPT, schemasOfCrd } from "./install/schemas.ts";

// run.mjs write-kept-schemas.ts STRIMZI SKAFFOLD: checkouts of strimzi-kafka-operator and skaffold, which no registry
// has. What is kept is the form alone: names and types of keys, without texts.
const [strimzi = "", skaffold = ""] = process.argv.slice(2);
const SKAFFOLD_API = "v4beta13";
const TEXTS = new Set([
  "description",
  "x-intellij-html-description",
  "preferredOrder",
  "examples",
  "default",
]);

await mkdir(KEPT, { recursive: true });
for (const crd of ["043-Crd-kafkatopic", "044-Crd-kafkauser"]) {
  const text = await readFile(join(strimzi, "install/cluster-operator", `${crd}.yaml`), "utf8");
  for (const [name, schema] of schemasOfCrd(parseAllDocuments(text)[0]?.toJS()))
    if (name.endsWith("_v1.json")) await keep(name, schema);
}
const text = await readFile(join(skaffold, `docs-v2/content/en/schemas/${SKAFFOLD_API}.json`), "utf8");
const { definitions = {}, ...root } = JSON.parse(text) as { definitions?: Record<string, Schema> };
await keep(`skaffold_config_${SKAFFOLD_API}.json`, form(standalone(root, definitions)) as Schema);

async function keep(name: string, schema: Schema): Promise<void> {
  await writeFile(join(KEPT, name), `${JSON.stringify(schema, null, 1)}\n`);
}

/** Keys of `properties` and `definitions` are names, whatever they are called. */
function form(node: unknown, areNames = false): unknown {
  if (Array.isArray(node)) return node.map((one) => form(one));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => areNames || !TEXTS.has(key))
      .map(([key, value]) => [
        key,
        form(value, !areNames && (key === "properties" || key === "definitions")),
      ]),
  );
}
