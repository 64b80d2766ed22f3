// The tree has one tab stop and names its current row by aria-activedescendant; rows take clicks only.
/* oxlint-disable jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus */
import { useEffect, useRef } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { Trace } from "@mystocks/api";
import { SERIES_COLOURS } from "../../charts/colour.ts";
import { useText } from "../../i18n/text.tsx";
import { treeKey } from "./tree-key.ts";
import { TimeRuler } from "./time-ruler.tsx";
import { nameOf } from "./waterfall.ts";
import type { WaterfallRow } from "./waterfall.ts";
import { WaterfallBar } from "./waterfall-bar.tsx";

const ROW_HEIGHT = 27;
const AHEAD = 15;
const INDENT_PX = 14;

type Properties = {
  trace: Trace;
  rows: readonly WaterfallRow[];
  chosen: string | undefined;
  culprit: string | undefined;
  onChoose: (spanId: string) => void;
  onFold: (spanId: string) => void;
  onUnfold: (spanId: string) => void;
};

/** A tree with one tab stop: arrows move, fold and unfold. Ten thousand spans cost as much as thirty. */
export function Waterfall(properties: Properties) {
  const { trace, rows, chosen, culprit, onChoose, onFold, onUnfold } = properties;
  const text = useText();
  const host = useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    rows.findIndex(({ span }) => span.spanId === chosen),
  );
  // The rule warns of memoising compilers; none is used here.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => host.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: AHEAD,
  });
  useEffect(() => virtual.scrollToIndex(at), [virtual, at]);
  const colourOf = (service: string) =>
    SERIES_COLOURS[trace.services.indexOf(service) % SERIES_COLOURS.length] ?? SERIES_COLOURS[0];
  return (
    <>
      <TimeRuler durationMs={trace.durationMs} />
      <div
        ref={host}
        className="waterfall"
        role="tree"
        aria-label={`${text.waterfall}. ${text.waterfallKeys}`}
        tabIndex={0}
        aria-activedescendant={rows[at] === undefined ? undefined : rowId(rows[at].span.spanId)}
        onKeyDown={(event) => {
          const move = event.ctrlKey || event.metaKey ? undefined : treeKey(event.key, rows, at);
          if (move === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          if ("fold" in move) onFold(move.fold);
          else if ("unfold" in move) onUnfold(move.unfold);
          else if (rows[move.go] !== undefined) onChoose(rows[move.go]!.span.spanId);
        }}
      >
        <div role="none" style={{ blockSize: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const { span } = row;
            return (
              <Row
                key={span.spanId}
                row={row}
                top={item.start}
                totalMs={trace.durationMs}
                colour={colourOf(span.service)}
                isChosen={span.spanId === chosen}
                isCulprit={span.spanId === culprit}
                choose={() => onChoose(span.spanId)}
                toggle={() => (row.folded ? onUnfold : onFold)(span.spanId)}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

type RowProperties = {
  row: WaterfallRow;
  top: number;
  totalMs: number;
  colour: string;
  isChosen: boolean;
  isCulprit: boolean;
  choose: () => void;
  toggle: () => void;
};

function Row({ row, top, totalMs, colour, isChosen, isCulprit, choose, toggle }: RowProperties) {
  const { span, hasChildren, folded } = row;
  return (
    <div
      id={rowId(span.spanId)}
      role="treeitem"
      aria-level={span.depth + 1}
      aria-selected={isChosen}
      {...(hasChildren ? { "aria-expanded": !folded } : {})}
      className={`span ${isChosen ? "chosen" : ""} ${span.failed ? "failed" : ""}`}
      style={{ blockSize: ROW_HEIGHT, transform: `translateY(${top}px)` }}
      onClick={choose}
    >
      <span className="span-name" style={{ paddingInlineStart: span.depth * INDENT_PX }}>
        <Fold row={row} toggle={toggle} />
        <i className="swatch" style={{ background: `var(${colour})` }} />
        <span className={isCulprit ? "one-line strong" : "one-line"}>{nameOf(span)}</span>
      </span>
      <WaterfallBar row={row} totalMs={totalMs} colour={colour} isCulprit={isCulprit} />
    </div>
  );
}

/** For the mouse; the keyboard folds with the arrows of the tree. */
function Fold({ row, toggle }: { row: WaterfallRow; toggle: () => void }) {
  if (!row.hasChildren) return <span className="fold" />;
  return (
    <span
      className={row.folded ? "fold closed" : "fold open"}
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        toggle();
      }}
    />
  );
}

function rowId(spanId: string): string {
  return `span-${spanId}`;
}
