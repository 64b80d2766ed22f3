import type { StoredMatcher } from "@mystocks/store/alerting";
import { z } from "zod";

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

const PATIENCE_MS = 3000;

/** All silences of one Alertmanager, expired ones too as long as it keeps them. */
export async function readTheirs(url: string): Promise<TheirSilence[]> {
  const response = await fetch(`${url}/api/v2/silences`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`${response.status} ${(await response.text()).slice(0, 200)}`);
  return answer.parse(await response.json()).map(({ startsAt, endsAt, updatedAt, status, ...silence }) => ({
    ...silence,
    startsMs: startsAt,
    endsMs: endsAt,
    updatedMs: updatedAt,
    state: status.state,
  }));
}

/** Resolves to its id, which is another one when the matchers changed. */
export async function postSilence(
  url: string,
  silence: Omit<TheirSilence, "id" | "updatedMs" | "state"> & { id?: string },
): Promise<string> {
  const { startsMs, endsMs, ...rest } = silence;
  const response = await fetch(`${url}/api/v2/silences`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      ...rest,
      startsAt: new Date(startsMs).toISOString(),
      endsAt: new Date(endsMs).toISOString(),
    }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`${response.status} ${(await response.text()).slice(0, 200)}`);
  return z.object({ silenceID: z.string() }).parse(await response.json()).silenceID;
}

export async function deleteSilence(url: string, id: string): Promise<void> {
  const response = await fetch(`${url}/api/v2/silence/${id}`, {
    method: "DELETE",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  // 0.25 answers 500 for one it does not have any more, later ones 404: both are what was wanted.
  const text = await response.text();
  if (!response.ok && response.status !== 404 && !/not found|already expired/.test(text))
    throw new Error(`${response.status} ${text.slice(0, 200)}`);
}
