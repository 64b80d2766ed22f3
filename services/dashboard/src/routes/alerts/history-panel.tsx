import type { AlertDetail } from "@mystocks/alerting";
import { Panel } from "../../components/panel.tsx";
import { useNow } from "../../components/use-now.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useCause } from "./causes.ts";
import { useAlertWords } from "./words.ts";

/** What happened, why, and by whom. */
export function HistoryPanel({ history }: Pick<AlertDetail, "history">) {
  const words = useAlertWords();
  const causeOf = useCause();
  const { times } = useFormat();
  const nowMs = useNow();
  return (
    <Panel title={words.history}>
      <ol className="history">
        {history.map((transition, index) => (
          // Several of one kind may come at one moment; none ever moves.
          <li key={index}>
            <time className="mono" dateTime={transition.at}>
              {times.short(Date.parse(transition.at), nowMs)}
            </time>
            <span>
              <b>{words.kind[transition.kind] ?? transition.kind}</b>{" "}
              <span className="quiet">{causeOf(transition)}</span>
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
