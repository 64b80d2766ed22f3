export type DurationUnits = { ms: string; s: string; min: string; h: string; d: string };

export const UNITS: Record<"en" | "zh", DurationUnits> = {
  en: { ms: "ms", s: "s", min: "min", h: "h", d: "d" },
  zh: { ms: "毫秒", s: "秒", min: "分", h: "小时", d: "天" },
};

export type Measure = { value: string; unit: string };

/** A duration in milliseconds as number and unit, three figures at most: 0.42 ms, 41 ms, 1.86 s, 12.4 s. */
export function measureDuration(ms: number, units: DurationUnits): Measure {
  if (ms < 999.5) return { value: threeFigures(ms), unit: units.ms };
  if (ms < 59_950) return { value: threeFigures(ms / 1000), unit: units.s };
  return { value: longDuration(ms, units), unit: "" };
}

export function formatDuration(ms: number, units: DurationUnits): string {
  const { value, unit } = measureDuration(ms, units);
  return unit === "" ? value : `${value} ${unit}`;
}

/** For limits and axes, where a round number is meant: 5 s, 2.5 s, 400 ms. */
export function formatRoundDuration(ms: number, units: DurationUnits): string {
  const { value, unit } = measureDuration(ms, units);
  return unit === "" ? value : `${value.includes(".") ? value.replace(/\.?0+$/, "") : value} ${unit}`;
}

/** The two largest units: 1 min 12 s, 3 h 5 min, 2 d 4 h. */
function longDuration(ms: number, units: DurationUnits): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pair(Math.floor(seconds / 60), units.min, seconds % 60, units.s);
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), units.h, minutes % 60, units.min);
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), units.d, hours % 24, units.h);
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

function threeFigures(value: number): string {
  if (value === 0) return "0";
  if (value < 0.001) return "<0.001";
  if (value < 0.9995) return String(Number(value.toPrecision(2)));
  if (value < 9.995) return value.toFixed(2);
  if (value < 99.95) return value.toFixed(1);
  return value.toFixed(0);
}
