import { fingerprintSync, loadModule } from "libpg-query";
import { AttributeRules } from "./attribute-rules.ts";
import { ByteCache } from "./byte-cache.ts";
import { createClassifier } from "./classifier.ts";
import type { ClassificationRules } from "./classifier.ts";
import { OperationKeys } from "./operation-keys.ts";
import { Resources } from "./resources.ts";
import { Statements } from "./statements.ts";

/** What decoding remembers from body to body. All of it is bounded; one thread uses it at a time. */
export interface DecodeContext {
  readonly rules: AttributeRules;
  readonly names: ByteCache<string>;
  readonly statements: Statements;
  readonly resources: Resources;
  readonly operations: OperationKeys;
}

/** Loads libpg-query once a process. A changed classification map needs a new context. */
export async function createDecodeContext({
  classifications,
}: {
  classifications: ClassificationRules;
}): Promise<DecodeContext> {
  await loadModule();
  return {
    rules: new AttributeRules(),
    names: new ByteCache<string>({ slots: 2048, longestKey: 256 }),
    statements: new Statements(fingerprintSync),
    resources: new Resources(),
    operations: new OperationKeys(createClassifier(classifications)),
  };
}
