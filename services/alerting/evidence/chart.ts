interface ChartSeries {
  name: string;
  /** Unix milliseconds, rising. */
  times: readonly number[];
  values: readonly number[];
}

export interface Chart {
  title: string;
  series: readonly ChartSeries[];
  /** Where the condition begins. */
  threshold?: number;
  /** When the alert fired. */
  firedAtMs?: number;
}

const WIDTH = 640;
const HEIGHT = 200;
const LEFT = 56;
const BOTTOM = 24;
const TOP = 28;
const COLORS = ["#2563eb", "#d97706", "#059669", "#9333ea", "#475569"];

/** A small picture that needs nothing beside it: no script, no font, no style from outside. */
export function chartSvg({ title, series, threshold, firedAtMs }: Chart): string {
  const shown = series.slice(0, COLORS.length).filter(({ values }) => values.some(isDrawable));
  const times = shown.flatMap((one) => one.times);
  const values = shown.flatMap((one) => one.values).filter(isDrawable);
  if (threshold !== undefined) values.push(threshold);
  const [fromMs, toMs] = [Math.min(...times), Math.max(...times)];
  const [low, high] = [Math.min(0, ...values), Math.max(...values, 1e-9) * 1.05];
  const x = (timeMs: number) => LEFT + ((timeMs - fromMs) / Math.max(1, toMs - fromMs)) * (WIDTH - LEFT - 8);
  const y = (value: number) => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(8, 18, title, "font-weight='600'"),
    ...[low, (low + high) / 2, high].map((value) => gridLine(y(value), valueText(value))),
  ];
  if (times.length > 0) {
    parts.push(text(LEFT, HEIGHT - 6, clock(fromMs)), text(WIDTH - 88, HEIGHT - 6, `${clock(toMs)} UTC`));
    shown.forEach((one, at) => parts.push(line(one, x, y, COLORS[at]!)));
  } else parts.push(text(LEFT + 8, HEIGHT / 2, "no data"));
  if (threshold !== undefined)
    parts.push(
      `<path d="M${LEFT} ${at(y(threshold))}H${WIDTH - 8}" stroke="#dc2626" stroke-dasharray="4 3"/>`,
    );
  if (firedAtMs !== undefined && firedAtMs >= fromMs && firedAtMs <= toMs)
    parts.push(`<path d="M${at(x(firedAtMs))} ${TOP}V${HEIGHT - BOTTOM}" stroke="#dc2626"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11" role="img" aria-label="${escaped(title)}">${parts.join("")}</svg>`;
}

function line(
  { times, values, name }: ChartSeries,
  x: (timeMs: number) => number,
  y: (value: number) => number,
  color: string,
): string {
  let path = "";
  let isOpen = false;
  for (const [i, value] of values.entries()) {
    if (isDrawable(value)) path += `${isOpen ? "L" : "M"}${at(x(times[i]!))} ${at(y(value))}`;
    isOpen = isDrawable(value);
  }
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.5"><title>${escaped(name)}</title></path>`;
}

function gridLine(height: number, label: string): string {
  return `<path d="M${LEFT} ${at(height)}H${WIDTH - 8}" stroke="#e2e8f0"/>${text(4, height + 4, label)}`;
}

function text(left: number, top: number, content: string, more = ""): string {
  return `<text x="${at(left)}" y="${at(top)}" fill="#334155" ${more}>${escaped(content)}</text>`;
}

// Beyond this the arithmetic of a scale overflows.
const isDrawable = (value: number) => Math.abs(value) < 1e300;
const at = (pixels: number) => Number(pixels.toFixed(1));
const clock = (timeMs: number) => new Date(timeMs).toISOString().slice(11, 19);

function valueText(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US", { notation: "compact" });
}

function escaped(content: string): string {
  return content
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
