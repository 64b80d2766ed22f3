import { MetricRegistry, type MetricFamily } from "@mystocks/runtime";
import type { Claim } from "./claims.ts";

const LATENESS_BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 600];
const DURATION_BOUNDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600];

/** What one process started. How runs ended is counted in the store: an owner that is killed can't tell. */
export class JobMeter {
  readonly #registry = new MetricRegistry();
  readonly #lateness = this.#registry.histogram(
    "mystocks_job_start_lateness_seconds",
    "From the planned instant to the first start, by PostgreSQL's clock.",
    LATENESS_BOUNDS,
  );
  readonly #duration = this.#registry.histogram(
    "mystocks_job_duration_seconds",
    "How long attempts of runs took in this process, whatever their end.",
    DURATION_BOUNDS,
  );

  /** Returns what is to be called at the end. */
  started({ job, latenessSeconds }: Claim): () => void {
    const beganMs = performance.now();
    if (latenessSeconds !== undefined) this.#lateness.record({ job_name: job }, latenessSeconds);
    return () => this.#duration.record({ job_name: job }, (performance.now() - beganMs) / 1000);
  }

  families(): MetricFamily[] {
    return this.#registry.families();
  }
}
