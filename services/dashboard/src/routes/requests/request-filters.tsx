import type { RequestList } from "@mystocks/api";
import { Filter, FilterBar, same } from "../../components/filter-bar.tsx";
import { useText } from "../../i18n/text.tsx";
import { STATUS_CLASSES } from "../../url/pages.ts";
import type { RequestsSearch } from "../../url/pages.ts";

type Properties = {
  search: RequestsSearch;
  routes: RequestList["routes"];
  change: (change: RequestsSearch) => void;
};

export function RequestFilters({ search, routes, change }: Properties) {
  const text = useText();
  const distinct = (values: string[]) => same([...new Set(values)].toSorted());
  return (
    <FilterBar>
      <Filter
        name={text.service}
        value={search.service}
        choices={distinct(routes.map(({ service }) => service))}
        onChoose={(service) => change({ service })}
      />
      <Filter
        name={text.route}
        value={search.route}
        choices={distinct(routes.map(({ route }) => route))}
        onChoose={(route) => change({ route })}
      />
      <Filter
        name={text.status}
        value={search.status}
        choices={STATUS_CLASSES.map((value) => ({ value, label: value }))}
        onChoose={(status) => change({ status })}
      />
      {Object.keys(search).some((key) => key === "service" || key === "route" || key === "status") && (
        <button
          type="button"
          className="link"
          onClick={() => change({ service: undefined, route: undefined, status: undefined })}
        >
          {text.clearFilters}
        </button>
      )}
    </FilterBar>
  );
}
