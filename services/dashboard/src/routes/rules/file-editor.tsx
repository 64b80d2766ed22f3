import { useMemo, useState } from "react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { yaml } from "@codemirror/lang-yaml";
import type { RuleCheck, RuleFileView, RulePreviewView, RuleTest } from "@mystocks/alerting";
import { fetchJson, postJson, putJson } from "../../api/fetch-json.ts";
import { ApiProblem } from "../../api/problem.ts";
import { sessionQuery } from "../../api/queries.ts";
import { Loaded } from "../../components/loaded.tsx";
import { Panel } from "../../components/panel.tsx";
import { ProblemNote } from "../../components/problem.tsx";
import { State } from "../../components/state.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { CodeEditor } from "./code-editor.tsx";
import type { Mark } from "./code-editor.tsx";
import { useRuleWords } from "./words.ts";

const EMPTY = `groups:
  - name: mine
    rules:
      - alert: Example
        expr: vector(1) > 2
        labels: { severity: warning }
`;
const NO_FILE: RuleFileView = {
  name: "",
  origin: "api",
  version: 0,
  author: null,
  savedAt: null,
  content: EMPTY,
  tests: null,
  versions: [],
  diff: "",
};

function fileQuery(name: string) {
  return queryOptions({
    queryKey: ["rules", "file", name],
    queryFn: ({ signal }) =>
      fetchJson<RuleFileView>(`/rules/files/${name}`, {}, signal).catch((error: unknown) => {
        if (error instanceof ApiProblem && error.status === 404) return NO_FILE;
        throw error;
      }),
  });
}

type Properties = { name: string; onClose: () => void };

export function FileEditor({ name, onClose }: Properties) {
  const words = useRuleWords();
  const query = useQuery(fileQuery(name));
  return (
    <Panel
      title={name}
      aside={
        <button type="button" className="button" onClick={onClose}>
          {words.close}
        </button>
      }
    >
      <Loaded query={query}>{(file) => <Opened key={file.version} name={name} file={file} />}</Loaded>
    </Panel>
  );
}

