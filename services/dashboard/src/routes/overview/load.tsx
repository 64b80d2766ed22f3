import { useMemo } from "react";
import { Link } from "@tanstack/react-router";
import type { Overview } from "@mystocks/api";
import { ChartSwitch, Chart } from "../../charts/chart.tsx";
import { REST_COLOUR, SERIES_COLOURS } from "../../charts/colour.ts";
import type { PlotData } from "../../charts/plot-data.ts";
import { Bar } from "../../components/bar.tsx";
import { Empty } from "../../components/empty.tsx";
import { Panel } from "../../components/panel.tsx";
import { formatAxis } from "../../format/axis.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { placeOf } from "../../format/place.ts";
import { loadShares } from "./load-shares.ts";
import type { LoadShare } from "./load-shares.ts";

const HEIGHT = 190;

export function LoadPanel({ overview }: { overview: Overview }) {
  const text = useText();
  const data = useMemo(() => plotData(overview, text.otherOperations), [overview, text]);
  const shares = loadShares(overview);
  return (
    <Panel title={text.loadTitle} note={text.loadNote} aside={<ChartSwitch id="load" />}>
      {shares.length === 0 ? (
        <Empty title={text.nothingRan}>{text.widenRange}</Empty>
      ) : (
        <>
          <Chart
            id="load"
            name={text.loadTitle}
            data={data}
            stacked
            isNamed
            height={HEIGHT}
            formatValue={formatAxis}
          />
          <table className="load-table">
            <thead>
              <tr>
                <th scope="col">{text.operation}</th>
                <th scope="col" className="n">
                  {text.inFlight}
                </th>
                <th scope="col" className="n">
                  {text.share}
                </th>
                <th scope="col" className="bar-column">
                  <span className="hidden">{text.share}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shares.map((share) => (
                <LoadRow key={share.key?.id ?? "other"} share={share} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </Panel>
  );
}

function LoadRow({ share }: { share: LoadShare }) {
  const text = useText();
  const { numbers } = useFormat();
  const { key } = share;
  return (
    <tr>
      <th scope="row">
        <i className="swatch" style={{ background: `var(${share.colour})` }} />
        {key === null ? (
          text.otherOperations
        ) : (
          <Link to="/operations/$id" params={{ id: String(key.id) }} data-row="">
            {key.operation}
          </Link>
        )}
        {key !== null && <span className="quiet place">{`${key.service} · ${placeOf(key)}`}</span>}
      </th>
      <td className="n">{numbers.rate(share.mean)}</td>
      <td className="n">{numbers.percent(share.share)} %</td>
      <td>
        <Bar share={share.share} />
      </td>
    </tr>
  );
}

function plotData({ load, points }: Overview, other: string): PlotData {
  return {
    seconds: points.map(({ time }) => Date.parse(time) / 1000),
    layers: load.map(({ key, values }, index) => ({
      name: key?.operation ?? other,
      colour: key === null ? REST_COLOUR : (SERIES_COLOURS[index] ?? REST_COLOUR),
      values,
    })),
  };
}
