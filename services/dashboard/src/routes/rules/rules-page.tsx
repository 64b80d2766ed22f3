import { Suspense, lazy, useState } from "react";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { RuleFileList, RuleGroupView, RuleList } from "@mystocks/alerting";
import { fetchJson } from "../../api/fetch-json.ts";
import { Loaded } from "../../components/loaded.tsx";
import { Panel } from "../../components/panel.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { State } from "../../components/state.tsx";
import type { StateName } from "../../components/state.tsx";
import { Title } from "../../components/title.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { rulesSearch } from "../../url/pages.ts";
import "./rules.css";
import { useRuleWords } from "./words.ts";

const FileEditor = lazy(async () => ({ default: (await import("./file-editor.tsx")).FileEditor }));
const ExpressionTrial = lazy(async () => ({
  default: (await import("./expression-trial.tsx")).ExpressionTrial,
}));

const REFRESH_MS = 2_000;

const rulesQuery = queryOptions({
  queryKey: ["rules", "list"],
  queryFn: ({ signal }) => fetchJson<RuleList>("/rules", {}, signal),
  refetchInterval: REFRESH_MS,
});
const filesQuery = queryOptions({
  queryKey: ["rules", "files"],
  queryFn: ({ signal }) => fetchJson<RuleFileList>("/rules/files", {}, signal),
});

export function RulesPage() {
  const words = useRuleWords();
  const { numbers } = useFormat();
  const query = useQuery(rulesQuery);
  const { file } = rulesSearch(useSearch({ from: "/rules" }));
  const navigate = useNavigate({ from: "/rules" });
  const open = (name: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, file: name }), replace: true, resetScroll: false });
  const failing = query.data?.failing ?? 0;
  return (
    <>
      <Title name={words.title}>{words.subtitle}</Title>
      <Files chosen={file} onOpen={open} />
      {file !== undefined && (
        <Suspense fallback={<Skeleton rows={12} />}>
          <FileEditor key={file} name={file} onClose={() => open(undefined)} />
        </Suspense>
      )}
      <Loaded query={query}>
        {({ groups }) => (
          <>
            <p>
              <State state={failing > 0 ? "bad" : "ok"}>
                {failing > 0 ? words.failing(numbers.integer(failing)) : words.noneFailing}
              </State>
            </p>
            {groups.map((group) => (
              <GroupPanel key={`${group.file}/${group.name}`} group={group} />
            ))}
          </>
        )}
      </Loaded>
      <Suspense fallback={<Skeleton rows={3} />}>
        <ExpressionTrial />
      </Suspense>
    </>
  );
}

function Files({ chosen, onOpen }: { chosen: string | undefined; onOpen: (name: string) => void }) {
  const words = useRuleWords();
  const query = useQuery(filesQuery);
  const [name, setName] = useState("");
  return (
    <Panel title={words.files}>
      <Loaded query={query}>
        {({ items }) => (
          <ul className="rule-files">
            {items.map((file) => (
              <li key={file.name}>
                <button
                  type="button"
                  className="link"
                  aria-pressed={chosen === file.name}
                  onClick={() => onOpen(file.name)}
                >
                  {file.name}
                </button>{" "}
                <span className="quiet">
                  {file.version === 0 ? words.asItLies : words.version(String(file.version))}
                  {file.author !== null && ` · ${file.author}`}
                </span>
              </li>
            ))}
            <li>
              <form
                className="new-file"
                onSubmit={(event) => {
                  event.preventDefault();
                  onOpen(/\.ya?ml$/.test(name) ? name : `${name}.yml`);
                  setName("");
                }}
              >
                <input
                  aria-label={words.fileName}
                  placeholder={words.fileName}
                  required
                  pattern="[A-Za-z0-9_][A-Za-z0-9_.\-]*"
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
                <button type="submit" className="button">
                  {words.newFile}
                </button>
              </form>
            </li>
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

type RuleView = RuleGroupView["rules"][number];

function GroupPanel({ group }: { group: RuleGroupView }) {
  const words = useRuleWords();
  const { roundDuration } = useFormat();
  return (
    <Panel
      title={group.name}
      note={`${group.file} · ${words.every(roundDuration(group.intervalSeconds * 1000))}`}
    >
      <div className="scroll">
        <table className="rules">
          <thead>
            <tr>
              <th scope="col">{words.rule}</th>
              <th scope="col">{words.state}</th>
              <th scope="col" className="wide">
                {words.expression}
              </th>
            </tr>
          </thead>
          <tbody>
            {group.rules.map((rule) => (
              <RuleRow key={rule.id} rule={rule} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function RuleRow({ rule }: { rule: RuleView }) {
  const words = useRuleWords();
  const { roundDuration, numbers } = useFormat();
  return (
    <tr>
      <th scope="row">
        {rule.name}{" "}
        <span className="quiet">
          {rule.labels["severity"]}
          {rule.forSeconds > 0 && ` · ${words.after(roundDuration(rule.forSeconds * 1000))}`}
        </span>
      </th>
      <td>
        {rule.kind === "record" ? (
          <span className="quiet">{words.recorded}</span>
        ) : (
          <State state={toneOf(rule)}>
            {words.states[rule.state]}
            {rule.alerts > 0 && ` ${numbers.integer(rule.alerts)}`}
          </State>
        )}
        {rule.lastError !== null && <p className="rule-error">{rule.lastError}</p>}
      </td>
      <td className="wide">
        <code className="rule-expression">{rule.expression.trim()}</code>
      </td>
    </tr>
  );
}

function toneOf({ state, lastError, labels }: RuleView): StateName {
  if (lastError !== null) return "bad";
  if (state === "firing") return labels["severity"] === "critical" ? "bad" : "warn";
  if (state === "pending" || state === "no_data") return "warn";
  return state === "inactive" ? "ok" : "none";
}
