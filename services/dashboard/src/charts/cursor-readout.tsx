import { useEffect, useState } from "react";
import { useFormat } from "../format/use-format.tsx";
import type { PlotData } from "./plot-data.ts";

/** Waiting this long spares the listener the values a moving cursor only passes. */
const SETTLED_MS = 250;

type Properties = {
  index: number | null;
  data: PlotData;
  /** The names stand elsewhere on the page; only a reading is shown. */
  isNamed: boolean;
  formatValue: (value: number) => string;
};

/** Colour, name and value of each layer at the cursor: the legend, which the cursor turns into a reading. */
export function CursorReadout({ index, data, isNamed, formatValue }: Properties) {
  const { times } = useFormat();
  const seconds = index === null ? undefined : data.seconds[index];
  const values = data.layers.map((layer) => (index === null ? undefined : layer.values[index]));
  const spoken =
    seconds === undefined
      ? ""
      : `${times.second(seconds * 1000)}: ${data.layers
          .map(({ name }, layer) => `${name} ${shown(values[layer], formatValue)}`)
          .join(", ")}`;
  return (
    <>
      <ul className="legend" aria-hidden="true">
        {(isNamed && seconds === undefined ? [] : data.layers).map((layer, at) => (
          <li key={layer.name}>
            <i style={{ background: `var(${layer.colour})` }} />
            {layer.name}
            {seconds !== undefined && <b>{shown(values[at], formatValue)}</b>}
          </li>
        ))}
        {seconds !== undefined && <li className="legend-time">{times.dateTime(seconds * 1000)}</li>}
      </ul>
      <Spoken words={spoken} />
    </>
  );
}

function Spoken({ words }: { words: string }) {
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <div className="hidden" aria-live="polite">
      {settled}
    </div>
  );
}

function shown(value: number | null | undefined, formatValue: (value: number) => string): string {
  return value === null || value === undefined ? "–" : formatValue(value);
}
