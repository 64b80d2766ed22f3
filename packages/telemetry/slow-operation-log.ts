import type { Context } from "@opentelemetry/api";
import { logs, SeverityNumber } from "@opentelemetry/api";

import { OPERATION_NAME, SCOPE, SLOW, SLOW_OPERATION_EVENT } from "./names.ts";
import type { Thresholds } from "./thresholds.ts";

interface SlowOperation {
  name: string;
  durationMs: number;
  slowness: "warning" | "critical";
  thresholds: Thresholds;
  /** The operation's own context, so that the line carries its trace. */
  within: Context;
}

export function logSlowOperation({ name, durationMs, slowness, thresholds, within }: SlowOperation): void {
  const severe = slowness === "critical";
  logs.getLogger(SCOPE).emit({
    eventName: SLOW_OPERATION_EVENT,
    severityNumber: severe ? SeverityNumber.ERROR : SeverityNumber.WARN,
    severityText: severe ? "ERROR" : "WARN",
    body: `${name} took ${Math.round(durationMs)} ms, ${slowness} from ${thresholds[slowness]} ms`,
    attributes: { [OPERATION_NAME]: name, [SLOW]: slowness, "mystocks.duration_ms": durationMs },
    context: within,
  });
}
