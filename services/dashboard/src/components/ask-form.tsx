import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { postJson } from "../api/fetch-json.ts";
import { sessionQuery } from "../api/queries.ts";
import { ProblemNote } from "./problem.tsx";
import { useText } from "../i18n/text.tsx";

type Properties = {
  label: string;
  /** Below /api/v1; it is posted to. */
  path: string;
  /** What is read anew once it is done: the first part of a query's key. */
  changes: string;
  /** What is asked beside the reason. */
  body?: Readonly<Record<string, string>>;
  isPrimary?: boolean;
};

/** A button that asks why before it acts. Viewers see none of it. */
export function AskForm({ label, path, changes, body = {}, isPrimary = false }: Properties) {
  const text = useText();
  const queries = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const [isOpen, setOpen] = useState(false);
  const [why, setWhy] = useState("");
  const change = useMutation({
    mutationFn: () => postJson(path, { ...body, why }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: [changes] });
      setOpen(false);
      setWhy("");
    },
  });
  if (session === undefined || session.role === "viewer") return null;
  const look = isPrimary ? "button primary" : "button";
  if (!isOpen)
    return (
      <button type="button" className={look} onClick={() => setOpen(true)}>
        {label}
      </button>
    );
  return (
    // Escape gives up, wherever in the form it is pressed.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className="ask"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
      onKeyDown={(event) => event.key === "Escape" && !event.nativeEvent.isComposing && setOpen(false)}
    >
      <label>
        <span>{text.why}</span>
        <input
          // Opened by a press that asks for exactly this field.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          required
          maxLength={500}
          value={why}
          placeholder={text.whyNote}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
      </label>
      <button type="submit" className="button primary" disabled={change.isPending}>
        {label}
      </button>
      <button type="button" className="button" onClick={() => setOpen(false)}>
        {text.cancel}
      </button>
      {change.error !== null && <ProblemNote title={text.notDone} error={change.error} />}
    </form>
  );
}
