// Every route of the quality role, as it is documented; http/ does what they promise.
import { declareRoute } from "@mystocks/runtime";
import { z } from "zod";
import * as contract from "./contract.ts";

const nothing = z.strictObject({});
const day = z.iso.date();
const name = z.string().min(1).max(200);
const dataset = z.strictObject({ dataset: name.describe("Name of a dataset") });
const check = dataset.extend({ check: name.describe("Id of a check") });
const why = z.string().trim().min(1).max(500).describe("Why, for those who read it later");
const cursor = z.string().min(1).max(1000).optional().describe("`next` of the page before");
const limit = (most: number, preset: number) =>
  z.coerce.number().int().min(1).max(most).default(preset).describe(`1 to ${most}`);
// Servers and proxies read 8 to 16 KB of an address.
const names = z
  .string()
  .regex(/[^\s,]/)
  .max(4_000);

const span = {
  from: day.optional().describe("YYYY-MM-DD; 30 days before `to` when left out"),
  to: day.optional().describe("YYYY-MM-DD; today when left out"),
};
const report = z.strictObject({ id: z.string().regex(/^\d{1,18}$/) });
const language = z.enum(["en", "zh"]).default("en");
const reportQuery = {
  ...span,
  dataset: name.optional(),
  classification: name.optional(),
  database: name.optional(),
};

export const declarations = {
  listDatasets: declareRoute({
    method: "get",
    path: "/datasets",
    summary: "Every dataset: where it stands, how late it is, and what its last trading days were",
    needs: "viewer",
    params: nothing,
    query: z.strictObject({ days: limit(60, 15) }),
    answer: contract.datasetListSchema,
  }),
  readDataset: declareRoute({
    method: "get",
    path: "/datasets/{dataset}",
    summary: "One dataset with each of its checks",
    needs: "viewer",
    params: dataset,
    query: z.strictObject({ days: limit(60, 15) }),
    answer: contract.datasetDetailSchema,
  }),
  checkHistory: declareRoute({
    method: "get",
    path: "/datasets/{dataset}/checks/{check}/history",
    summary: "What a check found over time, newest first",
    needs: "viewer",
    params: check,
    query: z.strictObject({ ...span, limit: limit(1000, 200) }),
    answer: contract.checkHistorySchema,
  }),
  failedRows: declareRoute({
    method: "get",
    path: "/datasets/{dataset}/checks/{check}/rows",
    summary: "Rows that fail a check by its newest run or by the one named, and SQL that shows them",
    needs: "viewer",
    params: check,
    query: z.strictObject({
      run: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional()
        .describe("Number of a run"),
      limit: limit(1000, 100),
    }),
    answer: contract.failedRowsSchema,
  }),
  listRuns: declareRoute({
    method: "get",
    path: "/datasets/{dataset}/runs",
    summary: "Runs, newest first: why, what they cost and what they found",
    needs: "viewer",
    params: dataset,
    query: z.strictObject({
      origin: z.enum(["contract", "service"]).optional().describe("service: figures that loaders told"),
      limit: limit(200, 50),
      cursor,
    }),
    answer: contract.qualityRunListSchema,
  }),
  judgeDataset: declareRoute({
    method: "post",
    path: "/datasets/{dataset}/runs",
    summary: "Judge it now, or past trading days again; a past day changes that day alone",
    needs: "operator",
    params: dataset,
    query: nothing,
    body: z.strictObject({
      from: day.optional().describe("The first trading day; left out: judge what is now"),
      to: day.optional().describe("The last one; the same day when left out"),
      why,
    }),
    answer: contract.judgedSchema,
  }),
  listDays: declareRoute({
    method: "get",
    path: "/datasets/{dataset}/days",
    summary: "Calendar: what each day was found to be, and by which checks",
    needs: "viewer",
    params: dataset,
    query: z.strictObject(span),
    answer: contract.dayListSchema,
  }),
  acceptDay: declareRoute({
    method: "post",
    path: "/datasets/{dataset}/days/{day}/accept",
    summary: "Take a backfilled or failed day over as it is: baselines learn from it",
    needs: "operator",
    params: dataset.extend({ day }),
    query: nothing,
    body: z.strictObject({ why }),
    answer: z.undefined(),
  }),
  gate: declareRoute({
    method: "get",
    path: "/quality/gate",
    summary: "Is this data good enough to trade on, for this day and these symbols?",
    needs: "viewer",
    params: nothing,
    query: z.strictObject({
      dataset: names.describe("Names, separated by commas"),
      day: day.optional().describe("The trading day; the newest that is due when left out"),
      symbols: names.optional().describe("Separated by commas; all when left out"),
      failClosed: z
        .enum(["true", "false"])
        .default("false")
        .describe("true: what is not known blocks, in place of degrading"),
    }),
    answer: contract.gateSchema,
  }),
  gateOfMany: declareRoute({
    method: "post",
    path: "/quality/gate",
    bodyLimit: "2mb",
    summary: "The same for more symbols than an address can hold, such as a whole market",
    needs: "viewer",
    params: nothing,
    query: nothing,
    body: z.strictObject({
      datasets: z.array(name).min(1).max(50),
      day: day.optional().describe("The trading day; the newest that is due when left out"),
      symbols: z.array(z.string().min(1).max(64)).min(1).max(20_000).optional(),
      failClosed: z.boolean().default(false).describe("true: what is not known blocks"),
    }),
    answer: contract.gateSchema,
  }),
  report: declareRoute({
    method: "get",
    path: "/quality/report",
    summary: "Score, checks, trend, worst rows and owner of datasets in a range of days",
    needs: "viewer",
    params: nothing,
    query: z.strictObject(reportQuery),
    answer: contract.reportSchema,
  }),
  reportPage: declareRoute({
    method: "get",
    path: "/quality/report.html",
    summary: "The same as one page that needs nothing else and prints well",
    needs: "viewer",
    params: nothing,
    query: z.strictObject({ ...reportQuery, language }),
    answer: z.string(),
    mediaType: "text/html",
  }),
  listReports: declareRoute({
    method: "get",
    path: "/quality/reports",
    summary: "Reports that were made by schedule, newest first",
    needs: "viewer",
    params: nothing,
    query: z.strictObject({ limit: limit(200, 50) }),
    answer: contract.reportListSchema,
  }),
  readReport: declareRoute({
    method: "get",
    path: "/quality/reports/{id}",
    summary: "A report that was made by schedule",
    needs: "viewer",
    params: report,
    query: nothing,
    answer: contract.reportSchema,
  }),
  readReportPage: declareRoute({
    method: "get",
    path: "/quality/reports/{id}/report.html",
    summary: "The same as one page",
    needs: "viewer",
    params: report,
    query: z.strictObject({ language }),
    answer: z.string(),
    mediaType: "text/html",
  }),
};
