// Arrow keys must reach the drawing through a screen reader: that is what the role "application" is for.
/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { ReactNode } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useFormat } from "../format/use-format.tsx";
import { useText } from "../i18n/text.tsx";
import { THEME_EVENT } from "../shell/use-theme.ts";
import { between } from "../url/range.ts";
import { useSetRange } from "../url/use-range.ts";
import { CursorReadout } from "./cursor-readout.tsx";
import type { PlotData } from "./plot-data.ts";
import { plotOptions } from "./plot-options.ts";
import type { Limit } from "./plot-options.ts";
import { toColumns } from "./plot-options.ts";

export type PlotProperties = {
  /** What the chart shows, for those who hear it. */
  name: string;
  data: PlotData;
  stacked?: boolean;
  /** The colours are explained beside the chart already. */
  isNamed?: boolean;
  height: number;
  limits?: readonly Limit[];
  /** The largest value of the overlay's marks, so that the scale has room for them. */
  reach?: number;
  formatValue: (value: number) => string;
  /** The same for the axis, shorter. */
  formatTick?: (value: number) => string;
  /** Marks above the drawing; gets what is needed to place them. */
  renderOverlay?: (plot: uPlot) => ReactNode;
};

const DAY_SECONDS = 86_400;

/** A chart on canvas: the mouse zooms by dragging, the keyboard moves the cursor by arrows and hears the values. */
export function Plot({
  name,
  data,
  stacked = false,
  isNamed = false,
  height,
  limits = [],
  reach = 0,
  formatValue,
  formatTick = formatValue,
  renderOverlay,
}: PlotProperties) {
  const text = useText();
  const { times } = useFormat();
  const setRange = useSetRange();
  const host = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<uPlot>();
  const [index, setIndex] = useState<number | null>(null);
  const [, redrawOverlay] = useState(0);
  const onZoom = useEffectEvent((fromSeconds: number, toSeconds: number) => {
    const range = between(fromSeconds * 1000, toSeconds * 1000);
    if (range !== undefined) setRange(range);
  });
  const onCursor = useEffectEvent((next: number | null) => setIndex(next));
  const formatAxis = useEffectEvent((value: number) => formatTick(value));
  const formatTime = useEffectEvent((seconds: number, spanSeconds: number, stepSeconds: number) =>
    axisTime(times, seconds, spanSeconds, stepSeconds),
  );
  const currentLimits = useEffectEvent(() => limits);
  const currentReach = useEffectEvent(() => reach);
  const shape = `${stacked}|${height}|${times.timeZone}|${data.layers.map((layer) => layer.colour).join()}`;

  useEffect(() => {
    if (host.current === null) return undefined;
    const created = new uPlot(
      plotOptions({
        width: host.current.clientWidth,
        height,
        stacked,
        timeZone: times.timeZone,
        colours: data.layers.map((layer) => layer.colour),
        limits: () => currentLimits(),
        reach: () => currentReach(),
        formatValue: (value) => formatAxis(value),
        formatTime: (seconds, span, step) => formatTime(seconds, span, step),
        onZoom: (from, to) => onZoom(from, to),
        onCursor: (next) => onCursor(next),
        onDraw: () => redrawOverlay((count) => count + 1),
      }),
      toColumns(data, stacked),
      host.current,
    );
    setDrawn(created);
    const resize = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width > 0 && width !== created.width) created.setSize({ width, height });
    });
    resize.observe(host.current);
    const repaint = () => created.redraw(false);
    window.addEventListener(THEME_EVENT, repaint);
    return () => {
      window.removeEventListener(THEME_EVENT, repaint);
      resize.disconnect();
      setDrawn(undefined);
      created.destroy();
    };
    // The shape names everything that needs a new plot; the rest reaches it through events and setData.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [shape]);

  useEffect(() => {
    drawn?.setData(toColumns(data, stacked));
  }, [data, stacked, drawn]);

  function move(to: number) {
    if (drawn === undefined) return;
    const at = Math.min(data.seconds.length - 1, Math.max(0, to));
    drawn.setCursor({ left: drawn.valToPos(data.seconds[at] ?? 0, "x"), top: drawn.over.clientHeight / 2 });
  }

  return (
    <div className="plot">
      <div
        className="plot-canvas"
        role="application"
        aria-roledescription={text.chart}
        aria-label={`${name}. ${text.chartKeys}`}
        tabIndex={0}
        style={{ blockSize: height }}
        ref={host}
        onKeyDown={(event) => {
          const next = nextIndex(event.key, index, data.seconds.length);
          if (next === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          move(next);
        }}
      />
      {renderOverlay !== undefined && drawn !== undefined && renderOverlay(drawn)}
      <CursorReadout index={index} data={data} isNamed={isNamed} formatValue={formatValue} />
    </div>
  );
}

function nextIndex(key: string, index: number | null, length: number): number | undefined {
  const last = length - 1;
  const at = index ?? last + 1;
  switch (key) {
    case "ArrowLeft":
      return at - 1;
    case "ArrowRight":
      return index === null ? 0 : at + 1;
    case "PageUp":
      return at - 10;
    case "PageDown":
      return at + 10;
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}

type AxisTimes = { second(ms: number): string; minute(ms: number): string; day: (ms: number) => string };

function axisTime(times: AxisTimes, seconds: number, spanSeconds: number, stepSeconds: number): string {
  const ms = seconds * 1000;
  if (stepSeconds >= DAY_SECONDS) return times.day(ms);
  if (stepSeconds < 60) return times.second(ms);
  const clock = times.minute(ms);
  return spanSeconds > DAY_SECONDS && clock === "00:00" ? times.day(ms) : clock;
}
