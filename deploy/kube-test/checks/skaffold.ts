import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { REPOSITORY } from "../chart-files.ts";
import { template } from "../helm.ts";
import { conformProblems } from "./conform.ts";
import { builtImage, helmArguments, withProfile, type Skaffold } from "./skaffold-file.ts";

const PROFILES = ["dev", "ci", "external"];

/** Against skaffold's schema, then rendered as skaffold would, without a profile and with each. */
export async function skaffoldProblems(schemas: string): Promise<string[]> {
  const text = await readFile(join(REPOSITORY, "skaffold.yaml"), "utf8");
  const file = parse(text) as Skaffold;
  const variants = [
    ["no profile", file] as const,
    ...PROFILES.map((name) => [name, withProfile(file, name)] as const),
  ];
  return [
    ...conformProblems(text, "1.34.0", schemas),
    ...variants.flatMap(([name, variant]) =>
      [...conformProblems(stringify(variant), "1.34.0", schemas), ...renderProblems(variant)].map(
        (problem) => `${name}: ${problem}`,
      ),
    ),
  ];
}

function renderProblems(file: Skaffold): string[] {
  return file.deploy.helm.releases.flatMap((release) => {
    const { ok, out, error } = template(helmArguments(file, release));
    if (!ok) return [error];
    return file.build.artifacts
      .filter(({ image }) => !out.includes(builtImage(image)))
      .map(({ image }) => `${image} is built and not deployed`);
  });
}
