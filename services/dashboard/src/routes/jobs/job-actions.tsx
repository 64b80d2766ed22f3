import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Job } from "@mystocks/api";
import { postJson } from "../../api/fetch-json.ts";
import { sessionQuery } from "../../api/queries.ts";
import { ProblemNote } from "../../components/problem.tsx";
import { pathOf } from "./queries.ts";
import { useJobWords } from "./words.ts";

type Action = "run" | "pause" | "resume";

/** Run now, and pause or resume; each asks why. Viewers see none of it. */
export function JobActions({ job }: { job: Job }) {
  const words = useJobWords();
  const { data: session } = useQuery(sessionQuery);
  const [open, setOpen] = useState<Action>();
  if (session === undefined || session.role === "viewer") return null;
  const labels: Record<Action, string> = { run: words.runNow, pause: words.pause, resume: words.resume };
  const offered: Action[] = ["run", job.paused === null ? "pause" : "resume"];
  return (
    <div className="job-actions">
      {open === undefined ? (
        offered.map((action) => (
          <button
            key={action}
            type="button"
            className={action === "run" ? "button primary" : "button"}
            onClick={() => setOpen(action)}
          >
            {labels[action]}
          </button>
        ))
      ) : (
        <ReasonForm name={job.name} action={open} label={labels[open]} onDone={() => setOpen(undefined)} />
      )}
    </div>
  );
}

type Form = { name: string; action: Action; label: string; onDone: () => void };

function ReasonForm({ name, action, label, onDone }: Form) {
  const words = useJobWords();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const change = useMutation({
    mutationFn: () => postJson(`${pathOf(name)}/${action}`, { why }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ["jobs"] });
      onDone();
    },
  });
  return (
    // Escape gives up, wherever in the form it is pressed.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className="reason"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
      onKeyDown={(event) => event.key === "Escape" && !event.nativeEvent.isComposing && onDone()}
    >
      <label>
        <span>{words.why}</span>
        <input
          // Opened by a press that asks for exactly this field.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          required
          maxLength={500}
          value={why}
          placeholder={words.whyNote}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      </label>
      <button type="submit" className="button primary" disabled={change.isPending}>
        {label}
      </button>
      <button type="button" className="button" onClick={onDone}>
        {words.cancel}
      </button>
      {change.error !== null && <ProblemNote title={words.notDone} error={change.error} />}
    </form>
  );
}
