// Writes what an installed tree holds as a CycloneDX document: node's version, each library under node_modules with its
// licence, each package of the workspace, and the system's packages that system.mjs names.
// Takes the tree's folder, that list, the file to write, and the version of the whole.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [root, systemList, target, version = "0.0.0"] = process.argv.slice(2);
const SPDX = /^\(?[\w.+-]+(\)? (OR|AND|WITH) \(?[\w.+-]+)*\)?$/;
const found = new Map();
collect(root);
const components = [
  {
    type: "platform",
    name: "node",
    version: process.versions.node,
    purl: `pkg:generic/node@${process.versions.node}`,
    licenses: [{ expression: "MIT" }],
  },
  ...JSON.parse(readFileSync(systemList, "utf8")).map(systemComponent),
  ...[...found.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1)),
];
const document = {
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  version: 1,
  metadata: {
    component: {
      type: "application",
      name: "mystocks-monitor",
      version,
      licenses: [{ license: { id: "Apache-2.0" } }],
    },
  },
  components,
};
writeFileSync(target, `${JSON.stringify(document, null, 1)}\n`);
console.log(`${components.length} components in ${target}`);

function collect(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) collect(join(folder, entry.name));
    else if (entry.name === "package.json")
      add(folder, JSON.parse(readFileSync(join(folder, entry.name), "utf8")));
  }
}

/** Below its own folder a library keeps further manifests: how files are read, what its tests need. */
function add(folder, { name, version: packageVersion, license, licenses }) {
  const isLibrary = folder.includes("/node_modules/");
  if (name === undefined || packageVersion === undefined) return;
  if (isLibrary && !folder.endsWith(`/node_modules/${name}`)) return;
  const purl = `pkg:npm/${name.replace(/^@/, "%40")}@${packageVersion}`;
  found.set(purl, {
    type: "library",
    name,
    version: packageVersion,
    purl,
    ...licencesOf(license ?? licenses),
  });
}

/** A manifest says `"MIT"`, `"(MIT OR X)"`, `{ type: "MIT" }` or a list of those. */
function licencesOf(told) {
  const names = [told].flat().map((one) => (typeof one === "string" ? one : one?.type));
  const written = names.filter((name) => typeof name === "string").join(" OR ");
  if (written === "") return {};
  return { licenses: [SPDX.test(written) ? { expression: written } : { license: { name: written } }] };
}

function systemComponent({ name, version: packageVersion }) {
  const purl = `pkg:deb/debian/${name}@${encodeURIComponent(packageVersion)}`;
  return { type: "library", name, version: packageVersion, purl };
}
