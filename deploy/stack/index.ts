import { Stack, type StackOptions } from "./stack.ts";

export { namedStackDir } from "./folders.ts";
export { installCollector } from "./install/collector.ts";
export { findProgram } from "./install/debian.ts";
export { programsFolder } from "./install/programs-folder.ts";
export { StackRequirement } from "./install/requirement.ts";
export { runToEnd } from "./install/run-to-end.ts";
export { PART_KINDS, type PartKind } from "./make-parts.ts";
export { PartFailed } from "./part-failed.ts";
export type { RunningPart } from "./running-part.ts";
export { Stack } from "./stack.ts";
export type { StackOptions, StackUrls } from "./stack.ts";

/**
 * Starts what does not run of a stack below `dir` and waits until all of it serves. When a part does not, those that
 * this call has started are ended again, so that a failure leaves nothing behind.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const stack = await Stack.open(options);
  const before = new Set(await stack.runningParts());
  try {
    await stack.start(options.say);
    return stack;
  } catch (error) {
    for (const part of (await stack.runningParts()).toReversed()) if (!before.has(part)) await part.stop();
    throw error;
  }
}
