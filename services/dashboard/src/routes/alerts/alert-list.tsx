import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import type { Alert } from "@mystocks/alerting";
import { AlertRow } from "./alert-row.tsx";

const ROW_PX = 60;
const AHEAD = 12;

type Properties = {
  name: string;
  alerts: readonly Alert[];
  chosen: ReadonlySet<string>;
  onChoose: (id: string) => void;
  /** Asked for when the end comes near; undefined when all are here. */
  onEnd: (() => void) | undefined;
};

/** Alerts of any number: only rows near the screen exist, and a row is as high as what is open in it. */
export function AlertList({ name, alerts, chosen, onChoose, onEnd }: Properties) {
  const list = useRef<HTMLUListElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  // What stands above may grow at any time, so the distance is read after each render.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useLayoutEffect(() => {
    const top = (list.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
    setScrollMargin((before) => (Math.abs(before - top) > 1 ? top : before));
  });
  // The rule warns of memoising compilers; none is used here.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useWindowVirtualizer({
    count: alerts.length,
    estimateSize: () => ROW_PX,
    overscan: AHEAD,
    scrollMargin,
    getItemKey: (index) => alerts[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd !== undefined && lastShown >= alerts.length - AHEAD) onEnd();
  }, [lastShown, alerts.length, onEnd]);
  return (
    <ul
      className="alerts panel is-virtual"
      aria-label={name}
      ref={list}
      style={{ blockSize: virtual.getTotalSize() }}
    >
      {items.map(({ key, index, start }) => (
        <AlertRow
          key={key}
          alert={alerts[index]!}
          isChosen={chosen.has(alerts[index]!.id)}
          onChoose={onChoose}
          place={{
            index,
            measure: virtual.measureElement,
            of: alerts.length,
            offsetPx: start - scrollMargin,
          }}
        />
      ))}
    </ul>
  );
}
