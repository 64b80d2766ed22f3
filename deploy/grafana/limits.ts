import { ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";

import { BAD, FINE, WATCH } from "./colours.ts";
import type { Limits } from "./story.ts";

/** Without limits a value has no state, so no colour that means one. */
export function thresholds(limits: Limits | undefined): ThresholdsConfigBuilder {
  const builder = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute);
  if (limits === undefined) return builder.steps([{ value: null, color: "text" }]);
  const { warning, critical, below } = limits;
  return builder.steps(
    below
      ? [
          { value: null, color: BAD },
          { value: critical, color: WATCH },
          { value: warning, color: FINE },
        ]
      : [
          { value: null, color: FINE },
          { value: warning, color: WATCH },
          { value: critical, color: BAD },
        ],
  );
}
