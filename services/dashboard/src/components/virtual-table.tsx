// A table element can neither leave out rows nor lay its cells on a grid, so roles say what this is.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { CSSProperties, ReactNode } from "react";
import { useWindowVirtualizer } from "@tanstack/react-virtual";

export type Column<Row, Sort extends string> = {
  id: string;
  label: ReactNode;
  /** A CSS grid track, such as `6rem` or `minmax(0, 2fr)`. */
  track: string;
  number?: boolean;
  /** Left out on a narrow screen. */
  wide?: boolean;
  sort?: Sort;
  /** Sorted from large to small, as figures are; names go from a to z. */
  descending?: boolean;
  cell: (row: Row) => ReactNode;
};

type Properties<Row, Sort extends string> = {
  name: string;
  rows: readonly Row[];
  columns: readonly Column<Row, Sort>[];
  rowKey: (row: Row) => string;
  rowHeight: number;
  /** Figures are sorted from large to small, names from a to z. */
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Asked for when the end comes near; undefined when all rows are here. */
  onEnd?: (() => void) | undefined;
};

const AHEAD = 12;

/** A table of any length: only rows near the screen exist, the page scrolls as one. */
export function VirtualTable<Row, Sort extends string>(properties: Properties<Row, Sort>) {
  const { name, rows, columns, rowKey, rowHeight, onEnd } = properties;
  const body = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  // What stands above may grow at any time, so the distance is read after each render.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  useLayoutEffect(() => {
    const top = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
    setScrollMargin((before) => (Math.abs(before - top) > 1 ? top : before));
  });
  // The rule warns of memoising compilers; none is used here.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: AHEAD,
    scrollMargin,
    getItemKey: (index) => keyAt(rows, index, rowKey),
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd !== undefined && lastShown >= rows.length - AHEAD) onEnd();
  }, [lastShown, rows.length, onEnd]);
  return (
    <div
      className="grid-table"
      role="table"
      aria-label={name}
      aria-rowcount={onEnd === undefined ? rows.length + 1 : -1}
      style={tracks(columns)}
    >
      <Head {...properties} />
      <div role="rowgroup" ref={body} style={{ blockSize: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <div
              key={item.key}
              className="grid-row"
              role="row"
              aria-rowindex={item.index + 2}
              style={{ blockSize: rowHeight, transform: `translateY(${item.start - scrollMargin}px)` }}
            >
              {columns.map((column) => (
                <div key={column.id} role="cell" className={cellClass(column)}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Head<Row, Sort extends string>({ columns, sort, onSort }: Properties<Row, Sort>) {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="grid-row">
        {columns.map((column) => {
          const by = column.sort;
          const sorted = by !== undefined && by === sort;
          return (
            <div
              key={column.id}
              role="columnheader"
              className={cellClass(column)}
              {...(sorted
                ? {
                    "aria-sort":
                      column.number === true || column.descending === true ? "descending" : "ascending",
                  }
                : {})}
            >
              {by === undefined || onSort === undefined ? (
                column.label
              ) : (
                <button type="button" className={sorted ? "sort on" : "sort"} onClick={() => onSort(by)}>
                  {column.label}
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function cellClass<Row, Sort extends string>({ number, wide }: Column<Row, Sort>): string {
  return `${number === true ? "n" : ""} ${wide === true ? "wide" : ""}`.trim();
}

function tracks<Row, Sort extends string>(columns: readonly Column<Row, Sort>[]): CSSProperties {
  const track = (shown: readonly Column<Row, Sort>[]) => shown.map((column) => column.track).join(" ");
  return {
    "--tracks": track(columns),
    "--narrow-tracks": track(columns.filter(({ wide }) => wide !== true)),
  } as CSSProperties;
}

function keyAt<Row>(rows: readonly Row[], index: number, rowKey: (row: Row) => string): string | number {
  const row = rows[index];
  return row === undefined ? index : rowKey(row);
}
