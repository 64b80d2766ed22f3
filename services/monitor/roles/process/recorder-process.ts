import type { Lifecycle } from "@mystocks/runtime";
import { openBus } from "../open-bus.ts";
import type { StoreParts } from "../parts.ts";
import { runRecorder } from "../recorder-role.ts";
import type { ProcessRole } from "./role-process.ts";

export async function runRecorderProcess(parts: StoreParts, life: Lifecycle): Promise<ProcessRole> {
  const bus = openBus(parts.config, { log: parts.log, clientId: "mystocks-recorder" }, life);
  const recorder = await runRecorder({ ...parts, ...bus }, life);
  return {
    ...recorder,
    families: () => [...recorder.families(), ...bus.families()],
    checks: { bus: bus.problem },
    listening: { otlp: recorder.otlpPort },
  };
}
