import { EXCHANGES } from "@mystocks/calendar";
import { nearMatch } from "@mystocks/near-match";
import { parseDuration } from "./duration.ts";
import type { AlertPolicy, FlapPolicy, NoDataBehaviour } from "./rule.ts";
import type { Field, YamlReader } from "./yaml-reader.ts";

/** Annotations that begin like this say what rule files of Prometheus have no keys for; Prometheus ignores them. */
export const POLICY_PREFIX = "mystocks_";

const NAMES = ["mystocks_no_data", "mystocks_no_data_for", "mystocks_calendar", "mystocks_flap"];
const BEHAVIOURS: readonly NoDataBehaviour[] = ["hold", "fire", "resolve"];
const DEFAULT_FLAP: FlapPolicy = { firings: 3, withinMs: 30 * 60_000, quietMs: 10 * 60_000 };

export const DEFAULT_POLICY: AlertPolicy = {
  noData: "hold",
  noDataHoldMs: 15 * 60_000,
  calendar: undefined,
  flap: DEFAULT_FLAP,
};

/** The policy from a rule's annotations; what is wrong becomes a problem. */
export function readPolicy(
  reader: YamlReader,
  annotations: ReadonlyMap<string, Field & { text: string }>,
  calendars: readonly string[] = EXCHANGES,
): AlertPolicy {
  for (const [name, { key, path }] of annotations) {
    if (!name.startsWith(POLICY_PREFIX) || NAMES.includes(name)) continue;
    reader.problem(
      "error",
      key,
      path,
      `unknown annotation "${name}"`,
      `with ${POLICY_PREFIX} there are ${NAMES.join(", ")}`,
      {
        near: nearMatch(name, NAMES),
      },
    );
  }
  const get = (name: string) => annotations.get(name);
  return {
    noData: behaviour(reader, get("mystocks_no_data")),
    noDataHoldMs: reader.duration(get("mystocks_no_data_for")) ?? DEFAULT_POLICY.noDataHoldMs,
    calendar: calendar(reader, get("mystocks_calendar"), calendars),
    flap: flap(reader, get("mystocks_flap")),
  };
}

function behaviour(reader: YamlReader, field: (Field & { text: string }) | undefined): NoDataBehaviour {
  if (field === undefined) return DEFAULT_POLICY.noData;
  const found = BEHAVIOURS.find((name) => name === field.text);
  if (found !== undefined) return found;
  reader.problem(
    "error",
    field.value,
    field.path,
    `"${field.text}" says nothing about no data`,
    "write hold, fire or resolve",
    {
      near: nearMatch(field.text, BEHAVIOURS),
    },
  );
  return DEFAULT_POLICY.noData;
}

function calendar(
  reader: YamlReader,
  field: (Field & { text: string }) | undefined,
  calendars: readonly string[],
): string | undefined {
  if (field === undefined || calendars.includes(field.text)) return field?.text;
  reader.problem(
    "error",
    field.value,
    field.path,
    `there is no calendar "${field.text}"`,
    `use ${calendars.join(", ")}`,
    {
      near: nearMatch(field.text, calendars),
    },
  );
  return undefined;
}

/** `off`, or `3 in 30m` with an optional `quiet 10m`. */
function flap(reader: YamlReader, field: (Field & { text: string }) | undefined): FlapPolicy | undefined {
  if (field === undefined) return DEFAULT_FLAP;
  if (field.text === "off") return undefined;
  const match = /^(\d+) in (\w+)(?: quiet (\w+))?$/.exec(field.text.trim());
  const withinMs = parseDuration(match?.[2] ?? "");
  const quietMs = match?.[3] === undefined ? DEFAULT_FLAP.quietMs : parseDuration(match[3]);
  const firings = Number(match?.[1]);
  if (withinMs !== undefined && quietMs !== undefined && firings >= 2) return { firings, withinMs, quietMs };
  reader.problem(
    "error",
    field.value,
    field.path,
    `"${field.text}" is no flap rule`,
    'write "off", "3 in 30m" or "3 in 30m quiet 10m"',
  );
  return undefined;
}
