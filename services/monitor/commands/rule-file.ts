import { readFileSync } from "node:fs";
import { MonitorError } from "@mystocks/runtime/errors";

/** The text of a rule file. Throws USAGE where there is none. */
export function readRuleFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new MonitorError("USAGE", `${file} can't be read.`, {
      cause,
      remedy: "Name a rule file that is there.",
    });
  }
}