function Opened({ name, file }: { name: string; file: RuleFileView }) {
  const words = useRuleWords();
  const queries = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const [content, setContent] = useState(file.content ?? EMPTY);
  const [tests, setTests] = useState(file.tests ?? "");
  const [comment, setComment] = useState("");
  const [last, setLast] = useState("15m");
  const language = useMemo(() => yaml(), []);
  const draft = { name, content };
  const check = useMutation({ mutationFn: () => postJson<RuleCheck>("/rules/check", draft) });
  const test = useMutation({ mutationFn: () => postJson<RuleTest>("/rules/test", { ...draft, tests }) });
  const preview = useMutation({
    mutationFn: () => postJson<RulePreviewView>("/rules/preview", { ...draft, last }),
  });
  const save = useMutation({
    mutationFn: () =>
      putJson<RuleFileView>(`/rules/files/${name}`, {
        content,
        tests: tests.trim() === "" ? null : tests,
        comment,
        basedOn: file.version,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["rules"] }),
  });
  const marks = useMemo<Mark[]>(
    () => (check.data?.problems ?? []).map(({ line, message, severity }) => ({ line, message, severity })),
    [check.data],
  );
  const error = check.error ?? test.error ?? preview.error ?? save.error;
  const isAdmin = session?.role === "admin";
  return (
    <>
      <h3>{words.content}</h3>
      <CodeEditor
        name={words.content}
        value={content}
        onChange={setContent}
        language={language}
        marks={marks}
      />
      <h3>{words.tests}</h3>
      <p className="quiet">{words.testsNote}</p>
      <CodeEditor name={words.tests} value={tests} onChange={setTests} language={language} />
      <div className="editor-buttons">
        <button type="button" className="button" onClick={() => check.mutate()}>
          {words.check}
        </button>
        <button type="button" className="button" disabled={tests.trim() === ""} onClick={() => test.mutate()}>
          {words.test}
        </button>
        <button
          type="button"
          className="button"
          disabled={preview.isPending}
          onClick={() => preview.mutate()}
        >
          {words.preview}
        </button>
        <label>
          {words.previewOver}{" "}
          <select value={last} onChange={(event) => setLast(event.currentTarget.value)}>
            {["5m", "15m", "1h", "6h", "1d", "7d"].map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <input
          aria-label={words.comment}
          placeholder={words.comment}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
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
      <div aria-live="polite">
        {error !== null && <ProblemNote title={words.notDone} error={error} />}
        {check.data !== undefined && <Checked report={check.data} />}
        {test.data !== undefined && <Tested report={test.data} />}
        {preview.data !== undefined && <Previewed report={preview.data} />}
      </div>
      <Versions file={file} onBack={setContent} name={name} />
    </>
  );
}

function Checked({ report }: { report: RuleCheck }) {
  const words = useRuleWords();
  if (report.isValid && report.problems.length === 0)
    return (
      <p>
        <State state="ok">
          {words.valid(String(report.groups), String(report.alerts), String(report.records))}
        </State>
      </p>
    );
  return (
    <ul className="findings">
      {report.problems.map(({ line, key, message, remedy, severity }) => (
        <li key={`${line} ${key} ${message}`}>
          <State state={severity === "error" ? "bad" : "warn"}>{words.line(String(line))}</State> {message}{" "}
          <span className="quiet">{remedy}</span>
        </li>
      ))}
    </ul>
  );
}

function Tested({ report: { tests, failures } }: { report: RuleTest }) {
  const words = useRuleWords();
  if (failures.length === 0)
    return (
      <p>
        <State state="ok">{words.passed(String(tests))}</State>
      </p>
    );
  return (
    <>
      <p>
        <State state="bad">{words.testsFailed(String(failures.length), String(tests))}</State>
      </p>
      <ul className="findings">
        {failures.map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            {words.line(String(line))}: <code>{message}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

function Previewed({ report }: { report: RulePreviewView }) {
  const words = useRuleWords();
  const { times, numbers } = useFormat();
  return (
    <ul className="findings">
      {report.rules.map((rule) => (
        <li key={`${rule.group} ${rule.rule}`}>
          <b>{rule.rule}</b>{" "}
          {rule.firings === 0
            ? words.never
            : words.wouldFire(numbers.integer(rule.firings), numbers.integer(rule.notifications))}
          {rule.prometheusFirings !== rule.firings && (
            <span className="quiet"> ({words.prometheus(numbers.integer(rule.prometheusFirings))})</span>
          )}{" "}
          <span className="quiet mono">
            {rule.episodes.slice(0, 5).map(({ firedAt }) => `${times.second(Date.parse(firedAt))} `)}
          </span>
          {rule.faults.map((fault) => (
            <p key={fault} className="rule-error">
              {fault}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

type VersionsProperties = { file: RuleFileView; name: string; onBack: (content: string) => void };

/** An older version put back is a new one, so nothing is lost by it. */
function Versions({ file, name, onBack }: VersionsProperties) {
  const words = useRuleWords();
  const { times } = useFormat();
  const read = useMutation({
    mutationFn: (version: number) => fetchJson<RuleFileView>(`/rules/files/${name}`, { version }),
    onSuccess: ({ content }) => content !== null && onBack(content),
  });
  if (file.versions.length === 0) return null;
  return (
    <>
      <h3>{words.versions}</h3>
      <ul className="findings">
        {file.versions.map(({ version, author, comment, savedAt }) => (
          <li key={version}>
            <b>{version}</b> <time dateTime={savedAt}>{times.dateTime(Date.parse(savedAt))}</time> {author}{" "}
            <span className="quiet">{comment}</span>{" "}
            <button type="button" className="link" onClick={() => read.mutate(version)}>
              {words.back}
            </button>
          </li>
        ))}
      </ul>
      {file.diff !== "" && (
        <>
          <h3>{words.diff}</h3>
          <pre className="diff">
            {file.diff.split("\n").map((line, at) => (
              // Lines of a text have no other identity than their place.
              <span
                key={at}
                className={line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : ""}
              >
                {line}
                {"\n"}
              </span>
            ))}
          </pre>
        </>
      )}
    </>
  );
}
