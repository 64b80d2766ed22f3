import type { LedgerLine, Pipeline } from "@mystocks/api";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { NOTHING } from "../../format/format.ts";
import { useFormat } from "../../format/use-format.tsx";
import { useNow } from "../../components/use-now.ts";
import { useWords } from "./use-words.ts";
import { isMissing } from "./verdict.ts";

export function LedgerPanel({ pipeline }: { pipeline: Pipeline }) {
  const words = useWords();
  const nowMs = useNow();
  const { times } = useFormat();
  const { ledger, window, watchedSince } = pipeline;
  const from = times.short(Date.parse(window.from), nowMs);
  const isWhole = window.from === watchedSince;
  const bySignal = [...Map.groupBy(ledger, ({ signal }) => signal)];
  return (
    <Panel title={words.ledger} note={isWhole ? words.watchedSince(from) : words.ledgerNote(from)}>
      <div className="scroll">
        <table className="ledger">
          <thead>
            <tr>
              <th scope="col">{words.where}</th>
              <th scope="col" className="n">
                {words.entered}
              </th>
              <th scope="col" className="n">
                {words.left}
              </th>
              <th scope="col" className="n wide">
                {words.repeated}
              </th>
              <th scope="col" className="n wide">
                {words.droppedColumn}
              </th>
              <th scope="col" className="n wide">
                {words.waitingChange}
              </th>
              <th scope="col" className="n">
                {words.unaccounted}
              </th>
            </tr>
          </thead>
          {bySignal.map(([signal, lines]) => (
            <tbody key={signal}>
              <tr className="ledger-group">
                <th scope="rowgroup" colSpan={7}>
                  {words.signal[signal]}
                </th>
              </tr>
              {lines.map((line) => (
                <Line key={`${line.from} ${line.to} ${line.unit}`} line={line} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
      <p className="quiet ledger-rule">{words.explains}</p>
    </Panel>
  );
}

function Line({ line }: { line: LedgerLine }) {
  const words = useWords();
  const { numbers } = useFormat();
  const { from, to, unit, dropped, repeated, heldChange } = line;
  const droppedCount = dropped.reduce((sum, { count }) => sum + count, 0);
  const isWay = from !== to;
  return (
    <tr className={isWay ? "ledger-way" : ""}>
      <th scope="row">
        {isWay ? `${words.hop[from]} → ${words.hop[to]}` : words.hop[from]}
        {unit === "records" && <span className="quiet"> {words.unit[unit]}</span>}
        {dropped.map(({ reason, count }) => (
          <span key={reason} className="place watch">
            {words.dropped(numbers.integer(count), words.dropReason[reason] ?? reason)}
          </span>
        ))}
      </th>
      <td className="n">{shown(line.in, numbers.integer)}</td>
      <td className="n">{shown(line.out, numbers.integer)}</td>
      <td className="n wide">{isWay ? "" : shown(repeated, numbers.integer)}</td>
      <td className="n wide">{isWay ? "" : numbers.integer(droppedCount)}</td>
      <td className="n wide">{shown(heldChange, numbers.integer)}</td>
      <td className="n">
        <Unaccounted line={line} />
      </td>
    </tr>
  );
}

function Unaccounted({ line }: { line: LedgerLine }) {
  const words = useWords();
  const { numbers } = useFormat();
  const { unaccounted, why, doubt } = line;
  if (unaccounted === null)
    return <State state="none">{why === null ? words.notKnown : words.why[why]}</State>;
  const amount = numbers.integer(Math.abs(unaccounted));
  const said = unaccounted === 0 ? "0" : unaccounted > 0 ? words.missing(amount) : words.surplus(amount);
  const mark = isMissing(line) ? (unaccounted > 0 ? "bad" : "warn") : "ok";
  return (
    <>
      <State state={mark}>{said}</State>
      {doubt > 0 && unaccounted !== 0 && (
        <span className="quiet ledger-doubt">{words.within(numbers.integer(doubt))}</span>
      )}
    </>
  );
}

const shown = (value: number | null, format: (value: number) => string): string =>
  value === null ? NOTHING : format(value);
