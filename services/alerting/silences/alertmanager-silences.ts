import type { StoredMatcher } from "@mystocks/store/alerting";
import { z } from "zod";
import { askAlertmanager } from "../delivery/ask-alertmanager.ts";

/** A silence as Alertmanager has it. */
export interface TheirSilence {
  id: string;
  matchers: StoredMatcher[];
  startsMs: number;
  endsMs: number;
  updatedMs: number;
  state: "active" | "pending" | "expired";
  createdBy: string;
  comment: string;
}

const instant = z.string().transform((text) => Date.parse(text));
const answer = z.array(
  z.object({
    id: z.string(),
    matchers: z.array(
      z.object({
        name: z.string(),
        value: z.string(),
        isRegex: z.boolean(),
        isEqual: z.boolean().default(true),
      }),
    ),
    startsAt: instant,
    endsAt: instant,
    updatedAt: instant,
    status: z.object({ state: z.enum(["active", "pending", "expired"]) }),
    createdBy: z.string(),
    comment: z.string(),
  }),
);

/**
 * All silences of one Alertmanager, expired ones too as long as it keeps them. When each was changed is told by our
 * clock, which need not be theirs: the newer change is to count, not the one of the faster clock. Where clocks differ, that is
 * up to a second too early, so that what was just changed here is never undone by what was told there before.
 */
export async function readTheirs(url: string, clock: () => number): Promise<TheirSilence[]> {
  const { body, aheadOf } = await askAlertmanager(url, "/silences");
  const aheadMs = aheadOf(clock());
  return answer.parse(body).map(({ startsAt, endsAt, updatedAt, status, ...silence }) => ({
    ...silence,
    startsMs: startsAt,
    endsMs: endsAt,
    updatedMs: updatedAt - aheadMs,
    state: status.state,
  }));
}

/** Resolves to its id, which is another one when the matchers changed. */
export async function postSilence(
  url: string,
  silence: Omit<TheirSilence, "id" | "updatedMs" | "state"> & { id?: string },
): Promise<string> {
  const { startsMs, endsMs, ...rest } = silence;
  const body = {
    ...rest,
    startsAt: new Date(startsMs).toISOString(),
    endsAt: new Date(endsMs).toISOString(),
  };
  const posted = await askAlertmanager(url, "/silences", { method: "POST", body });
  return z.object({ silenceID: z.string() }).parse(posted.body).silenceID;
}

export async function deleteSilence(url: string, id: string): Promise<void> {
  await askAlertmanager(url, `/silence/${id}`, {
    method: "DELETE",
    // 0.25 answers 500 for one it does not have any more, later ones 404: both are what was wanted.
    isFine: (status, text) => status === 404 || /not found|already expired/.test(text),
  });
}
