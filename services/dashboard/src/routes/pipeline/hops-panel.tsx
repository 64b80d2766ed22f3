import type { Pipeline, PipelineHop } from "@mystocks/api";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useReason } from "./use-reason.ts";
import { useWords } from "./use-words.ts";
import { STATE_MARKS } from "./verdict.ts";

type Flow = PipelineHop["flows"][number];

export function HopsPanel({ pipeline }: { pipeline: Pipeline }) {
  const words = useWords();
  const { times } = useFormat();
  const { hops, readAt } = pipeline;
  return (
    <Panel title={words.way} note={words.readAt(times.second(Date.parse(readAt)))}>
      <ol className={hops.length > 6 ? "hops many" : "hops"}>
        {hops.map((hop) => (
          <Hop key={hop.hop} hop={hop} />
        ))}
      </ol>
    </Panel>
  );
}

function Hop({ hop }: { hop: PipelineHop }) {
  const words = useWords();
  const reason = useReason();
  const mark = STATE_MARKS[hop.state];
  return (
    <li className={`hop ${mark}`}>
      <h3>{words.hop[hop.hop]}</h3>
      <p className="quiet hop-what">{words.what[hop.hop]}</p>
      <State state={mark}>{words.state[hop.state]}</State>
      <p className="hop-reason">{reason(hop.reason)}</p>
      <Rates flows={hop.flows} />
      <Backlog flows={hop.flows} />
      {hop.untold.length > 0 && <p className="hop-note">{words.doesNotTell(hop.untold.join(", "))}</p>}
    </li>
  );
}

/** Items where the hop knows them, else what they come in. */
function Rates({ flows }: { flows: readonly Flow[] }) {
  const words = useWords();
  const { numbers } = useFormat();
  const items = flows.filter(({ unit }) => unit === "items");
  const shown = items.length > 0 ? items : flows;
  return (
    <dl className="hop-rates">
      {shown.map(({ signal, inPerSecond, outPerSecond }) => {
        const rate = outPerSecond ?? inPerSecond;
        return (
          <div key={signal}>
            <dt>{words.signal[signal]}</dt>
            <dd>{rate === null ? NOTHING : `${numbers.rate(rate)}/s`}</dd>
          </div>
        );
      })}
    </dl>
  );
}

interface Note {
  key: string;
  tone: "" | "watch" | "worse";
  words: string;
}

/** What waits, what was sent back and what was dropped: nothing when there is none of it. */
function Backlog({ flows }: { flows: readonly Flow[] }) {
  const notesOf = useNotes();
  const notes = flows.flatMap(notesOf);
  if (notes.length === 0) return null;
  return (
    <ul className="hop-notes">
      {notes.map(({ key, tone, words }) => (
        <li key={key} className={tone}>
          {words}
        </li>
      ))}
    </ul>
  );
}

function useNotes(): (flow: Flow) => Note[] {
  const words = useWords();
  const { numbers } = useFormat();
  const waitOf = useWait();
  return (flow) => {
    const { signal, unit, refusedPerSecond, dropped } = flow;
    const name = words.signal[signal];
    const wait = waitOf(flow);
    const back =
      refusedPerSecond !== null && refusedPerSecond > 0
        ? words.refused(numbers.rate(refusedPerSecond))
        : undefined;
    const notes: Note[] = dropped.map(({ reason, count }) => ({
      key: `${signal} ${unit} ${reason}`,
      tone: "worse",
      words: `${name}: ${words.dropped(numbers.integer(count), words.dropReason[reason] ?? reason)}`,
    }));
    if (back !== undefined)
      notes.unshift({ key: `${signal} ${unit} back`, tone: "watch", words: `${name}: ${back}` });
    if (wait !== undefined)
      notes.unshift({ key: `${signal} ${unit} waits`, tone: "", words: `${name}: ${wait}` });
    return notes;
  };
}

/** From here on it matters how much fits. */
const NOTABLE_SHARE = 0.01;

/** What waits, of how much that fits, and for how long its oldest does. */
function useWait(): (flow: Flow) => string | undefined {
  const words = useWords();
  const { numbers, duration } = useFormat();
  return ({ held, queue, oldestSeconds, unit }) => {
    const count = queue?.length ?? held ?? 0;
    if (count === 0) return undefined;
    const queueUnit = queue?.unit ?? (unit === "records" ? "records" : "items");
    const amount = queueUnit === "bytes" ? numbers.bytes : numbers.integer;
    const waits = words.waits(amount(count), queueUnit, count);
    const capacity = queue?.capacity ?? Infinity;
    const room = count / capacity >= NOTABLE_SHARE ? ` ${words.ofCapacity(amount(capacity))}` : "";
    const oldest =
      oldestSeconds === null || oldestSeconds < 1 ? "" : ` · ${words.oldest(duration(oldestSeconds * 1000))}`;
    return `${waits}${room}${oldest}`;
  };
}
