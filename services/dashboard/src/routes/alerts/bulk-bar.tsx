import { useState } from "react";
import { ProblemNote } from "../../components/problem.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { useAlertChange } from "./use-alert-change.ts";
import { useAlertWords } from "./words.ts";

type Properties = { chosen: ReadonlySet<string>; onDone: () => void };

/** One decision for all alerts that were chosen: in a storm nobody goes through them one by one. */
export function BulkBar({ chosen, onDone }: Properties) {
  const words = useAlertWords();
  const { numbers } = useFormat();
  const [note, setNote] = useState("");
  const change = useAlertChange(onDone);
  if (chosen.size === 0) return null;
  const ask = (action: "acknowledge" | "close") =>
    change.mutate(
      [...chosen].map((id) => ({
        path: `/alerts/${id}/${action}`,
        body: action === "close" ? { notes: note } : { comment: note },
      })),
    );
  return (
    <form
      className="bulk panel"
      aria-label={words.chosen(numbers.integer(chosen.size))}
      onSubmit={(event) => {
        event.preventDefault();
        ask("acknowledge");
      }}
    >
      <b>{words.chosen(numbers.integer(chosen.size))}</b>
      <input
        aria-label={words.comment}
        placeholder={words.comment}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <button type="submit" className="button primary" disabled={change.isPending}>
        {words.acknowledge}
      </button>
      <button type="button" className="button" disabled={change.isPending} onClick={() => ask("close")}>
        {words.close}
      </button>
      <button type="button" className="button" onClick={onDone}>
        {words.chooseNone}
      </button>
      {change.error !== null && <ProblemNote title={words.notDone} error={change.error} />}
    </form>
  );
}
