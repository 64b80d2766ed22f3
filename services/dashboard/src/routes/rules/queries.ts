import { queryOptions } from "@tanstack/react-query";
import type { RuleFileList, RuleFileView, RuleList } from "@mystocks/alerting";
import { fetchJson } from "../../api/fetch-json.ts";

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

/** The newest version; null: a file that is still to be written. */
export function fileQuery(name: string) {
  return queryOptions({
    queryKey: ["rules", "file", name],
    queryFn: async ({ client, signal }) => {
      const { items } = await client.fetchQuery({ ...filesQuery, staleTime: 0 });
      if (!items.some((file) => file.name === name)) return null;
      return fetchJson<RuleFileView>(`/rules/files/${name}`, {}, signal);
    },
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
