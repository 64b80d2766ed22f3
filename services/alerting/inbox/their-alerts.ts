import { z } from "zod";
import { askAlertmanager } from "../delivery/ask-alertmanager.ts";
import { prometheusAlert, type OutsideAlert } from "./outside-alert.ts";

/** An alert that fires, as an Alertmanager has it. */
export interface TheirAlert {
  alert: OutsideAlert;
  /** Whom Alertmanager's routes tell of it. */
  receivers: readonly string[];
  /** Silenced or inhibited there: nobody is told. */
  isSuppressed: boolean;
}

const labels = z.record(z.string(), z.string());
const answer = z.array(
  z.object({
    labels,
    annotations: labels,
    startsAt: z.string(),
    generatorURL: z.string().optional(),
    receivers: z.array(z.object({ name: z.string() })),
    status: z.object({ state: z.enum(["unprocessed", "active", "suppressed"]) }),
  }),
);

/** All that fires there, suppressed or not, by fingerprint. */
export async function readTheirAlerts(url: string, nowMs: number): Promise<Map<string, TheirAlert>> {
  const { body } = await askAlertmanager(url, "/alerts");
  return new Map(
    answer.parse(body).map(({ receivers, status, ...told }) => {
      const alert = prometheusAlert({ ...told, status: "firing", endsAt: "" }, nowMs);
      const isSuppressed = status.state === "suppressed";
      return [alert.fingerprint, { alert, receivers: receivers.map(({ name }) => name), isSuppressed }];
    }),
  );
}
