import type { RequestList } from "@mystocks/api";
import { ErrorRatio } from "../../components/error-ratio.tsx";
import { Panel } from "../../components/panel.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import type { RequestsSearch } from "../../url/pages.ts";

type Route = RequestList["routes"][number];
type Properties = {
  routes: readonly Route[];
  /** Since when they are counted. */
  from: string | undefined;
  chosen: string | undefined;
  change: (change: RequestsSearch) => void;
};

export function RoutesPanel({ routes, from, chosen, change }: Properties) {
  const text = useText();
  const { times } = useFormat();
  return (
    <Panel
      title={text.routes}
      note={from === undefined ? undefined : text.since(times.dateTime(Date.parse(from)))}
    >
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{text.route}</th>
              <th scope="col" className="wide">
                {text.service}
              </th>
              <th scope="col" className="n">
                {text.count}
              </th>
              <th scope="col" className="n">
                {text.errors}
              </th>
              <th scope="col" className="n wide">
                p50
              </th>
              <th scope="col" className="n">
                p95
              </th>
              <th scope="col" className="n wide">
                {text.max}
              </th>
            </tr>
          </thead>
          <tbody>
            {routes.map((route) => (
              <Row
                key={`${route.service} ${route.method} ${route.route}`}
                route={route}
                onChoose={() => change({ route: chosen === route.route ? undefined : route.route })}
                chosen={chosen === route.route}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Row({ route, chosen, onChoose }: { route: Route; chosen: boolean; onChoose: () => void }) {
  const { numbers, duration } = useFormat();
  const { method, count, errors, p50Ms, p95Ms, maxMs } = route;
  return (
    <tr>
      <th scope="row">
        <span className="method">{method}</span>{" "}
        <button type="button" className="link route" aria-pressed={chosen} onClick={onChoose}>
          {route.route}
        </button>
      </th>
      <td className="quiet wide">{route.service}</td>
      <td className="n">{numbers.integer(count)}</td>
      <td className="n">
        <ErrorRatio errors={errors} count={count} />
      </td>
      <td className="n wide">{duration(p50Ms)}</td>
      <td className="n">{duration(p95Ms)}</td>
      <td className="n wide">{duration(maxMs)}</td>
    </tr>
  );
}
