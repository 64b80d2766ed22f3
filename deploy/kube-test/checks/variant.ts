import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { lint, manifests, template } from "../helm.ts";
import { KUBERNETES_VERSIONS } from "../install/schemas.ts";
import { podProblems } from "../pod-promises.ts";
import { danglingReferences } from "../references.ts";
import { conformProblems } from "./conform.ts";
import { otherThanInstalled } from "./installed.ts";
import { scoreProblems } from "./score.ts";

/** All that is asked of the chart with one file of values. */
export async function variantProblems(file: string, schemas: string): Promise<string[]> {
  const args = ["--values", file];
  const rendered = template(args);
  if (!rendered.ok) return [rendered.error];
  const found = manifests(rendered.out);
  const values = parse(await readFile(file, "utf8")) as { networkPolicy?: { enabled?: boolean } } | null;
  const policies = values?.networkPolicy?.enabled !== false;
  return [
    ...lint(args),
    ...podProblems(found, { policies }),
    ...danglingReferences(found),
    ...scoreProblems(rendered.out, { policies }),
    ...(await otherThanInstalled(args)),
    ...KUBERNETES_VERSIONS.flatMap((version) =>
      conformProblems(template(args, { kubernetes: version }).out, version, schemas),
    ),
  ];
}
