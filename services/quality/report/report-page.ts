import type { QualityReport } from "../contract.ts";
import { WORDS, type ReportLanguage } from "./report-words.ts";

type Dataset = QualityReport["datasets"][number];
type Words = (typeof WORDS)[ReportLanguage];

/** One page of HTML that loads nothing and runs nothing; it prints black on white, a dataset never torn apart. */
export function reportPage(report: QualityReport, language: ReportLanguage): string {
  const words = WORDS[language];
  const title = `${words.title} ${report.from} – ${report.to}`;
  return `<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escaped(title)}</h1><p>${words.madeAt} ${escaped(report.madeAt)} · ${words.score} <b>${shownScore(report.score)}</b></p></header>
${report.datasets.length === 0 ? `<p>${words.nothing}</p>` : summary(report.datasets, words)}
${report.datasets.map((dataset) => section(dataset, language)).join("\n")}
<footer>${words.scoreMeans}</footer>
</body>
</html>
`;
}

function summary(datasets: readonly Dataset[], words: Words): string {
  const rows = datasets.map(
    ({ dataset, classification, database, owner, score, verdict }) =>
      `<tr><td><a href="#${anchor(dataset)}">${escaped(dataset)}</a></td>${[classification, database, owner].map(cell).join("")}<td class="number">${shownScore(score)}</td><td>${badge(verdict, words)}</td></tr>`,
  );
  return table(
    [words.dataset, words.classification, words.database, words.owner, words.score, words.state],
    rows,
  );
}

function section(dataset: Dataset, language: ReportLanguage): string {
  const words = WORDS[language];
  const checks = dataset.checks.map(
    ({ check, verdict, worst, passed, judged, why }) =>
      `<tr>${cell(check)}<td>${badge(verdict, words)}</td><td>${badge(worst, words)}</td><td class="number">${passed} / ${judged}</td>${cell(why === null ? "" : why[language])}</tr>`,
  );
  return `<section id="${anchor(dataset.dataset)}">
<h2>${escaped(dataset.dataset)} <small>${shownScore(dataset.score)}</small></h2>
${trend(dataset.trend, words)}
${table([words.check, words.newest, words.worst, words.passed, words.why], checks)}
${rows(dataset.worstRows, words)}
</section>`;
}

/** A square a day; its title says what a colour can't, to those who don't see it and on paper. */
function trend(days: Dataset["trend"], words: Words): string {
  const squares = days.map(
    ({ day, score, verdict }) =>
      `<li class="${verdict}" title="${escaped(`${day}: ${words[verdict]}, ${shownScore(score)}`)}"><span>${escaped(day.slice(5))}</span>${SIGNS[verdict]}</li>`,
  );
  return `<ol class="trend">${squares.join("")}</ol>`;
}

function rows(worst: Dataset["worstRows"], words: Words): string {
  if (worst.length === 0) return "";
  const columns = [...new Set(worst.flatMap(({ row }) => Object.keys(row)))];
  const lines = worst.map(
    ({ checks, row }) =>
      `<tr>${cell(checks.join(", "))}${columns.map((name) => cell(row[name] ?? "")).join("")}</tr>`,
  );
  return `<h3>${words.worstRows}</h3>${table([words.fails, ...columns], lines)}`;
}

function table(heads: readonly string[], lines: readonly string[]): string {
  const head = heads.map((text) => `<th scope="col">${escaped(text)}</th>`).join("");
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${lines.join("\n")}</tbody></table></div>`;
}

const SIGNS = { pass: "✓", warn: "!", fail: "✕", error: "?", skipped: "–", unknown: "·" } as const;

const badge = (verdict: Dataset["verdict"], words: Words): string =>
  `<span class="badge ${verdict}">${SIGNS[verdict]} ${words[verdict]}</span>`;
const cell = (text: string): string => `<td>${escaped(text)}</td>`;
const shownScore = (score: number | null): string => (score === null ? "–" : score.toFixed(1));
const anchor = (dataset: string): string => `d-${Buffer.from(dataset).toString("hex")}`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

const STYLE = `
:root { color-scheme: light; font: 14px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; color: #16202c; }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
h2 small { color: #51606f; font-weight: 400; } header p, footer { color: #51606f; } footer { margin-top: 2rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #d8dee5; vertical-align: top; }
th { font-weight: 600; color: #51606f; } .number { text-align: right; font-variant-numeric: tabular-nums; }
.badge { white-space: nowrap; font-weight: 600; }
.trend { display: flex; flex-wrap: wrap; gap: 2px; list-style: none; padding: 0; margin: .5rem 0; }
.trend li { width: 3.2rem; text-align: center; border: 1px solid #d8dee5; border-radius: 3px; font-weight: 600; }
.trend span { display: block; font-size: .75rem; font-weight: 400; color: #51606f; }
.pass { color: #146c37; } .warn { color: #8a5300; } .fail { color: #b3261e; } .error { color: #7a2ea0; }
.skipped, .unknown { color: #51606f; }
section { break-inside: avoid; }
@media print {
  body { margin: 0; padding: 0; max-width: none; } a { color: inherit; text-decoration: none; }
  /* Paper does not scroll: what is wider than the sheet would be cut off. */
  .wide { overflow: visible; } table { font-size: .65rem; } th, td { padding: .2rem .3rem; overflow-wrap: anywhere; }
  tr { break-inside: avoid; }
}
`;
