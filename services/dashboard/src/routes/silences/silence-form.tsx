import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Silence } from "@mystocks/alerting";
import { postJson } from "../../api/fetch-json.ts";
import { sessionQuery } from "../../api/queries.ts";
import { Panel } from "../../components/panel.tsx";
import { ProblemNote } from "../../components/problem.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { bodyOf, writtenMatchers } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { MatcherFields } from "./matcher-fields.tsx";
import { SilencePreviewPanel } from "./silence-preview.tsx";
import { RecurrenceFields, TimeFields } from "./time-fields.tsx";
import { useSoon } from "./use-soon.ts";
import { useSilenceWords } from "./words.ts";

type Properties = { first: Draft; onDone: () => void };

/** A silence, made or changed, beside what it would do. */
export function SilenceForm({ first, onDone }: Properties) {
  const words = useSilenceWords();
  const queries = useQueryClient();
  const { times } = useFormat();
  const { data: session } = useQuery(sessionQuery);
  const [draft, setDraft] = useState(first);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () => postJson<Silence>("/silences", bodyOf(draft, times.timeZone)),
    onSuccess: async () => {
      await Promise.all(
        ["silences", "alerts"].map((name) => queries.invalidateQueries({ queryKey: [name] })),
      );
      onDone();
    },
  });
  const matchers = useSoon(writtenMatchers(draft));
  const mayAct = session !== undefined && session.role !== "viewer";
  return (
    <Panel title={draft.id === undefined ? words.create : words.change} className="silence-panel">
      <div className="silence-columns">
        <form
          className="silence-form"
          aria-label={draft.id === undefined ? words.create : words.change}
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <MatcherFields matchers={draft.matchers} onChange={(next) => change({ matchers: next })} />
          <TimeFields draft={draft} onChange={change} />
          <RecurrenceFields draft={draft} onChange={change} />
          <label className="field">
            <span>{words.comment}</span>
            <input
              required
              value={draft.comment}
              onChange={(event) => change({ comment: event.currentTarget.value })}
            />
          </label>
          {save.error !== null && <ProblemNote title={words.notSaved} error={save.error} />}
          <p className="silence-buttons">
            <button type="submit" className="button primary" disabled={!mayAct || save.isPending}>
              {draft.id === undefined ? words.save : words.saveChange}
            </button>
            <button type="button" className="button" onClick={onDone}>
              {words.cancel}
            </button>
            {!mayAct && <span className="quiet">{words.needsOperator}</span>}
          </p>
        </form>
        <section className="silence-preview" aria-label={words.preview} aria-live="polite">
          <SilencePreviewPanel matchers={matchers} />
        </section>
      </div>
    </Panel>
  );
}
