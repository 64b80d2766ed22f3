import { useCallback, useState } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { AlertList as Page } from "@mystocks/alerting";
import { Empty } from "../../components/empty.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { State } from "../../components/state.tsx";
import { Title } from "../../components/title.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { alertsSearch } from "../../url/pages.ts";
import type { AlertsSearch } from "../../url/pages.ts";
import { AlertList } from "./alert-list.tsx";
import "./alerts.css";
import { BulkBar } from "./bulk-bar.tsx";
import { InboxFilters } from "./inbox-filters.tsx";
import { alertsQuery } from "./queries.ts";
import { useAlertWords } from "./words.ts";

const NONE: ReadonlySet<string> = new Set();

export function InboxPage() {
  const words = useAlertWords();
  const search = alertsSearch(useSearch({ from: "/alerts" }));
  const change = useChange();
  const query = useInfiniteQuery(alertsQuery(search));
  const [chosen, setChosen] = useState(NONE);
  const toggle = useCallback((id: string) => setChosen((before) => toggled(before, id)), []);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onEnd = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);
  const first = query.data?.pages[0];
  return (
    <>
      <Title name={words.title}>{first !== undefined && <Firing firing={first.firing} />}</Title>
      <InboxFilters search={search} facets={first?.facets} change={change} />
      <BulkBar chosen={chosen} onDone={() => setChosen(NONE)} />
      <Loaded query={query}>
        {({ pages }) => {
          const alerts = pages.flatMap((page) => page.items);
          if (alerts.length === 0) return <Nothing search={search} />;
          return (
            <AlertList
              name={words.title}
              alerts={alerts}
              chosen={chosen}
              onChoose={toggle}
              onEnd={hasNextPage ? onEnd : undefined}
            />
          );
        }}
      </Loaded>
    </>
  );
}

function toggled(before: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return after;
}

/** How many fire, by level; muted ones apart. */
function Firing({ firing }: { firing: Page["firing"] }) {
  const words = useAlertWords();
  const { numbers } = useFormat();
  const { CRITICAL, WARNING, INFO, unacknowledged, muted } = firing;
  if (CRITICAL + WARNING + INFO + muted === 0) return words.noneLive;
  return (
    <span className="firing-counts">
      {CRITICAL > 0 && <State state="bad">{`${numbers.integer(CRITICAL)} CRITICAL`}</State>}
      {WARNING > 0 && <State state="warn">{`${numbers.integer(WARNING)} WARNING`}</State>}
      {INFO > 0 && <State state="none">{`${numbers.integer(INFO)} INFO`}</State>}
      <span>
        {words.waiting(numbers.integer(unacknowledged))}
        {muted > 0 && ` · ${words.mutedCount(numbers.integer(muted))}`}
      </span>
    </span>
  );
}

function Nothing({ search }: { search: AlertsSearch }) {
  const words = useAlertWords();
  const isFiltered = Object.keys(search).some((key) => key !== "view");
  if (isFiltered || search.view !== undefined) return <Empty title={words.noneFound} />;
  return <Empty title={words.noneLive}>{words.noneLiveNote}</Empty>;
}

function useChange(): (change: AlertsSearch) => void {
  const navigate = useNavigate({ from: "/alerts" });
  return useCallback(
    (change) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true, resetScroll: false }),
    [navigate],
  );
}
