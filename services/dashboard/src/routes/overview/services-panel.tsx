import { Link } from "@tanstack/react-router";
import type { Service } from "@mystocks/api";
import { Empty } from "../../components/empty.tsx";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";

export function ServicesPanel({ services }: { services: readonly Service[] }) {
  const text = useText();
  const { numbers, duration } = useFormat();
  return (
    <Panel title={text.services} aside={<Link to="/services">{text.all}</Link>}>
      {services.length === 0 ? (
        <Empty title={text.noServices} />
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{text.service}</th>
              <th scope="col">{text.state}</th>
              <th scope="col" className="n">
                {text.rate}
              </th>
              <th scope="col" className="n">
                p95
              </th>
            </tr>
          </thead>
          <tbody>
            {services.map((service) => (
              <tr key={service.service}>
                <th scope="row">
                  <Link to="/operations" search={{ service: service.service }}>
                    {service.service}
                  </Link>
                </th>
                <td>
                  <State state={service.state === "live" ? "ok" : "none"}>
                    {service.state === "live" ? text.serviceLive : text.serviceSilent}
                  </State>
                </td>
                <td className="n">{text.ratePerSecond(numbers.rate(service.figures.ratePerSecond))}</td>
                <td className="n">{duration(service.figures.p95Ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
