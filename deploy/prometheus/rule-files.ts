import { join } from "node:path";

/** Full paths of the recording rules, for `rule_files`. */
export const RULE_FILES: readonly string[] = ["operations", "services", "pipeline"].map((name) =>
  join(import.meta.dirname, "rules", `${name}.rules.yaml`),
);
