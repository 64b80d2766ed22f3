import { SKETCH_LIST } from "./sketch-list.ts";
import { TIERS, type PulseWindow, type Range, type Tier } from "./pulse-window.ts";

export interface PulseSelection {
  by: "operation" | "total";
  operationIds: readonly number[] | undefined;
  totalsOnly: boolean;
}

/**
 * Rows of a second are committed at most 5 minutes before it (the recorder refuses spans from further ahead); an
 * hour leaves room for clocks that disagree. It lets PostgreSQL skip older partitions of pulse_1s.
 */
const EARLIEST_COMMIT_SECONDS = 3600;

/**
 * One statement, hence one snapshot: of each tier the rows of its own ranges, and of the next coarser range those
 * that compaction has not merged yet, so every pulse is in it once. Sums in SQL; sketches come as one value a group.
 */
export function pulseStatement(
  window: PulseWindow,
  selection: PulseSelection,
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const filter = selectionFilter(selection, bind);
  const step = window.stepSeconds;
  const group = selection.by === "operation" ? "operation_id" : "NULL::integer";
  const start =
    step === undefined
      ? "NULL::float8"
      : `extract(epoch FROM date_bin(${bind(step)}::float8 * interval '1 second', bucket, 'epoch'))::float8`;
  const text = `
SELECT ${group} AS operation_id, ${start} AS time,
  sum(count)::float8 AS count, sum(errors)::float8 AS errors,
  sum(over_warning)::float8 AS over_warning, sum(over_critical)::float8 AS over_critical,
  sum(rows)::float8 AS rows, sum(bytes)::float8 AS bytes,
  (sum(sum_ns) / 1e9)::float8 AS sum_seconds, max(max_ns)::float8 / 1e9 AS max_seconds,
  ${SKETCH_LIST} AS sketches
FROM (
${pulseRowsOf(window, bind)}
) AS pulses
WHERE ${filter}
GROUP BY 1, 2
ORDER BY 2, 1`;
  return { text, values };
}

/** Every pulse of the window once, from the tier its range says; the columns are those of COLUMNS. */
export function pulseRowsOf(window: PulseWindow, bind: (value: unknown) => string): string {
  const time = (seconds: number) => `to_timestamp(${bind(seconds)}::float8)`;
  const parts = TIERS.flatMap(({ tier }, index) => {
    const own = window.ranges[tier];
    const inner = window.ranges[TIERS[index + 1]?.tier ?? tier];
    const edges = index === TIERS.length - 1 ? [own] : withoutMiddle(own, inner);
    return [
      ...edges.filter(isNotEmpty).map((range) => edgeRows(tier, range, time)),
      ...(index < TIERS.length - 1 && isNotEmpty(inner) ? [uncompactedRows(tier, inner, time)] : []),
    ];
  });
  return parts.length === 0
    ? "  SELECT * FROM telemetry.pulse_1s WHERE false"
    : parts.join("\n  UNION ALL\n");
}

const COLUMNS = `bucket, operation_id, enclosed, count, errors, over_warning, over_critical, rows, bytes, sum_ns, max_ns, sketch`;

function edgeRows(tier: Tier, range: Range, time: (seconds: number) => string): string {
  return `  SELECT ${COLUMNS} FROM telemetry.pulse_${tier} WHERE ${within(tier, range, time)}`;
}

/** OFFSET 0 keeps the planner to one index probe a source: these are the few newest rows of a large table. */
function uncompactedRows(tier: Tier, range: Range, time: (seconds: number) => string): string {
  return `  SELECT pending.*
  FROM telemetry.source s
  LEFT JOIN telemetry.compaction c ON c.source_id = s.source_id AND c.tier = '${tier}'
  CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM telemetry.pulse_${tier} p
    WHERE p.source_id = s.source_id AND p.sequence > coalesce(c.sequence, 0) AND ${within(tier, range, time)}
    OFFSET 0
  ) AS pending`;
}

function within(tier: Tier, { from, to }: Range, time: (seconds: number) => string): string {
  const bucket = `bucket >= ${time(from)} AND bucket < ${time(to)}`;
  return tier === "1s" ? `${bucket} AND observed_at >= ${time(from - EARLIEST_COMMIT_SECONDS)}` : bucket;
}

function selectionFilter(
  { operationIds, totalsOnly }: PulseSelection,
  bind: (value: unknown) => string,
): string {
  const conditions = [
    ...(operationIds === undefined ? [] : [`operation_id = ANY(${bind(operationIds)}::integer[])`]),
    ...(totalsOnly ? ["NOT enclosed"] : []),
  ];
  return conditions.join(" AND ") || "true";
}

function withoutMiddle(whole: Range, middle: Range): Range[] {
  return [
    { from: whole.from, to: middle.from },
    { from: middle.to, to: whole.to },
  ];
}

const isNotEmpty = ({ from, to }: Range) => from < to;
