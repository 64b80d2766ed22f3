import { useCallback } from "react";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AlertList } from "@mystocks/alerting";
import { fetchJson } from "../api/fetch-json.ts";
import { useFormat } from "../format/use-format.tsx";
import { useText } from "../i18n/text.tsx";
import { useAlertChanges } from "../live/live.tsx";

const REFRESH_MS = 15_000;

const firingQuery = queryOptions({
  queryKey: ["alerts", "firing"],
  queryFn: ({ signal }) => fetchJson<AlertList>("/alerts", { condition: "firing", limit: 1 }, signal),
  select: ({ firing }) => firing,
  refetchInterval: REFRESH_MS,
});

/** How many alerts fire now, red when one of them is critical; on every page, so it keeps all alerts live. */
export function FiringCount() {
  const text = useText();
  const { numbers } = useFormat();
  const queries = useQueryClient();
  useAlertChanges(
    useCallback(() => {
      void queries.invalidateQueries({ queryKey: ["alerts"] });
      // What mutes an alert, or ends with it, has changed with it.
      void queries.invalidateQueries({ queryKey: ["silences", "list"] });
    }, [queries]),
  );
  const { data } = useQuery(firingQuery);
  const count = data === undefined ? 0 : data.CRITICAL + data.WARNING + data.INFO;
  if (data === undefined || count === 0) return null;
  return (
    <span className={data.CRITICAL > 0 ? "count bad" : "count"}>
      <span aria-hidden="true">{numbers.integer(count)}</span>
      <span className="hidden">{text.firingNow(numbers.integer(count))}</span>
    </span>
  );
}
