import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  ExecutionList,
  OperationDetail,
  OperationList,
  Overview,
  Pipeline,
  RequestList,
  ServiceList,
  Session,
  Trace,
} from "@mystocks/api";
import type { OperationsSearch, RequestsSearch, SlowSearch } from "../url/pages.ts";
import { formatRange, refreshEveryMs } from "../url/range.ts";
import type { Range } from "../url/range.ts";
import { fetchJson } from "./fetch-json.ts";

const PAGE = 200;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => fetchJson<Session>("/session", {}, signal),
  staleTime: Infinity,
});

export function overviewQuery(range: Range) {
  return queryOptions({
    queryKey: ["overview", formatRange(range)],
    queryFn: ({ signal }) => fetchJson<Overview>("/overview", timesOf(range), signal),
    ...refreshing(range),
  });
}

export function operationsQuery(range: Range, search: OperationsSearch) {
  return infiniteQueryOptions({
    queryKey: ["operations", formatRange(range), search],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<OperationList>(
        "/operations",
        { ...timesOf(range), ...search, limit: PAGE, cursor: pageParam },
        signal,
      ),
    ...paged(range),
  });
}

/** What lists can be filtered by; the same for every range. */
export const facetsQuery = queryOptions({
  queryKey: ["facets"],
  queryFn: ({ signal }) => fetchJson<OperationList>("/operations", { last: "1h", limit: 1 }, signal),
  select: ({ facets }) => facets,
  staleTime: 60_000,
});

export function slowQuery(range: Range, search: SlowSearch) {
  return infiniteQueryOptions({
    queryKey: ["slow", formatRange(range), search],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<ExecutionList>(
        "/operations/slow",
        { ...timesOf(range), ...search, limit: PAGE, cursor: pageParam },
        signal,
      ),
    ...paged(range),
  });
}

const LATEST = 10;

/** The newest slow executions, with what the socket does not tell of them. */
export function latestSlowQuery(range: Range) {
  return queryOptions({
    queryKey: ["latest-slow", formatRange(range)],
    queryFn: ({ signal }) =>
      fetchJson<ExecutionList>("/operations/slow", { ...timesOf(range), limit: LATEST }, signal),
    ...refreshing(range),
  });
}

export function operationQuery(range: Range, id: string) {
  return queryOptions({
    queryKey: ["operation", id, formatRange(range)],
    queryFn: ({ signal }) => fetchJson<OperationDetail>(`/operations/${id}`, timesOf(range), signal),
    ...refreshing(range),
  });
}

export function traceQuery(traceId: string) {
  return queryOptions({
    queryKey: ["trace", traceId],
    queryFn: ({ signal }) => fetchJson<Trace>(`/traces/${traceId}`, {}, signal),
    // Parts of a trace arrive at their own time: while some are missing, look again.
    refetchInterval: (query) => (query.state.data?.complete === false ? 2_000 : false),
  });
}

export function requestsQuery(range: Range, search: RequestsSearch) {
  return infiniteQueryOptions({
    queryKey: ["requests", formatRange(range), search],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<RequestList>(
        "/requests",
        { ...timesOf(range), ...search, limit: PAGE, cursor: pageParam },
        signal,
      ),
    ...paged(range),
  });
}

export function servicesQuery(range: Range) {
  return queryOptions({
    queryKey: ["services", formatRange(range)],
    queryFn: ({ signal }) => fetchJson<ServiceList>("/services", timesOf(range), signal),
    ...refreshing(range),
  });
}

/** As often as the hops are read, so that a stall shows as soon as it is known. */
const PIPELINE_MS = 2_000;

export function pipelineQuery(range: Range) {
  return queryOptions({
    queryKey: ["pipeline", formatRange(range)],
    queryFn: ({ signal }) => fetchJson<Pipeline>("/pipeline", timesOf(range), signal),
    refetchInterval: PIPELINE_MS,
    staleTime: 1_000,
    placeholderData: keepPreviousData,
  });
}

/** Pages of a list. Once a second page is read the list holds still, or rows would move under the reader. */
function paged(range: Range) {
  return {
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: { next: string | null }) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: (query: { state: { data: { pages: unknown[] } | undefined } }) =>
      (query.state.data?.pages.length ?? 0) > 1 ? false : refreshEveryMs(range),
  } as const;
}

/** A relative range is placed by the server's clock, so that each refetch moves it on. */
function timesOf(range: Range): { last: string } | { from: string; to: string } {
  if (range.kind === "last") return { last: range.name };
  return { from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() };
}

function refreshing(range: Range) {
  return { refetchInterval: refreshEveryMs(range), placeholderData: keepPreviousData };
}
