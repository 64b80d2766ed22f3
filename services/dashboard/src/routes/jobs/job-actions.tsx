import type { Job } from "@mystocks/api";
import { AskForm } from "../../components/ask-form.tsx";
import { pathOf } from "./queries.ts";
import { useJobWords } from "./words.ts";

/** Run now, and pause or resume; each asks why. */
export function JobActions({ job: { name, paused } }: { job: Job }) {
  const words = useJobWords();
  const change = paused === null ? "pause" : "resume";
  return (
    <div className="job-actions">
      <AskForm label={words.runNow} changes="jobs" path={`${pathOf(name)}/run`} isPrimary />
      <AskForm key={change} label={words[change]} changes="jobs" path={`${pathOf(name)}/${change}`} />
    </div>
  );
}
