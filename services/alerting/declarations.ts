// Every route of the alerting role that takes and gives JSON, as it is documented; http/ does what they promise.
import { alertDeclarations } from "./declarations/alerts.ts";
import { auditDeclarations } from "./declarations/audit.ts";
import { ruleDeclarations } from "./declarations/rules.ts";
import { silenceDeclarations } from "./declarations/silences.ts";

export const declarations = {
  ...alertDeclarations,
  ...silenceDeclarations,
  ...ruleDeclarations,
  ...auditDeclarations,
};
