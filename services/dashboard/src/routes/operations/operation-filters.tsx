import { useCallback } from "react";
import type { OperationList } from "@mystocks/api";
import { Filter, FilterBar, same } from "../../components/filter-bar.tsx";
import { SearchFilter } from "../../components/search-filter.tsx";
import { useText } from "../../i18n/text.tsx";
import { KINDS } from "../../url/pages.ts";
import type { OperationsSearch } from "../../url/pages.ts";

type Change = (change: Filters) => void;
type Filters = Omit<OperationsSearch, "sort">;
type Properties = { search: Filters; facets: OperationList["facets"] | undefined; change: Change };

export function OperationFilters({ search, facets, change }: Properties) {
  const text = useText();
  const kinds = { tracked: text.kindTracked, database: text.kindDatabase };
  const onSearch = useCallback((words: string | undefined) => change({ search: words }), [change]);
  const active = [search.service, search.classification, search.database, search.kind, search.search];
  return (
    <FilterBar>
      <SearchFilter name={text.searchOperations} value={search.search} onSearch={onSearch} />
      <Filter
        name={text.service}
        value={search.service}
        choices={same(facets?.services ?? [])}
        onChoose={(service) => change({ service })}
      />
      <Filter
        name={text.classification}
        value={search.classification}
        choices={same(facets?.classifications ?? [])}
        onChoose={(classification) => change({ classification })}
      />
      <Filter
        name={text.database}
        value={search.database}
        choices={same(facets?.databases ?? [])}
        onChoose={(database) => change({ database })}
      />
      <Filter
        name={text.kind}
        value={search.kind}
        choices={KINDS.map((value) => ({ value, label: kinds[value] }))}
        onChoose={(kind) => change({ kind })}
      />
      {active.some((value) => value !== undefined) && (
        <button
          type="button"
          className="link"
          onClick={() =>
            change({
              service: undefined,
              classification: undefined,
              database: undefined,
              kind: undefined,
              search: undefined,
            })
          }
        >
          {text.clearFilters}
        </button>
      )}
    </FilterBar>
  );
}
