import { ApiProblem, UNREACHABLE } from "../api/problem.ts";
import { useText } from "../i18n/text.tsx";
import { Prose } from "./prose.tsx";
import { State } from "./state.tsx";

type Properties = {
  error: Error;
  /** Whether figures from before are still shown below. */
  isOld?: boolean;
  /** What did not happen; not loaded when left out. */
  title?: string;
  retry?: () => void;
};

/** What went wrong, where, and the way out, as the API told it. */
export function ProblemNote({ error, isOld = false, title, retry }: Properties) {
  const text = useText();
  const problem = error instanceof ApiProblem ? error : undefined;
  const detail = problem?.status === UNREACHABLE ? text.unreachable : error.message;
  return (
    <div className="problem" role="alert">
      <State state="bad">{title ?? (isOld ? text.notRefreshed : text.notLoaded)}</State>
      <div>
        <p>
          {problem?.field !== undefined && <code>{problem.field}</code>} {detail}
        </p>
        {problem !== undefined && problem.allowed.length > 0 && (
          <p>{text.allowed(problem.allowed.join(", "))}</p>
        )}
        {problem?.remedy !== undefined && <p>{problem.remedy}</p>}
        {problem?.status === UNREACHABLE && (
          <p>
            <Prose>{text.unreachableRemedy}</Prose>
          </p>
        )}
      </div>
      {retry !== undefined && (
        <button type="button" className="button" onClick={retry}>
          {text.tryAgain}
        </button>
      )}
    </div>
  );
}
