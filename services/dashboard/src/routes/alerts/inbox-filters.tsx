import type { AlertList } from "@mystocks/alerting";
import { Filter, FilterBar, same } from "../../components/filter-bar.tsx";
import { SearchFilter } from "../../components/search-filter.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { useText } from "../../i18n/text.tsx";
import { ALERT_LEVELS, ALERT_VIEWS } from "../../url/pages.ts";
import type { AlertsSearch } from "../../url/pages.ts";
import { askedOf } from "./queries.ts";
import { useAlertWords } from "./words.ts";

type Properties = {
  search: AlertsSearch;
  facets: AlertList["facets"] | undefined;
  change: (change: AlertsSearch) => void;
};

export function InboxFilters({ search, facets, change }: Properties) {
  const words = useAlertWords();
  const text = useText();
  return (
    <FilterBar>
      <Tabs
        name={words.view}
        value={search.view ?? "live"}
        choices={ALERT_VIEWS.map((value) => ({ value, label: words[value] }))}
        onChoose={(view) => change({ view: view === "live" ? undefined : view })}
      />
      <SearchFilter
        name={words.searchAlerts}
        value={search.search}
        onSearch={(value) => change({ search: value })}
      />
      <Filter
        name={words.level}
        value={search.level}
        choices={ALERT_LEVELS.map((value) => ({ value, label: value }))}
        onChoose={(level) => change({ level })}
      />
      <Filter
        name={words.handling}
        value={search.handling}
        choices={(["open", "acknowledged", "closed"] as const).map((value) => ({
          value,
          label: words.handled[value],
        }))}
        onChoose={(handling) => change({ handling })}
      />
      <Filter
        name={words.rule}
        value={search.rule}
        choices={same(facets?.rules ?? [])}
        onChoose={(rule) => change({ rule })}
      />
      <Filter
        name={text.service}
        value={search.service}
        choices={same(facets?.services ?? [])}
        onChoose={(service) => change({ service })}
      />
      <a className="pill" href={csvAddress(search)} download="alerts.csv">
        {words.export}
      </a>
    </FilterBar>
  );
}

/** What the filters leave, as a file. */
function csvAddress(search: AlertsSearch): string {
  const asked = Object.entries(askedOf(search)).filter(([, value]) => value !== undefined);
  return `/api/v1/alerts.csv?${new URLSearchParams(asked as [string, string][])}`;
}
