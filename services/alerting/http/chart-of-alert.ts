import {
  evaluateRange,
  parse,
  type EvaluationOptions,
  type Expression,
  type SeriesStore,
} from "@mystocks/promql";
import type { StoredAlert } from "@mystocks/store/alerting";
import { chartSvg } from "../evidence/chart.ts";

type Root = Expression["root"];

const COMPARISONS: ReadonlySet<string> = new Set([">", "<", ">=", "<=", "==", "!="]);
const BEFORE_MS = 5 * 60_000;
const LONGEST_MS = 60 * 60_000;
const POINTS = 200;

/** What a rule compares, and with what: its line on the chart is drawn whether it is crossed or not. */
function comparedOf(expression: Expression): { watched: string; threshold?: number } {
  const root = inside(expression.root);
  if (root.kind === "binary" && (root.operator === "unless" || root.operator === "and"))
    return comparedOf(parse(expression.text.slice(root.left.from, root.left.to)));
  if (root.kind !== "binary" || !COMPARISONS.has(root.operator)) return { watched: expression.text };
  const right = inside(root.right);
  const watched = expression.text.slice(root.left.from, root.left.to);
  return right.kind === "number" ? { watched, threshold: right.value } : { watched };
}

const inside = (node: Root): Root => (node.kind === "paren" ? inside(node.inner) : node);

export interface ChartQuery {
  alert: Pick<StoredAlert, "rule" | "labels" | "firedAtMs" | "activeSinceMs" | "resolvedAtMs">;
  expression: Expression | undefined;
  store: SeriesStore;
  nowMs: number;
}

/** The series of this alert around its start, as far back as the live series go. */
export function chartOfAlert({ alert, expression, store, nowMs }: ChartQuery): string {
  const { rule, labels, firedAtMs, activeSinceMs, resolvedAtMs } = alert;
  if (expression === undefined) return chartSvg({ title: rule, series: [] });
  const { watched, threshold } = comparedOf(expression);
  const endMs = Math.min(nowMs, (resolvedAtMs ?? nowMs) + 60_000, activeSinceMs + LONGEST_MS);
  const startMs = activeSinceMs - BEFORE_MS;
  const stepMs = Math.max(1000, Math.ceil((endMs - startMs) / POINTS / 1000) * 1000);
  const options: EvaluationOptions = { maxSamples: 5_000_000 };
  const range = { startMs, endMs: startMs + Math.floor((endMs - startMs) / stepMs) * stepMs, stepMs };
  const { series } = evaluateRange(parse(watched), store, range, options);
  const own = series.filter((one) =>
    one.labels.entries().every(([name, value]) => labels[name] === undefined || labels[name] === value),
  );
  return chartSvg({
    title: watched.length > 90 ? `${watched.slice(0, 89)}…` : watched,
    series: own.map((one) => ({
      name: one.labels.toString(),
      times: [...one.times],
      values: [...one.values],
    })),
    ...(threshold !== undefined && { threshold }),
    ...(firedAtMs !== null && { firedAtMs }),
  });
}
