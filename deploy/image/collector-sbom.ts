import { collectorSources } from "@mystocks/collector";

const REQUIREMENT = /^\t(\S+) (v\S+)/gm;

interface Component {
  type: "library";
  name: string;
  version: string;
  purl: string;
}

/** The modules that the Collector is built of, as a CycloneDX document. Which of them say how they are licensed is not known here. */
export async function collectorSbom(): Promise<object> {
  const { version, files } = await collectorSources();
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", name: "otelcol-mystocks", version } },
    components: modulesOf(files["go.mod"]),
  };
}

/** Of both blocks of `require`: what the manifest names, and what that needs. */
export function modulesOf(goMod: string): Component[] {
  const required = goMod.replace(/^(exclude|replace|retract) \([^)]*\)/gm, "");
  return [...required.matchAll(REQUIREMENT)].map(([, name = "", version = ""]) => ({
    type: "library",
    name,
    version,
    purl: `pkg:golang/${name}@${version.replaceAll("+", "%2B")}`,
  }));
}
