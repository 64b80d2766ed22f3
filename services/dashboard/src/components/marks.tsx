import type { StateName } from "./state.tsx";

type Mark = { key: string; state: StateName; title: string; isRunning?: boolean };

/** Outcomes side by side, the newest on the right: troubled ones are tall. `label` says it in words. */
export function Marks({ marks, label }: { marks: readonly Mark[]; label: string }) {
  return (
    <span className="marks">
      <span className="hidden">{label}</span>
      {marks.map(({ key, state, title, isRunning = false }) => (
        <i key={key} aria-hidden="true" className={isRunning ? `${state} is-running` : state} title={title} />
      ))}
    </span>
  );
}
