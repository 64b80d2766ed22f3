import { Suspense, lazy } from "react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { RuleList } from "@mystocks/alerting";
import { Empty } from "../../components/empty.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { State } from "../../components/state.tsx";
import { Title } from "../../components/title.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { rulesSearch } from "../../url/pages.ts";
import { FilesPanel } from "./files-panel.tsx";
import { GroupPanel } from "./group-panel.tsx";
import { rulesQuery } from "./queries.ts";
import "./rules.css";
import { useRuleWords } from "./words.ts";

const FileEditor = lazy(async () => ({ default: (await import("./file-editor.tsx")).FileEditor }));
const ExpressionTrial = lazy(async () => ({
  default: (await import("./expression-trial.tsx")).ExpressionTrial,
}));

export function RulesPage() {
  const words = useRuleWords();
  const query = useQuery(rulesQuery);
  const { file, line } = rulesSearch(useSearch({ from: "/rules" }));
  const navigate = useNavigate({ from: "/rules" });
  const open = (name: string | undefined) =>
    void navigate({
      search: (before) => ({ ...before, file: name, line: undefined }),
      resetScroll: false,
    });
  // Beside an open file its own rules only: they are what is worked on.
  const isShown = (group: { file: string }) => file === undefined || group.file === file;
  return (
    <>
      <Title name={words.title}>
        {query.data === undefined ? words.subtitle : <Standing list={query.data} />}
      </Title>
      <FilesPanel chosen={file} onOpen={open} />
      {file !== undefined && (
        <Suspense fallback={<Skeleton rows={12} />}>
          <FileEditor
            key={file}
            name={file}
            line={line === undefined ? undefined : Number(line)}
            onClose={() => open(undefined)}
          />
        </Suspense>
      )}
      <Loaded query={query}>
        {({ groups }) =>
          groups.length === 0 ? (
            <Empty title={words.noRules}>{words.noRulesNote}</Empty>
          ) : (
            groups
              .filter(isShown)
              .map((group) => <GroupPanel key={`${group.file}/${group.name}`} group={group} />)
          )
        }
      </Loaded>
      <Suspense fallback={<Skeleton rows={3} />}>
        <ExpressionTrial />
      </Suspense>
    </>
  );
}

/** Whether all is judged, in one line. */
function Standing({ list: { groups, failing, problems } }: { list: RuleList }) {
  const words = useRuleWords();
  const { numbers } = useFormat();
  const rules = groups.flatMap((group) => group.rules);
  const firing = rules.filter(({ state }) => state === "firing").length;
  return (
    <span className="firing-counts">
      <State state={failing > 0 ? "bad" : "ok"}>
        {failing > 0 ? words.failing(numbers.integer(failing)) : words.judged(numbers.integer(rules.length))}
      </State>
      {firing > 0 && <span>{words.rulesFire(numbers.integer(firing))}</span>}
      {problems.length > 0 && <State state="warn">{words.problems(numbers.integer(problems.length))}</State>}
    </span>
  );
}
