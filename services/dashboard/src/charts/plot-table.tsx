import { useState } from "react";
import { NOTHING } from "../format/format.ts";
import { useFormat } from "../format/use-format.tsx";
import { useText } from "../i18n/text.tsx";
import type { PlotProperties } from "./plot.tsx";

const PAGE = 25;

/** The chart's numbers, newest first. */
export function PlotTable({ name, data, formatValue }: PlotProperties) {
  const text = useText();
  const { times } = useFormat();
  const [page, setPage] = useState(0);
  const newestFirst = data.seconds.map((_, index) => index).toReversed();
  const pages = Math.max(1, Math.ceil(newestFirst.length / PAGE));
  const at = Math.min(page, pages - 1);
  return (
    <div className="plot-table">
      {/* What scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="scroll" tabIndex={0} aria-label={`${name}: ${text.asTable}`}>
        <table>
          <caption className="hidden">{name}</caption>
          <thead>
            <tr>
              <th scope="col">{text.time}</th>
              {data.layers.map((layer) => (
                <th key={layer.name} scope="col" className="n">
                  {layer.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {newestFirst.slice(at * PAGE, (at + 1) * PAGE).map((index) => (
              <tr key={data.seconds[index]}>
                <th scope="row">{times.dateTime((data.seconds[index] ?? 0) * 1000)}</th>
                {data.layers.map((layer) => (
                  <td key={layer.name} className="n">
                    {cell(layer.values[index], formatValue)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="pager">
        <button type="button" className="button" disabled={at === 0} onClick={() => setPage(at - 1)}>
          {text.newer}
        </button>
        <span>{text.pageOf(at + 1, pages)}</span>
        <button type="button" className="button" disabled={at >= pages - 1} onClick={() => setPage(at + 1)}>
          {text.older}
        </button>
      </div>
    </div>
  );
}

function cell(value: number | null | undefined, formatValue: (value: number) => string): string {
  return value === null || value === undefined ? NOTHING : formatValue(value);
}
