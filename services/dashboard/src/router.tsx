import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from "@tanstack/react-router";
import { Failure } from "./shell/failure.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { Layout } from "./shell/layout.tsx";
import {
  alertsSearch,
  rulesSearch,
  silencesSearch,
  operationsSearch,
  requestsSearch,
  sharedSearch,
  slowSearch,
  traceSearch,
} from "./url/pages.ts";
import type { SharedSearch } from "./url/pages.ts";
import { readSearch, writeSearch } from "./url/search.ts";

const root = createRootRoute({
  component: Layout,
  notFoundComponent: NotFound,
  validateSearch: (raw: Record<string, unknown>): SharedSearch => sharedSearch(raw),
  search: { middlewares: [retainSearchParams<SharedSearch>(["range", "tz", "lang", "theme"])] },
});

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./routes/overview/overview-page.tsx"), "OverviewPage"),
});

const operations = createRoute({
  getParentRoute: () => root,
  path: "/operations",
  validateSearch: operationsSearch,
  component: lazyRouteComponent(() => import("./routes/operations/operations-page.tsx"), "OperationsPage"),
});

const slow = createRoute({
  getParentRoute: () => root,
  path: "/operations/slow",
  validateSearch: slowSearch,
  component: lazyRouteComponent(() => import("./routes/operations/slow-page.tsx"), "SlowPage"),
});

const operation = createRoute({
  getParentRoute: () => root,
  path: "/operations/$id",
  component: lazyRouteComponent(() => import("./routes/operation/operation-page.tsx"), "OperationPage"),
});

const trace = createRoute({
  getParentRoute: () => root,
  path: "/traces/$traceId",
  validateSearch: traceSearch,
  component: lazyRouteComponent(() => import("./routes/trace/trace-page.tsx"), "TracePage"),
});

const requests = createRoute({
  getParentRoute: () => root,
  path: "/requests",
  validateSearch: requestsSearch,
  component: lazyRouteComponent(() => import("./routes/requests/requests-page.tsx"), "RequestsPage"),
});

const services = createRoute({
  getParentRoute: () => root,
  path: "/services",
  component: lazyRouteComponent(() => import("./routes/services/services-page.tsx"), "ServicesPage"),
});

const pipeline = createRoute({
  getParentRoute: () => root,
  path: "/pipeline",
  component: lazyRouteComponent(() => import("./routes/pipeline/pipeline-page.tsx"), "PipelinePage"),
});

const jobs = createRoute({
  getParentRoute: () => root,
  path: "/jobs",
  component: lazyRouteComponent(() => import("./routes/jobs/jobs-page.tsx"), "JobsPage"),
});

const job = createRoute({
  getParentRoute: () => root,
  path: "/jobs/$name",
  component: lazyRouteComponent(() => import("./routes/jobs/job-page.tsx"), "JobPage"),
});

const datasets = createRoute({
  getParentRoute: () => root,
  path: "/datasets",
  component: lazyRouteComponent(() => import("./routes/datasets/datasets-page.tsx"), "DatasetsPage"),
});

const dataset = createRoute({
  getParentRoute: () => root,
  path: "/datasets/$dataset",
  component: lazyRouteComponent(() => import("./routes/datasets/dataset-page.tsx"), "DatasetPage"),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: "/alerts",
  validateSearch: alertsSearch,
  component: lazyRouteComponent(() => import("./routes/alerts/inbox-page.tsx"), "InboxPage"),
});

const alert = createRoute({
  getParentRoute: () => root,
  path: "/alerts/$id",
  component: lazyRouteComponent(() => import("./routes/alerts/alert-page.tsx"), "AlertPage"),
});

const rules = createRoute({
  getParentRoute: () => root,
  path: "/rules",
  validateSearch: rulesSearch,
  component: lazyRouteComponent(() => import("./routes/rules/rules-page.tsx"), "RulesPage"),
});

const silences = createRoute({
  getParentRoute: () => root,
  path: "/silences",
  validateSearch: silencesSearch,
  component: lazyRouteComponent(() => import("./routes/silences/silences-page.tsx"), "SilencesPage"),
});

export function createAppRouter() {
  return createRouter({
    routeTree: root.addChildren([
      overview,
      operations,
      slow,
      operation,
      trace,
      requests,
      services,
      pipeline,
      datasets,
      dataset,
      jobs,
      job,
      alerts,
      alert,
      rules,
      silences,
    ]),
    parseSearch: readSearch,
    stringifySearch: writeSearch,
    defaultPreload: "intent",
    defaultErrorComponent: Failure,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
