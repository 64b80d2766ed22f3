import { expect, test } from "@jest/globals";

import { dashboardFiles } from "./dashboard-files.ts";
import { STORIES } from "./stories/index.ts";
import { committedDashboards, type DashboardJson } from "./testing/committed.ts";
import { fillVariables } from "./testing/fill-variables.ts";
import { promqlFaults } from "./testing/promql-faults.ts";

const committed = committedDashboards();
const each = committed.map(({ path, dashboard }) => [path, dashboard] as const);
const HAN = /\p{Script=Han}/u;
/** Units of Grafana that are used here. */
const UNITS = ["s", "ops", "reqps", "bytes", "percentunit", "none", "short"];

const panelsOf = ({ panels }: DashboardJson) => panels.filter(({ type }) => type !== "row");

test("what is committed is what `node generate.ts` writes, byte for byte", () => {
  const generated = dashboardFiles().sort((a, b) => (a.path < b.path ? -1 : 1));
  expect(generated.map(({ path }) => path)).toEqual(committed.map(({ path }) => path));
  for (const [index, { text }] of generated.entries()) expect(text).toBe(committed[index]!.text);
});

test("there is each dashboard in each language, under a uid of its own", () => {
  const uids = committed.map(({ dashboard }) => dashboard.uid);
  expect(new Set(uids).size).toBe(STORIES.length * 2);
  for (const uid of uids) expect(uid).toMatch(/^[a-z-]{1,40}-(en|zh)$/);
});

test.each(each)("%s: no two panels overlap, none leaves the 24 columns, ids are unique", (_, { panels }) => {
  const taken = new Map<string, string>();
  for (const { title, gridPos } of panels) {
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect([title, taken.get(`${x},${y}`)]).toEqual([title, undefined]);
        taken.set(`${x},${y}`, title);
      }
  }
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

test.each(each)("%s: every panel has a title, a description and a unit", (_, dashboard) => {
  for (const { title, description, fieldConfig } of panelsOf(dashboard)) {
    expect(title).not.toBe("");
    expect([title, description ?? ""]).toEqual([title, expect.stringMatching(/.{6,}/)]);
    expect([title, UNITS]).toEqual([title, expect.arrayContaining([fieldConfig?.defaults.unit])]);
  }
});

test.each(each)("%s: titles and descriptions are written in its language", (path, dashboard) => {
  const chinese = path.includes("/zh/");
  const texts = [dashboard, ...dashboard.panels].flatMap(({ title, description }) => [title, description]);
  // A name of a part is the same in both languages.
  const names = new Set(["recorder", undefined]);
  for (const text of texts.filter((one) => !names.has(one)))
    expect([text, HAN.test(text!)]).toEqual([text, chinese]);
});

test.each(each)("%s: everything reads the data source that is chosen", (_, dashboard) => {
  expect(dashboard.templating.list[0]).toMatchObject({ name: "datasource", type: "datasource" });
  for (const { datasource, targets } of panelsOf(dashboard)) {
    expect(datasource?.uid).toBe("${datasource}");
    for (const target of targets!) expect(target.datasource.uid).toBe("${datasource}");
  }
});

test.each(each)(
  "%s: every query is PromQL, with variables that the dashboard has",
  (_, { templating, ...dashboard }) => {
    const { list } = templating;
    const queries = panelsOf({ templating, ...dashboard }).flatMap(({ targets }) =>
      targets!.map(({ expr }) => expr),
    );
    expect(queries.length).toBeGreaterThan(10);
    for (const query of queries) expect(promqlFaults(fillVariables(query, list))).toEqual([]);
  },
);

test.each(each)("%s: a query sums buckets by le and asks for no native histogram", (_, dashboard) => {
  for (const { targets } of panelsOf(dashboard))
    for (const { expr } of targets!) {
      if (!expr.includes("histogram_quantile")) continue;
      expect(expr).toMatch(/histogram_quantile\([\d.]+, sum by \((\w+, )*le\) \(rate\(\w+_bucket/);
    }
});

test.each(each)("%s: its links lead to pages that Monitor has", (_, dashboard) => {
  const urls = JSON.stringify(dashboard).match(/\$\{publicUrl\}[^"]*/g) ?? [];
  expect(urls.length).toBeGreaterThanOrEqual(2);
  for (const url of urls) {
    expect(url).toMatch(/^\$\{publicUrl\}\/(|operations|operations\/slow|requests|services|datasets)\?/);
    expect(url).toContain("range=${__from}-${__to}");
  }
});

test("a text that is no PromQL is found out", () => {
  expect(promqlFaults("sum(rate(a[5m])")).not.toEqual([]);
  expect(promqlFaults("sum by (le) (rate(a_bucket[5m]))")).toEqual([]);
});

test("the address of Monitor is the one that was asked for", () => {
  const [file] = dashboardFiles("https://monitor.example");
  expect(file!.text).toContain('"query": "https://monitor.example"');
  expect(file!.text).not.toContain("localhost");
});
