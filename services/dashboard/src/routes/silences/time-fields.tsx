import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { LENGTHS } from "../alerts/fields.tsx";
import type { Draft, End, Recurrence } from "./draft.ts";
import { useSilenceWords } from "./words.ts";

type Properties = { draft: Draft; onChange: (change: Partial<Draft>) => void };

const OFFERED: readonly (readonly [End, number])[] = [...LENGTHS, ["30d", 30 * 86_400_000]];

/** From when, until when, in the zone that the whole page shows. */
export function TimeFields({ draft, onChange }: Properties) {
  const words = useSilenceWords();
  const { roundDuration, times } = useFormat();
  const zone = times.offset(useNow());
  return (
    <div className="time-fields">
      <label>
        <span>
          {words.starts} <small>{zone}</small>
        </span>
        <input
          type="datetime-local"
          title={words.startsNow}
          value={draft.starts}
          onChange={(event) => onChange({ starts: event.currentTarget.value })}
        />
        <small className="quiet">{words.startsNow}</small>
      </label>
      <label>
        <span>{words.ends}</span>
        <select value={draft.end} onChange={(event) => onChange({ end: event.currentTarget.value as End })}>
          {draft.endsWithAlert !== undefined && (
            <option value="alert">{words.withAlert(draft.endsWithAlert)}</option>
          )}
          {OFFERED.map(([length, ms]) => (
            <option key={length} value={length}>
              {words.after(roundDuration(ms))}
            </option>
          ))}
          <option value="until">{words.atTime}</option>
        </select>
      </label>
      {draft.end === "until" && (
        <label>
          <span>
            {words.until} <small>{zone}</small>
          </span>
          <input
            type="datetime-local"
            required
            value={draft.until}
            onChange={(event) => onChange({ until: event.currentTarget.value })}
          />
        </label>
      )}
    </div>
  );
}

const WORKDAYS = [1, 2, 3, 4, 5];

/** Hours of the week: maintenance that comes again and again is one silence. */
export function RecurrenceFields({ draft, onChange }: Properties) {
  const words = useSilenceWords();
  const { times } = useFormat();
  const { recurrence } = draft;
  const first: Recurrence = { weekdays: WORKDAYS, from: "02:00", to: "04:00", timeZone: times.timeZone };
  const put = (change: Partial<Recurrence>) =>
    onChange({ recurrence: { ...(recurrence ?? first), ...change } });
  return (
    <fieldset className="recurrence">
      <legend>
        <label className="check">
          <input
            type="checkbox"
            checked={recurrence !== undefined}
            onChange={(event) => onChange({ recurrence: event.currentTarget.checked ? first : undefined })}
          />
          {words.recurs}
        </label>
      </legend>
      {recurrence !== undefined && (
        <>
          <div className="weekdays">
            {words.weekday.map((name, index) => (
              <label key={name} className="check">
                <input
                  type="checkbox"
                  checked={recurrence.weekdays.includes(index + 1)}
                  onChange={() => put({ weekdays: toggled(recurrence.weekdays, index + 1) })}
                />
                {name}
              </label>
            ))}
          </div>
          <div className="time-fields">
            {(["from", "to"] as const).map((side) => (
              <label key={side}>
                <span>{words[side]}</span>
                <input
                  type="time"
                  required
                  value={recurrence[side]}
                  onChange={(event) => put({ [side]: event.currentTarget.value })}
                />
              </label>
            ))}
          </div>
          <p className="quiet">
            {words.recursNote} · {words.zone(recurrence.timeZone)}
          </p>
        </>
      )}
    </fieldset>
  );
}

function toggled(days: readonly number[], day: number): number[] {
  const rest = days.filter((one) => one !== day);
  return (rest.length < days.length ? rest : [...rest, day]).sort((a, b) => a - b);
}
