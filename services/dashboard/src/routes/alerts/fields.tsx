import { useFormat } from "../../format/use-format.tsx";
import { useAlertWords } from "./words.ts";

const HOUR_MS = 3_600_000;
/** As the API writes them, and how long they are. */
export const LENGTHS = [
  ["30m", HOUR_MS / 2],
  ["1h", HOUR_MS],
  ["4h", 4 * HOUR_MS],
  ["1d", 24 * HOUR_MS],
  ["7d", 168 * HOUR_MS],
] as const;

type Field = { label: string; value: string; onChange: (value: string) => void };

export function TextField({ label, value, onChange }: Field) {
  return (
    <label className="grow">
      <span>{label}</span>
      {/* Opened by a key or a press that asks for exactly this field. */}
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

/** How long, or "" for as long as the alert lasts. */
export function LengthField({ label, value, onChange }: Field) {
  const words = useAlertWords();
  const { roundDuration } = useFormat();
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{words.untilOver}</option>
        {LENGTHS.map(([length, ms]) => (
          <option key={length} value={length}>
            {roundDuration(ms)}
          </option>
        ))}
      </select>
    </label>
  );
}
