// Arrow keys must reach the drawing through a screen reader: that is what the role "application" is for.
/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */
import { useRef, useState } from "react";
import type { ReactNode } from "react";
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useFormat } from "../format/use-format.tsx";
import { useText } from "../i18n/text.tsx";
import { between } from "../url/range.ts";
import { useSetRange } from "../url/use-range.ts";
import { axisTime } from "./axis-time.ts";
import { nextIndex } from "./cursor-key.ts";
import { CursorReadout } from "./cursor-readout.tsx";
import type { PlotData } from "./plot-data.ts";
import type { Limit } from "./plot-options.ts";
import { usePlot } from "./use-plot.ts";

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
  const zoom = useZoom();
  const host = useRef<HTMLDivElement>(null);
  const [index, setIndex] = useState<number | null>(null);
  const [, redrawOverlay] = useState(0);
  const drawn = usePlot(
    host,
    data,
    { height, stacked, timeZone: times.timeZone },
    {
      limits: () => limits,
      reach: () => reach,
      formatValue: formatTick,
      formatTime: (seconds, span, step) => axisTime(times, seconds, span, step),
      onZoom: zoom,
      onCursor: setIndex,
      onDraw: () => redrawOverlay((count) => count + 1),
    },
  );

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

/** Dragging over a chart makes what was dragged over the range of the page. */
function useZoom(): (fromSeconds: number, toSeconds: number) => void {
  const setRange = useSetRange();
  return (fromSeconds, toSeconds) => {
    const range = between(fromSeconds * 1000, toSeconds * 1000);
    if (range !== undefined) setRange(range);
  };
}
