import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { JobDetail, JobList, JobRun, JobRunList } from "@mystocks/api";
import { fetchJson } from "../../api/fetch-json.ts";

/** As often as schedulers look. */
const REFRESH_MS = 2000;
const PAGE = 50;

export const pathOf = (name: string) => `/jobs/${encodeURIComponent(name)}`;

export const jobsQuery = queryOptions({
  queryKey: ["jobs"],
  queryFn: ({ signal }) => fetchJson<JobList>("/jobs", {}, signal),
  refetchInterval: REFRESH_MS,
});

export function jobQuery(name: string) {
  return queryOptions({
    queryKey: ["jobs", name],
    queryFn: ({ signal }) => fetchJson<JobDetail>(pathOf(name), {}, signal),
    refetchInterval: REFRESH_MS,
  });
}

/** Once a second page is read the list holds still, or rows would move under the reader. */
export function jobRunsQuery(name: string, fate: JobRun["fate"] | undefined) {
  return infiniteQueryOptions({
    queryKey: ["jobs", name, "runs", fate],
    queryFn: ({ signal, pageParam }) =>
      fetchJson<JobRunList>(`${pathOf(name)}/runs`, { fate, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : REFRESH_MS),
  });
}
