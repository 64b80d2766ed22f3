import { queryOptions } from "@tanstack/react-query";
import type { RuleFileList, RuleFileView, RuleList } from "@mystocks/alerting";
import { fetchJson } from "../../api/fetch-json.ts";
import { ApiProblem } from "../../api/problem.ts";

const REFRESH_MS = 2_000;

export const rulesQuery = queryOptions({
  queryKey: ["rules", "list"],
  queryFn: ({ signal }) => fetchJson<RuleList>("/rules", {}, signal),
  refetchInterval: REFRESH_MS,
});

export const filesQuery = queryOptions({
  queryKey: ["rules", "files"],
  queryFn: ({ signal }) => fetchJson<RuleFileList>("/rules/files", {}, signal),
});

/** The newest version; undefined data is none: a file that is still to be written. */
export function fileQuery(name: string) {
  return queryOptions({
    queryKey: ["rules", "file", name],
    queryFn: ({ signal }) =>
      fetchJson<RuleFileView>(`/rules/files/${name}`, {}, signal).catch((error: unknown) => {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }),
    refetchOnWindowFocus: false,
  });
}

export function versionQuery(name: string, version: number) {
  return queryOptions({
    queryKey: ["rules", "file", name, version],
    queryFn: ({ signal }) => fetchJson<RuleFileView>(`/rules/files/${name}`, { version }, signal),
    staleTime: Infinity,
  });
}
