import { glob, readFile } from "node:fs/promises";
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
    ...(await Promise.all(variants.map(([, variant]) => missingFiles(variant)))).flat(),
    ...variants.flatMap(([name, variant]) =>
      [...conformProblems(stringify(variant), "1.34.0", schemas), ...renderProblems(variant)].map(
        (problem) => `${name}: ${problem}`,
      ),
    ),
  ];
}

/** Files that are built from, and patterns of what is synced, that match nothing. */
async function missingFiles({ build, deploy }: Skaffold): Promise<string[]> {
  const patterns = [
    ...build.artifacts.flatMap(({ docker, sync }) => [
      ...(docker === undefined ? [] : [docker.dockerfile]),
      ...(sync?.manual ?? []).map(({ src }) => src),
    ]),
    ...deploy.helm.releases.flatMap(({ valuesFiles = [], chartPath }) => [chartPath, ...valuesFiles]),
  ];
  const missing: string[] = [];
  for (const pattern of patterns) {
    const found = await glob(pattern, { cwd: REPOSITORY }).next();
    if (found.done) missing.push(`nothing is called ${pattern}`);
  }
  return missing;
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
