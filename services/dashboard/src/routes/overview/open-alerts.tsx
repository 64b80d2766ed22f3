import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Alert, AlertList } from "@mystocks/alerting";
import { fetchJson } from "../../api/fetch-json.ts";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import type { StateName } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { alertPlace, useAlertText } from "../alerts/alert-text.ts";
import { toneOf } from "../alerts/alert-tone.ts";

const SHOWN = 3;
const REFRESH_MS = 10_000;
const LEVELS = [
  ["CRITICAL", "bad"],
  ["WARNING", "warn"],
  ["INFO", "none"],
] as const satisfies readonly (readonly [Alert["level"], StateName])[];

/** Read anew whenever an alert changes: its key begins as those of the inbox do. */
const openQuery = queryOptions({
  queryKey: ["alerts", "open"],
  queryFn: ({ signal }) =>
    fetchJson<AlertList>("/alerts", { condition: "live", order: "urgency", limit: SHOWN }, signal),
  refetchInterval: REFRESH_MS,
});

/** How many alerts fire, by level, and the most urgent of them. */
export function OpenAlerts() {
  const text = useText();
  const { numbers } = useFormat();
  const { data } = useQuery(openQuery);
  if (data === undefined) return null;
  const { firing, items } = data;
  const levels = LEVELS.filter(([level]) => firing[level] > 0);
  return (
    <Panel
      title={text.alerts}
      note={
        levels.length === 0 ? text.noAlerts : text.waitForSomebody(numbers.integer(firing.unacknowledged))
      }
      aside={levels.map(([level, state]) => (
        <Link key={level} to="/alerts" search={{ level }}>
          <State state={state}>{`${numbers.integer(firing[level])} ${level}`}</State>
        </Link>
      ))}
      className="open-alerts"
    >
      {items.length > 0 && (
        <ul className="health">
          {items.map((alert) => (
            <Item key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Item({ alert }: { alert: Alert }) {
  const { summary } = useAlertText();
  const { times } = useFormat();
  const nowMs = useNow();
  return (
    <li>
      <State state={toneOf(alert)}>{alert.level}</State>
      <Link to="/alerts/$id" params={{ id: alert.id }}>
        {summary(alert)} <span className="alert-place quiet">{alertPlace(alert).join(" · ")}</span>
      </Link>
      <time className="quiet" dateTime={alert.since}>
        {times.short(Date.parse(alert.firedAt ?? alert.since), nowMs)}
      </time>
    </li>
  );
}
