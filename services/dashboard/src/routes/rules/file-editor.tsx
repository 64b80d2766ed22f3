import { useMemo, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { yaml } from "@codemirror/lang-yaml";
import type { RuleFileView } from "@mystocks/alerting";
import { sessionQuery } from "../../api/queries.ts";
import { Loaded } from "../../components/loaded.tsx";
import { Panel } from "../../components/panel.tsx";
import { ProblemNote } from "../../components/problem.tsx";
import { CodeEditor } from "./code-editor.tsx";
import { CheckReport } from "./check-report.tsx";
import { PreviewReport } from "./preview-report.tsx";
import { fileQuery } from "./queries.ts";
import { ruleFile } from "./rule-file-language.ts";
import { useDraft } from "./use-draft.ts";
import { Versions } from "./versions.tsx";
import { useRuleWords } from "./words.ts";

const EMPTY = `groups:
  - name: mine
    rules:
      - alert: Example
        expr: vector(1) > 2
        labels: { severity: warning }
        annotations:
          summary: "{{ $labels.service }} needs a look: {{ $value }}"
`;
const RANGES = ["15m", "1h", "6h", "1d", "7d"];

type Properties = { name: string; line: number | undefined; onClose: () => void };

export function FileEditor({ name, line, onClose }: Properties) {
  const words = useRuleWords();
  const query = useQuery(fileQuery(name));
  return (
    <Panel
      title={name}
      note={query.data === null ? words.isNew : undefined}
      aside={
        <button type="button" className="button" onClick={onClose}>
          {words.close}
        </button>
      }
    >
      <Loaded query={query}>
        {(file) => <Opened key={file?.version ?? 0} name={name} file={file} line={line} />}
      </Loaded>
    </Panel>
  );
}

type OpenedProperties = { name: string; file: RuleFileView | null; line: number | undefined };

function Opened({ name, file, line }: OpenedProperties) {
  const words = useRuleWords();
  const { data: session } = useQuery(sessionQuery);
  const first = { content: file?.content ?? EMPTY, tests: file?.tests ?? "", comment: "" };
  const draft = useDraft(name, first, file?.version ?? 0);
  const { texts, change, check, preview, save, marks } = draft;
  const [last, setLast] = useState("7d");
  const rules = useMemo(() => ruleFile(), []);
  const tests = useMemo(() => yaml(), []);
  const error = save.error ?? check.error ?? preview.error;
  const isAdmin = session?.role === "admin";
  return (
    <>
      <div className="editor-columns">
        <section aria-label={words.content}>
          <h3>{words.content}</h3>
          <CodeEditor
            name={words.content}
            value={texts.content}
            onChange={(content) => change({ content })}
            language={rules}
            marks={marks.content}
            line={line}
          />
        </section>
        <section aria-label={words.tests}>
          <h3>
            {words.tests} <small className="quiet">{words.testsNote}</small>
          </h3>
          <CodeEditor
            name={words.tests}
            value={texts.tests}
            onChange={(text) => change({ tests: text })}
            language={tests}
            marks={marks.tests}
          />
        </section>
      </div>
      <div className="editor-buttons">
        <button type="button" className="button" disabled={check.isPending} onClick={() => check.mutate()}>
          {words.check}
        </button>
        <span className="joined">
          <button
            type="button"
            className="button"
            disabled={preview.isPending}
            onClick={() => preview.mutate(last)}
          >
            {preview.isPending ? words.previewing : words.preview}
          </button>
          <select
            aria-label={words.previewOver}
            value={last}
            onChange={(event) => setLast(event.currentTarget.value)}
          >
            {RANGES.map((one) => (
              <option key={one} value={one}>
                {words.lastOf(one)}
              </option>
            ))}
          </select>
        </span>
        <input
          aria-label={words.comment}
          placeholder={words.comment}
          value={texts.comment}
          onChange={(event) => change({ comment: event.currentTarget.value })}
        />
        <button
          type="button"
          className="button primary"
          disabled={!isAdmin || save.isPending}
          onClick={() => save.mutate()}
        >
          {words.save}
        </button>
        {!isAdmin && <span className="quiet">{words.needsAdmin}</span>}
      </div>
      <div aria-live="polite" className="editor-reports">
        {error !== null && <ProblemNote title={words.notDone} error={error} />}
        {check.data !== undefined && <CheckReport found={check.data} />}
        {preview.data !== undefined && <PreviewReport report={preview.data} />}
      </div>
      {file !== null && (
        <Versions
          file={file}
          onBack={({ content, tests: old }, version) =>
            change({ content: content ?? "", tests: old ?? "", comment: words.backTo(String(version)) })
          }
        />
      )}
    </>
  );
}
