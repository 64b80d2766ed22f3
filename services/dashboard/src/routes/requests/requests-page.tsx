import { useCallback } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { requestsQuery } from "../../api/queries.ts";
import { Empty } from "../../components/empty.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Title } from "../../components/title.tsx";
import { VirtualTable } from "../../components/virtual-table.tsx";
import { useText } from "../../i18n/text.tsx";
import { requestsSearch } from "../../url/pages.ts";
import type { RequestsSearch } from "../../url/pages.ts";
import { useRange } from "../../url/use-range.ts";
import { useRequestColumns } from "./request-columns.tsx";
import { RequestFilters } from "./request-filters.tsx";
import { RoutesPanel } from "./routes-panel.tsx";

const ROW_HEIGHT = 36;

export function RequestsPage() {
  const text = useText();
  const range = useRange();
  const search = useSearch({ from: "/requests" });
  const query = useInfiniteQuery(requestsQuery(range, requestsSearch(search)));
  const change = useChange();
  const columns = useRequestColumns();
  const routes = query.data?.pages[0]?.routes ?? [];
  const onEnd = query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : undefined;
  return (
    <>
      <Title name={text.requests}>{text.requestsNote}</Title>
      <RequestFilters search={search} routes={routes} change={change} />
      <Loaded query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) return <Empty title={text.noRequests}>{text.noRequestsNote}</Empty>;
          return (
            <>
              <RoutesPanel
                routes={routes}
                from={pages[0]?.routesFrom}
                chosen={search.route}
                change={change}
              />
              <VirtualTable
                name={text.latestRequests}
                rows={rows}
                columns={columns}
                rowKey={(row) => row.spanId}
                rowHeight={ROW_HEIGHT}
                onEnd={query.hasNextPage ? onEnd : undefined}
              />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function useChange(): (change: RequestsSearch) => void {
  const navigate = useNavigate({ from: "/requests" });
  return useCallback(
    (change) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false }),
    [navigate],
  );
}
