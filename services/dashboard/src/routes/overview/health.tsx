import type { Overview } from "@mystocks/api";
import { Empty } from "../../components/empty.tsx";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { useText } from "../../i18n/text.tsx";

/** What is down comes first. */
export function HealthPanel({ health }: Pick<Overview, "health">) {
  const text = useText();
  const ordered = health.toSorted((a, b) => Number(a.up) - Number(b.up) || a.name.localeCompare(b.name));
  return (
    <Panel title={text.health} note={text.healthNote}>
      {ordered.length === 0 ? (
        <Empty title={text.noHealth}>{text.noHealthNote}</Empty>
      ) : (
        <ul className="health">
          {ordered.map(({ kind, service, name, up }) => (
            <li key={`${kind} ${service} ${name}`}>
              <span>
                {name}{" "}
                <span className="quiet">
                  {kind === "datasource" ? text.dataSourceOf(service) : text.serviceItself(service, name)}
                </span>
              </span>
              <State state={up ? "ok" : "bad"}>{up ? text.up : text.down}</State>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
