import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  CheckHistory,
  DatasetDetail,
  DatasetList,
  DayList,
  FailedRowList,
  QualityRunList,
} from "@mystocks/quality";
import { fetchJson } from "../../api/fetch-json.ts";

const REFRESH_MS = 3000;
const PAGE = 20;

export const pathOf = (dataset: string) => `/datasets/${encodeURIComponent(dataset)}`;

export const datasetsQuery = queryOptions({
  queryKey: ["datasets"],
  queryFn: ({ signal }) => fetchJson<DatasetList>("/datasets", { days: 20 }, signal),
  refetchInterval: REFRESH_MS,
});

export function datasetQuery(dataset: string) {
  return queryOptions({
    queryKey: ["datasets", dataset],
    queryFn: ({ signal }) => fetchJson<DatasetDetail>(pathOf(dataset), { days: 20 }, signal),
    refetchInterval: REFRESH_MS,
  });
}

export function failedRowsQuery(dataset: string, check: string, run: string | null) {
  return queryOptions({
    // The newest run is part of the key: its rows belong to no other.
    queryKey: ["datasets", dataset, "rows", check, run],
    queryFn: ({ signal }) =>
      fetchJson<FailedRowList>(
        `${pathOf(dataset)}/checks/${encodeURIComponent(check)}/rows`,
        { limit: 50 },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

export function checkHistoryQuery(dataset: string, check: string) {
  return queryOptions({
    queryKey: ["datasets", dataset, "history", check],
    queryFn: ({ signal }) =>
      fetchJson<CheckHistory>(
        `${pathOf(dataset)}/checks/${encodeURIComponent(check)}/history`,
        { limit: 60 },
        signal,
      ),
    refetchInterval: REFRESH_MS,
  });
}

export function daysQuery(dataset: string, { from, to }: { from: string; to: string }) {
  return queryOptions({
    queryKey: ["datasets", dataset, "days", from, to],
    queryFn: ({ signal }) => fetchJson<DayList>(`${pathOf(dataset)}/days`, { from, to }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

/** Once a second page is read the list holds still, or rows would move under the reader. */
export function qualityRunsQuery(dataset: string) {
  return infiniteQueryOptions({
    queryKey: ["datasets", dataset, "runs"],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<QualityRunList>(
        `${pathOf(dataset)}/runs`,
        { origin: "contract", limit: PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : REFRESH_MS),
  });
}
