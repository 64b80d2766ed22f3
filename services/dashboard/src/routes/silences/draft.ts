import type { Silence, SilenceMatcher } from "@mystocks/alerting";
import { momentOf, wallTimeOf } from "./wall-time.ts";

/** "until" a moment, "alert" for as long as an alert lasts, else a length as the API writes it. */
export type End = "until" | "alert" | "30m" | "1h" | "4h" | "1d" | "7d" | "30d";

export interface Recurrence {
  weekdays: number[];
  from: string;
  to: string;
  timeZone: string;
}

/** A silence as it stands in the form; times as clocks of the page's zone show them. */
export interface Draft {
  id?: string;
  matchers: SilenceMatcher[];
  /** "": from now on. */
  starts: string;
  end: End;
  until: string;
  endsWithAlert: string | undefined;
  recurrence: Recurrence | undefined;
  comment: string;
}

export const NO_MATCHER: SilenceMatcher = { name: "", value: "", isRegex: false, isEqual: true };

export function newDraft(matchers: SilenceMatcher[] = [NO_MATCHER], alertId?: string): Draft {
  return {
    matchers,
    starts: "",
    end: alertId === undefined ? "1h" : "alert",
    until: "",
    endsWithAlert: alertId,
    recurrence: undefined,
    comment: "",
  };
}

/** Of one that there is. One that is over is made anew for an hour. */
export function draftOf(silence: Silence, timeZone: string): Draft {
  const { id, matchers, startsAt, endsAt, recurrence, endsWithAlert, comment, state } = silence;
  const draft = { ...newDraft(matchers), recurrence: recurrence ?? undefined, comment };
  if (state === "expired") return draft;
  return {
    ...draft,
    id,
    starts: state === "pending" ? wallTimeOf(Date.parse(startsAt), timeZone) : "",
    end: endsWithAlert === null ? "until" : "alert",
    until: wallTimeOf(Date.parse(endsAt), timeZone),
    endsWithAlert: endsWithAlert ?? undefined,
  };
}

/** As the API takes it. */
export function bodyOf(draft: Draft, timeZone: string): object {
  const { id, end, until, endsWithAlert, starts, recurrence, comment } = draft;
  return {
    ...(id !== undefined && { id }),
    matchers: writtenMatchers(draft),
    ...(starts !== "" && { startsAt: momentText(starts, timeZone) }),
    ...(end === "until" && until !== "" && { endsAt: momentText(until, timeZone) }),
    ...(end === "alert" && { endsWithAlert }),
    ...(end !== "until" && end !== "alert" && { for: end }),
    ...(recurrence !== undefined && { recurrence }),
    comment,
  };
}

/** Rows that nobody has filled in ask for nothing. */
export function writtenMatchers({ matchers }: Pick<Draft, "matchers">): SilenceMatcher[] {
  return matchers.filter(({ name }) => name.trim() !== "");
}

function momentText(wallTime: string, timeZone: string): string {
  const ms = momentOf(wallTime, timeZone);
  return Number.isNaN(ms) ? wallTime : new Date(ms).toISOString();
}
