import { useEffect, useEffectEvent, useState } from "react";
import type { RefObject } from "react";
import uPlot from "uplot";
import { THEME_EVENT } from "../shell/use-theme.ts";
import type { PlotData } from "./plot-data.ts";
import { plotOptions, toColumns } from "./plot-options.ts";
import type { PlotSettings } from "./plot-options.ts";

export type PlotCalls = Pick<
  PlotSettings,
  "limits" | "reach" | "formatValue" | "formatTime" | "onZoom" | "onCursor" | "onDraw"
>;

type Frame = { height: number; stacked: boolean; timeZone: string };

/** The drawing within `host`: made anew when its frame changes, fed when its data does. */
export function usePlot(
  host: RefObject<HTMLDivElement | null>,
  data: PlotData,
  { height, stacked, timeZone }: Frame,
  calls: PlotCalls,
): uPlot | undefined {
  const [drawn, setDrawn] = useState<uPlot>();
  const latest = useEffectEvent(() => calls);
  const colours = data.layers.map((layer) => layer.colour);
  const frame = `${stacked}|${height}|${timeZone}|${colours.join()}`;
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const settings = { width: element.clientWidth, height, stacked, timeZone, colours };
    const plot = new uPlot(
      plotOptions({ ...settings, ...forwarding(() => latest()) }),
      toColumns(data, stacked),
      element,
    );
    setDrawn(plot);
    const stopFollowing = followPage(plot, element, height);
    return () => {
      stopFollowing();
      setDrawn(undefined);
      plot.destroy();
    };
    // `frame` names all that needs a new plot; the rest reaches it through calls and setData.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [frame]);
  useEffect(() => {
    drawn?.setData(toColumns(data, stacked));
  }, [data, stacked, drawn]);
  return drawn;
}

/** The plot outlives many renders, so it asks for the calls of the latest one. */
function forwarding(latest: () => PlotCalls): PlotCalls {
  return {
    limits: () => latest().limits(),
    reach: () => latest().reach(),
    formatValue: (value) => latest().formatValue(value),
    formatTime: (seconds, span, step) => latest().formatTime(seconds, span, step),
    onZoom: (from, to) => latest().onZoom(from, to),
    onCursor: (index) => latest().onCursor(index),
    onDraw: () => latest().onDraw(),
  };
}

/** Keeps the width of its element and the colours of the theme, chosen here or by the system. */
function followPage(plot: uPlot, element: HTMLElement, height: number): () => void {
  const resize = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width > 0 && width !== plot.width) plot.setSize({ width, height });
  });
  const repaint = () => plot.redraw(false);
  const systemTheme = matchMedia("(prefers-color-scheme: dark)");
  resize.observe(element);
  window.addEventListener(THEME_EVENT, repaint);
  systemTheme.addEventListener("change", repaint);
  return () => {
    resize.disconnect();
    window.removeEventListener(THEME_EVENT, repaint);
    systemTheme.removeEventListener("change", repaint);
  };
}
