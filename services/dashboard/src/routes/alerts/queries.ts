import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { AlertDetail, AlertList } from "@mystocks/alerting";
import { fetchJson } from "../../api/fetch-json.ts";
import type { AlertsSearch } from "../../url/pages.ts";

const PAGE = 200;
/** Beside the push, for what a lost connection lets pass. */
const REFRESH_MS = 10_000;

/** What the API is asked for; undefined values are left out. */
export function askedOf({ view = "live", search, level, handling, rule, service }: AlertsSearch) {
  const condition = view === "all" ? undefined : view;
  return { level, handling, rule, service, text: search, condition };
}

export function alertsQuery(search: AlertsSearch) {
  const isLive = (search.view ?? "live") === "live";
  const asked = { ...askedOf(search), order: isLive ? "urgency" : "newest" };
  return infiniteQueryOptions({
    queryKey: ["alerts", "list", asked],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<AlertList>("/alerts", { ...asked, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

export function alertQuery(id: string) {
  return queryOptions({
    queryKey: ["alerts", "one", id],
    queryFn: ({ signal }) => fetchJson<AlertDetail>(`/alerts/${id}`, {}, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}
