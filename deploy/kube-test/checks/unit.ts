import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { CHART } from "../chart-files.ts";
import { command } from "../helm.ts";
import { uncoveredValues, type Suite } from "./covered-values.ts";

const FOLDER = "tests-unit";

/** helm-unittest's suites. */
export async function failedUnitTests(): Promise<string[]> {
  const { ok, out, error } = command("helm-unittest", ["--strict", "--file", `${FOLDER}/*_test.yaml`, CHART]);
  return ok && /Tests:\s+[1-9]\d* passed/.test(out) ? [] : [out + error];
}

/** Keys of values.yaml that no suite changes. */
export async function untestedValues(): Promise<string[]> {
  const values = parse(await readFile(join(CHART, "values.yaml"), "utf8"), { merge: true }) as Suite["set"];
  const suites: Suite[] = [];
  const names = await readdir(join(CHART, FOLDER));
  for (const name of names.filter((one) => one.endsWith("_test.yaml")))
    for (const document of parseAllDocuments(await readFile(join(CHART, FOLDER, name), "utf8"), {
      merge: true,
    }))
      suites.push(document.toJS() as Suite);
  return uncoveredValues(values ?? {}, suites).map((path) => `no test of ${FOLDER} sets ${path}`);
}
