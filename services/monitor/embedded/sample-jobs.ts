import { CACHE_JOBS } from "@mystocks/market-data/jobs";
import type { ServiceJob } from "@mystocks/runtime";

export interface SampleJobsParts {
  /** Where the sample serves now: after a crash it may be elsewhere. */
  sampleUrl: () => string;
  /** What the sample asks for, where it was told to. */
  token: string | undefined;
}

export function sampleJobs({ sampleUrl, token }: SampleJobsParts): ServiceJob[] {
  return CACHE_JOBS.map(({ path, ...job }) => ({
    ...job,
    token,
    get url() {
      return sampleUrl() + path;
    },
  }));
}
