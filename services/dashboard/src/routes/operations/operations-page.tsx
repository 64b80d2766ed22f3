import { useCallback } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { operationsQuery } from "../../api/queries.ts";
import { Empty } from "../../components/empty.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Title } from "../../components/title.tsx";
import { VirtualTable } from "../../components/virtual-table.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useText } from "../../i18n/text.tsx";
import { useLiveTable } from "../../live/live.tsx";
import { operationsSearch } from "../../url/pages.ts";
import type { OperationsSearch } from "../../url/pages.ts";
import { isLive } from "../../url/range.ts";
import { useRange } from "../../url/use-range.ts";
import { useOperationColumns } from "./operation-columns.tsx";
import { OperationFilters } from "./operation-filters.tsx";

const ROW_HEIGHT = 48;
/** Where the time goes: what takes most of it comes first. */
const DEFAULT_SORT = "time";

export function OperationsPage() {
  const text = useText();
  const { numbers } = useFormat();
  const range = useRange();
  const search = useSearch({ from: "/operations" });
  const query = useInfiniteQuery(
    operationsQuery(range, { ...operationsSearch(search), sort: search.sort ?? DEFAULT_SORT }),
  );
  const live = useLiveTable(isLive(range));
  const change = useChange();
  const columns = useOperationColumns(live);
  const { sort = DEFAULT_SORT } = search;
  const first = query.data?.pages[0];
  const onEnd = query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : undefined;
  return (
    <>
      <Title name={text.operations}>
        {first !== undefined && text.operationsFound(numbers.integer(first.total), first.total)}
      </Title>
      <OperationFilters search={search} facets={first?.facets} change={change} />
      <Loaded query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) return <Empty title={text.noOperations}>{text.widenRangeOrFilter}</Empty>;
          return (
            <VirtualTable
              name={text.operations}
              rows={rows}
              columns={columns}
              rowKey={(row) => String(row.key.id)}
              rowHeight={ROW_HEIGHT}
              sort={sort}
              onSort={(by) => change({ sort: by })}
              onEnd={query.hasNextPage ? onEnd : undefined}
            />
          );
        }}
      </Loaded>
    </>
  );
}

function useChange(): (change: OperationsSearch) => void {
  const navigate = useNavigate({ from: "/operations" });
  return useCallback(
    (change) =>
      void navigate({
        search: (before) => ({ ...before, ...change }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
}
