import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Service } from "@mystocks/api";
import { servicesQuery } from "../../api/queries.ts";
import { ConnectCommand } from "../../components/connect-command.tsx";
import { Empty } from "../../components/empty.tsx";
import { ErrorRatio } from "../../components/error-ratio.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { State } from "../../components/state.tsx";
import { Title } from "../../components/title.tsx";
import { useNow } from "../../components/use-now.ts";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { useRange } from "../../url/use-range.ts";

export function ServicesPage() {
  const text = useText();
  const query = useQuery(servicesQuery(useRange()));
  return (
    <>
      <Title name={text.services}>
        <ConnectCommand />
      </Title>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={text.noServices}>
              <ConnectCommand />
            </Empty>
          ) : (
            <ServiceTable services={items} />
          )
        }
      </Loaded>
    </>
  );
}

function ServiceTable({ services }: { services: readonly Service[] }) {
  const text = useText();
  const numeric = [text.instances, text.rate, text.errors, "p50", "p95", "p99"];
  return (
    <div className="panel scroll padded">
      <table>
        <thead>
          <tr>
            <th scope="col">{text.service}</th>
            <th scope="col">{text.state}</th>
            <th scope="col">{text.lastSeen}</th>
            <th scope="col">{text.language}</th>
            {numeric.map((label) => (
              <th key={label} scope="col" className="n">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {services.map((service) => (
            <Row key={service.service} service={service} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ service }: { service: Service }) {
  const text = useText();
  const nowMs = useNow();
  const { numbers, times, duration } = useFormat();
  const { figures, state, lastSeenAt } = service;
  return (
    <tr>
      <th scope="row">
        <Link to="/operations" search={{ service: service.service }} data-row="">
          {service.service}
        </Link>
      </th>
      <td>
        <State state={state === "live" ? "ok" : "none"}>
          {state === "live" ? text.serviceLive : text.serviceSilent}
        </State>
      </td>
      <td>{times.short(Date.parse(lastSeenAt), nowMs)}</td>
      <td>{service.language ?? NOTHING}</td>
      <td className="n">{numbers.integer(service.instances)}</td>
      <td className="n">{text.ratePerSecond(numbers.rate(figures.ratePerSecond))}</td>
      <td className="n">
        <ErrorRatio {...figures} />
      </td>
      <td className="n">{duration(figures.p50Ms)}</td>
      <td className="n">{duration(figures.p95Ms)}</td>
      <td className="n">{duration(figures.p99Ms)}</td>
    </tr>
  );
}
