import { useCallback } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { AlertList } from "@mystocks/alerting";
import { Empty } from "../../components/empty.tsx";
import { Filter, FilterBar, same } from "../../components/filter-bar.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { SearchFilter } from "../../components/search-filter.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { Title } from "../../components/title.tsx";
import { useText } from "../../i18n/text.tsx";
import { ALERT_LEVELS, ALERT_VIEWS, alertsSearch } from "../../url/pages.ts";
import type { AlertsSearch } from "../../url/pages.ts";
import { AlertRow } from "./alert-row.tsx";
import { byUrgency } from "./alert-tone.ts";
import "./alerts.css";
import { alertsQuery } from "./queries.ts";
import { useAlertWords } from "./words.ts";

export function InboxPage() {
  const words = useAlertWords();
  const search = alertsSearch(useSearch({ from: "/alerts" }));
  const change = useChange();
  const query = useInfiniteQuery(alertsQuery(search));
  const isLive = (search.view ?? "live") === "live";
  return (
    <>
      <Title name={words.title}>{words.subtitle}</Title>
      <Filters search={search} facets={query.data?.pages[0]?.facets} change={change} />
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <Nothing search={search} />;
          return (
            <>
              <ul className="alerts panel" aria-label={words.title}>
                {(isLive ? items.toSorted(byUrgency) : items).map((alert) => (
                  <AlertRow key={alert.id} alert={alert} />
                ))}
              </ul>
              {query.hasNextPage && (
                <button type="button" className="button" onClick={() => void query.fetchNextPage()}>
                  {words.more}
                </button>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Nothing({ search }: { search: AlertsSearch }) {
  const words = useAlertWords();
  const isFiltered = Object.keys(search).some((key) => key !== "view");
  if (isFiltered || search.view !== undefined) return <Empty title={words.noneFound} />;
  return <Empty title={words.noneLive}>{words.noneLiveNote}</Empty>;
}

type FilterProperties = {
  search: AlertsSearch;
  facets: AlertList["facets"] | undefined;
  change: (change: AlertsSearch) => void;
};

function Filters({ search, facets, change }: FilterProperties) {
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
      <a className="pill" href="/api/v1/alerts.csv" download="alerts.csv">
        {words.export}
      </a>
    </FilterBar>
  );
}

function useChange(): (change: AlertsSearch) => void {
  const navigate = useNavigate({ from: "/alerts" });
  return useCallback(
    (change) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false }),
    [navigate],
  );
}
