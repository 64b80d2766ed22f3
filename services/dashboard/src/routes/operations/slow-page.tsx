import { useCallback } from "react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { facetsQuery, slowQuery } from "../../api/queries.ts";
import { Empty } from "../../components/empty.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { Title } from "../../components/title.tsx";
import { VirtualTable } from "../../components/virtual-table.tsx";
import { useText } from "../../i18n/text.tsx";
import { slowSearch } from "../../url/pages.ts";
import type { SlowSearch } from "../../url/pages.ts";
import { useRange } from "../../url/use-range.ts";
import { OperationFilters } from "./operation-filters.tsx";
import { useSlowColumns } from "./slow-columns.tsx";

const ROW_HEIGHT = 52;

export function SlowPage() {
  const text = useText();
  const range = useRange();
  const search = useSearch({ from: "/operations/slow" });
  const query = useInfiniteQuery(slowQuery(range, slowSearch(search)));
  const { data: facets } = useQuery(facetsQuery);
  const change = useChange();
  const columns = useSlowColumns();
  const onEnd = query.hasNextPage && !query.isFetching ? () => void query.fetchNextPage() : undefined;
  return (
    <>
      <Title name={text.slowAndFailed} />
      <div className="filters">
        <Tabs
          name={text.slowAndFailed}
          value={search.failed === "true" ? "failed" : "slow"}
          choices={[
            { value: "slow", label: text.slow },
            { value: "failed", label: text.failed },
          ]}
          onChoose={(value) => change({ failed: value === "failed" ? "true" : undefined })}
        />
        <OperationFilters search={search} facets={facets} change={change} />
      </div>
      <Loaded query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) {
            return (
              <Empty title={search.failed === "true" ? text.noFailed : text.noSlow}>{text.noSlowNote}</Empty>
            );
          }
          return (
            <VirtualTable
              name={text.slowAndFailed}
              rows={rows}
              columns={columns}
              rowKey={(row) => row.spanId}
              rowHeight={ROW_HEIGHT}
              sort={search.order ?? "newest"}
              onSort={(order) => change({ order })}
              onEnd={query.hasNextPage ? onEnd : undefined}
            />
          );
        }}
      </Loaded>
    </>
  );
}

function useChange(): (change: SlowSearch) => void {
  const navigate = useNavigate({ from: "/operations/slow" });
  return useCallback(
    (change) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false }),
    [navigate],
  );
}
