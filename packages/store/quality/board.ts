import type { QualityEvent } from "@mystocks/events";
import type pg from "pg";
import { readQualityStates } from "./states.ts";

/** Values of `mystocks_quality_check_status`. */
const QUALITY_STATUS = { pass: 0, warn: 1, fail: 2, error: 3, unknown: 4, skipped: 5 } as const;

export const QUALITY_SERIES = {
  mystocks_quality_check_status:
    "Newest verdict: 0 pass, 1 warn, 2 fail, 3 error, 4 never judged, 5 skipped.",
  mystocks_quality_check_value: "What the check measured, in the check's unit.",
  mystocks_quality_check_failed_rows: "Rows that failed the check in its newest run.",
  mystocks_quality_freshness_seconds: "How late the newest data of the dataset is, by trading time.",
} as const;

export interface QualityGauge {
  name: keyof typeof QUALITY_SERIES;
  labels: Record<string, string>;
  value: number;
}

interface Standing {
  labels: Record<string, string>;
  origin: string;
  kind: string;
  unit: string;
  verdict: string;
  value: number | null;
  failedRows: number | null;
}

/** Where every check of every dataset stands: loaded from the store, then kept by the events of the bus. */
export class QualityBoard {
  readonly #sequences = new Map<number, number>();
  readonly #standings = new Map<number, Map<string, Standing>>();

  static async load(pool: pg.Pool): Promise<QualityBoard> {
    const board = new QualityBoard();
    for (const row of await readQualityStates(pool)) {
      const { unit, problem } = row.details as { unit: string; problem: string };
      board.#sequences.set(row.datasetId, row.sequence);
      board
        .#checksOf(row.datasetId)
        .set(row.checkId, { ...row, unit, labels: labelsOf({ ...row, problem }) });
    }
    return board;
  }

  /** False for an event that it has already. */
  apply(event: QualityEvent): boolean {
    if (event.sequence <= (this.#sequences.get(event.datasetId) ?? 0)) return false;
    this.#sequences.set(event.datasetId, event.sequence);
    const checks = this.#checksOf(event.datasetId);
    // A contract's run names all its checks: one that is missing has been taken out.
    if (event.origin === "contract")
      for (const [id, { origin }] of checks) if (origin === "contract") checks.delete(id);
    for (const check of event.checks)
      checks.set(check.checkId, {
        ...check,
        origin: event.origin,
        labels: labelsOf({ ...event, ...check }),
      });
    return true;
  }

  gauges(): QualityGauge[] {
    return [...this.#standings.values()].flatMap((checks) => [...checks.values()].flatMap(gaugesOf));
  }

  #checksOf(datasetId: number): Map<string, Standing> {
    const held = this.#standings.get(datasetId) ?? new Map<string, Standing>();
    this.#standings.set(datasetId, held);
    return held;
  }
}

type Identity = Record<"dataset" | "checkId" | "kind" | "problem" | "classification" | "owner", string>;

function labelsOf({ dataset, checkId, kind, problem, classification, owner }: Identity) {
  return { dataset, check: checkId, kind, problem, classification, owner };
}

function gaugesOf({ labels, kind, unit, verdict, value, failedRows }: Standing): QualityGauge[] {
  const status = QUALITY_STATUS[verdict as keyof typeof QUALITY_STATUS];
  const gauges: QualityGauge[] = [{ name: "mystocks_quality_check_status", labels, value: status }];
  if (value !== null) gauges.push({ name: "mystocks_quality_check_value", labels, value });
  if (failedRows !== null)
    gauges.push({ name: "mystocks_quality_check_failed_rows", labels, value: failedRows });
  if (kind === "freshness" && unit === "seconds" && value !== null)
    gauges.push({ name: "mystocks_quality_freshness_seconds", labels, value });
  return gauges;
}
