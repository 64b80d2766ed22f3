import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Silence } from "@mystocks/alerting";
import { deleteAt } from "../../api/fetch-json.ts";
import { sessionQuery } from "../../api/queries.ts";
import { ProblemNote } from "../../components/problem.tsx";
import { State } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { MatcherList } from "./matcher-list.tsx";
import { useSilenceWords } from "./words.ts";

export function SilenceTable({ name, silences }: { name: string; silences: readonly Silence[] }) {
  const words = useSilenceWords();
  return (
    <ul className="silences panel" aria-label={name}>
      {silences.map((silence) => (
        <li key={silence.id} className="silence-row">
          <div className="silence-what">
            <MatcherList matchers={silence.matchers} />
            <p>
              {silence.comment}{" "}
              <span className="quiet">
                {words.by(silence.createdBy)}
                {silence.origin === "alertmanager" && ` · ${words.fromAlertmanager}`}
                {silence.origin === "monitor" &&
                  silence.alertmanagers > 0 &&
                  ` · ${words.mirrored(String(silence.alertmanagers))}`}
              </span>
            </p>
          </div>
          <When silence={silence} />
          <Buttons silence={silence} />
        </li>
      ))}
    </ul>
  );
}

function When({ silence }: { silence: Silence }) {
  const words = useSilenceWords();
  const { times, duration } = useFormat();
  const nowMs = useNow();
  const { state, startsAt, endsAt, endedAt, recurrence, endsWithAlert, isInForce } = silence;
  const [startMs, endMs] = [Date.parse(startsAt), Date.parse(endedAt ?? endsAt)];
  const rest = {
    active: words.timeLeft(duration(Math.max(0, endMs - nowMs))),
    pending: words.startsIn(duration(Math.max(0, startMs - nowMs))),
    expired: endedAt === null ? "" : words.endedBy,
  }[state];
  return (
    <div className="silence-when">
      <State state={isInForce ? "warn" : "none"}>
        {words.state[state]}
        {state === "active" && !isInForce && ` · ${words.outOfHours}`}
      </State>
      <span>
        {times.short(startMs, nowMs)} – {times.short(endMs, nowMs)}
      </span>
      <span className="quiet">
        {endsWithAlert === null || state === "expired" ? (
          rest
        ) : (
          <Link to="/alerts/$id" params={{ id: endsWithAlert }} className="link">
            {words.withAlert(endsWithAlert)}
          </Link>
        )}
        {recurrence !== null &&
          ` · ${words.recurrence(daysOf(recurrence.weekdays, words.weekday), recurrence.from, recurrence.to)}`}
      </span>
    </div>
  );
}

/** Days that follow each other as a range. */
function daysOf(weekdays: readonly number[], names: readonly string[]): string {
  const [first, last] = [weekdays[0]!, weekdays.at(-1)!];
  const isRange = weekdays.length > 2 && last - first === weekdays.length - 1;
  const name = (day: number) => names[day - 1] ?? "";
  return isRange ? `${name(first)}–${name(last)}` : weekdays.map(name).join(" ");
}

function Buttons({ silence: { id, state } }: { silence: Silence }) {
  const words = useSilenceWords();
  const queries = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const [isSure, setSure] = useState(false);
  const end = useMutation({
    mutationFn: () => deleteAt(`/silences/${id}`),
    onSettled: () =>
      Promise.all(["silences", "alerts"].map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
  if (session === undefined || session.role === "viewer") return null;
  return (
    <div className="silence-buttons">
      <Link to="/silences" search={{ silence: id }} className="button">
        {state === "expired" ? words.again : words.edit}
      </Link>
      {state !== "expired" && (
        <button
          type="button"
          className={isSure ? "button bad" : "button"}
          disabled={end.isPending}
          onBlur={() => setSure(false)}
          onClick={() => (isSure ? end.mutate() : setSure(true))}
        >
          {isSure ? words.endSure : words.end}
        </button>
      )}
      {end.error !== null && <ProblemNote title={words.end} error={end.error} />}
    </div>
  );
}
