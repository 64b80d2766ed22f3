import uPlot from "uplot";
import { colour, tint } from "./colour.ts";
import { stack } from "./plot-data.ts";
import type { PlotData } from "./plot-data.ts";
import { niceTicks } from "./scale.ts";

/** A horizontal line at a value, in a state's colour. */
export type Limit = { value: number; label: string; colour: string };

export type PlotSettings = {
  width: number;
  height: number;
  stacked: boolean;
  timeZone: string;
  colours: readonly string[];
  limits: () => readonly Limit[];
  /** The largest value of marks above the lines. */
  reach: () => number;
  formatValue: (value: number) => string;
  formatTime: (seconds: number, spanSeconds: number, stepSeconds: number) => string;
  onZoom: (fromSeconds: number, toSeconds: number) => void;
  onCursor: (index: number | null) => void;
  onDraw: () => void;
};

const TICKS = 4;
/** A label closer to the left edge would be cut. */
const LABEL_ROOM_PX = 18;
// uPlot declares its sides as a const enum, which isolated modules can not read.
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
const RIGHT = 1 as uPlot.Axis.Side;
const AXIS_FONT = "11px system-ui, sans-serif";
/** Charts of one page share their cursor. */
const SYNC_KEY = "mystocks";

/** Stacked layers are drawn from the top sum down, so each covers the ones below it. */
export function toColumns(data: PlotData, stacked: boolean): uPlot.AlignedData {
  const values = stacked
    ? stack(data.layers, data.seconds.length).toReversed()
    : data.layers.map((layer) => [...layer.values]);
  return [[...data.seconds], ...values];
}

export function plotOptions(settings: PlotSettings): uPlot.Options {
  const { stacked, colours, width, height } = settings;
  return {
    width,
    height,
    padding: [8, 0, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), settings.timeZone),
    cursor: {
      sync: { key: SYNC_KEY, setSeries: false },
      drag: { x: true, y: false, setScale: false, dist: 5 },
      points: { show: !stacked, size: 6 },
      y: false,
    },
    scales: {
      x: { time: true },
      y: { range: (_plot, _low, high) => [0, topOf(high, settings)] },
    },
    axes: [timeAxis(settings), valueAxis(settings)],
    series: [{}, ...(stacked ? colours.toReversed() : colours).map((name) => line(name, stacked))],
    hooks: {
      drawAxes: [(plot) => drawLimits(plot, settings.limits())],
      draw: [() => queueMicrotask(settings.onDraw)],
      setCursor: [(plot) => settings.onCursor(plot.cursor.idx ?? null)],
      setSelect: [(plot) => zoom(plot, settings.onZoom)],
    },
  };
}

function line(name: string, stacked: boolean): uPlot.Series {
  return {
    stroke: () => (stacked ? tint(name, 1) : colour(name)),
    width: stacked ? 1 : 1.75,
    spanGaps: false,
    points: stacked ? { show: false } : { show: false, size: 4, filter: lonely, fill: () => colour(name) },
    ...(stacked ? { fill: () => colour(name) } : {}),
  };
}

/** Values with nothing on either side, which a line would not show. */
function lonely(plot: uPlot, series: number): number[] | null {
  const values = plot.data[series] ?? [];
  const found: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const alone = (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
    if (alone && (values[index] ?? null) !== null) found.push(index);
  }
  return found.length > 0 ? found : null;
}

const NEAR_LIMIT = 2.5;
const NEAR_MARK = 6;

/** A limit or a mark far above the lines must not press them flat, so it counts only when they come near. */
function topOf(high: number | null, { limits, reach }: PlotSettings): number {
  const top = high ?? 0;
  const near = limits()
    .map(({ value }) => value * 1.04)
    .filter((value) => value <= top * NEAR_LIMIT);
  return niceTicks(Math.max(top * 1.02, Math.min(reach(), top * NEAR_MARK), ...near), TICKS).at(-1) ?? 1;
}

function timeAxis(settings: PlotSettings): uPlot.Axis {
  return {
    stroke: () => colour("--ink-3"),
    font: AXIS_FONT,
    size: 26,
    gap: 6,
    space: 90,
    grid: { show: false },
    ticks: { show: false },
    values: (plot, splits, _axis, _space, increment) => {
      const span = (plot.scales.x?.max ?? 0) - (plot.scales.x?.min ?? 0);
      return splits.map((seconds) =>
        plot.valToPos(seconds, "x") < LABEL_ROOM_PX ? null : settings.formatTime(seconds, span, increment),
      );
    },
  };
}

function valueAxis(settings: PlotSettings): uPlot.Axis {
  return {
    side: RIGHT,
    stroke: () => colour("--ink-3"),
    font: AXIS_FONT,
    size: 58,
    gap: 8,
    grid: { stroke: () => colour("--edge"), width: 1 },
    ticks: { show: false },
    splits: (plot) => niceTicks(plot.scales.y?.max ?? 1, TICKS),
    values: (_plot, splits) => splits.map((value) => settings.formatValue(value)),
  };
}

function drawLimits(plot: uPlot, limits: readonly Limit[]): void {
  const { ctx, bbox } = plot;
  const max = plot.scales.y?.max ?? 0;
  const pixels = uPlot.pxRatio;
  ctx.save();
  ctx.font = `${11 * pixels}px system-ui, sans-serif`;
  ctx.lineWidth = pixels;
  for (const limit of limits) {
    if (limit.value > max) continue;
    const top = Math.round(plot.valToPos(limit.value, "y", true));
    ctx.strokeStyle = ctx.fillStyle = colour(limit.colour);
    ctx.setLineDash([4 * pixels, 3 * pixels]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, top);
    ctx.lineTo(bbox.left + bbox.width, top);
    ctx.stroke();
    ctx.fillText(limit.label, bbox.left + 4 * pixels, top - 5 * pixels);
  }
  ctx.restore();
}

function zoom(plot: uPlot, onZoom: PlotSettings["onZoom"]): void {
  const { left, width } = plot.select;
  if (width <= 0) return;
  const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom(from, to);
}
