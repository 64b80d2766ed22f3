import { bindRoute, MonitorError, type Route } from "@mystocks/runtime";
import { readQualityReports } from "@mystocks/store/quality";
import type { QualityReport } from "../contract.ts";
import { declarations } from "../declarations.ts";
import { readReport } from "../report/read-report.ts";
import { reportPage } from "../report/report-page.ts";
import { dateSpan } from "./date-span.ts";
import { shownTime } from "./dataset-view.ts";
import type { HttpParts } from "./parts.ts";

/** Reports on demand, and those that were made by schedule. */
export function reportRoutes({ pool, now }: HttpParts): Route[] {
  const made = (query: { from?: string | undefined; to?: string | undefined }) =>
    readReport(pool, { ...query, ...dateSpan(query, now()) }, now());
  return [
    bindRoute(declarations.report, ({ query }) => made(query)),
    bindRoute(declarations.reportPage, async ({ query: { language, ...query } }) =>
      reportPage(await made(query), language),
    ),
    bindRoute(declarations.listReports, async ({ query }) => {
      const reports = await readQualityReports(pool, query);
      return {
        items: reports.map(({ id, name, madeAtMs, report }) => {
          const { from, to, score } = report as QualityReport;
          return { id, name, madeAt: shownTime(madeAtMs), from, to, score };
        }),
      };
    }),
    bindRoute(declarations.readReport, ({ params }) => storedReport(pool, params.id)),
    bindRoute(declarations.readReportPage, async ({ params, query }) =>
      reportPage(await storedReport(pool, params.id), query.language),
    ),
  ];
}

async function storedReport(pool: HttpParts["pool"], id: string): Promise<QualityReport> {
  const [found] = await readQualityReports(pool, { id, limit: 1 });
  if (found === undefined)
    throw new MonitorError("NOT_FOUND", `There is no report ${id}.`, {
      field: "id",
      remedy: "GET /quality/reports lists them.",
    });
  return found.report as QualityReport;
}
