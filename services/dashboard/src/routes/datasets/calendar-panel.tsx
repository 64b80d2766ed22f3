import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import type { DatasetDetail, DayList } from "@mystocks/quality";
import { AskForm } from "../../components/ask-form.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Panel } from "../../components/panel.tsx";
import { State } from "../../components/state.tsx";
import { useNow } from "../../components/use-now.ts";
import { useTexts } from "../../i18n/text.tsx";
import { daysQuery, pathOf } from "./queries.ts";
import { TONES, weeksOf } from "./standing.ts";
import { useDatasetWords } from "./words.ts";

type Day = DayList["days"][number];

/** A month of days, each in the colour of its newest verdicts; a chosen one shows its checks. */
export function CalendarPanel({ detail }: { detail: DatasetDetail }) {
  const words = useDatasetWords();
  const nowMs = useNow();
  const today = detail.newestDay ?? dayOf(nowMs);
  const [month, setMonth] = useState(today.slice(0, 7));
  const [chosen, setChosen] = useState<string>();
  const query = useQuery(daysQuery(detail.dataset, spanOf(month)));
  return (
    <Panel
      title={words.calendarTitle}
      note={words.calendarNote}
      aside={<MonthSwitch month={month} newest={today.slice(0, 7)} onChoose={setMonth} />}
    >
      <Loaded query={query}>
        {({ days }) => (
          <>
            <Month days={days} chosen={chosen} onChoose={setChosen} />
            {days
              .filter(({ day }) => day === chosen)
              .map((day) => (
                <ChosenDay key={day.day} detail={detail} day={day} isBegun={day.day <= today} />
              ))}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

function spanOf(month: string): { from: string; to: string } {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return { from: `${month}-01`, to: dayOf(Date.UTC(year, number, 0)) };
}

function moved(month: string, by: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return dayOf(Date.UTC(year, number - 1 + by, 1)).slice(0, 7);
}

type Switch = { month: string; newest: string; onChoose: (month: string) => void };

function MonthSwitch({ month, newest, onChoose }: Switch) {
  return (
    <>
      <button
        type="button"
        className="link"
        aria-label={moved(month, -1)}
        onClick={() => onChoose(moved(month, -1))}
      >
        ←
      </button>
      <span>{month}</span>
      <button
        type="button"
        className="link"
        aria-label={moved(month, 1)}
        disabled={month >= newest}
        onClick={() => onChoose(moved(month, 1))}
      >
        →
      </button>
    </>
  );
}

type MonthProperties = { days: readonly Day[]; chosen: string | undefined; onChoose: (day: string) => void };

function Month({ days, chosen, onChoose }: MonthProperties) {
  const byDay = new Map(days.map((day) => [day.day, day]));
  const { language } = useTexts();
  const names = weekdayNames(language);
  return (
    <table className="month">
      <thead>
        <tr>
          {names.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(days).map((week) => (
          <tr key={week.find((day) => day !== null)}>
            {week.map((day, place) => (
              // Places without a day have no other name than where they are.
              // oxlint-disable-next-line react/no-array-index-key
              <td key={place}>
                {day !== null && (
                  <DayButton day={byDay.get(day)!} isChosen={day === chosen} onChoose={onChoose} />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function weekdayNames(language: "en" | "zh"): string[] {
  const format = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    weekday: "short",
    timeZone: "UTC",
  });
  // The first of January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, place) => format.format(Date.UTC(2024, 0, 1 + place)));
}

type DayProperties = { day: Day; isChosen: boolean; onChoose: (day: string) => void };

function DayButton({ day: { day, verdict, isOpen }, isChosen, onChoose }: DayProperties) {
  const words = useDatasetWords();
  const market = isOpen === "open" ? "" : `, ${isOpen === "closed" ? words.closed : words.unknownDay}`;
  return (
    <button
      type="button"
      className={`day ${TONES[verdict]} is-${isOpen}`}
      aria-pressed={isChosen}
      onClick={() => onChoose(day)}
    >
      <span aria-hidden="true">{Number(day.slice(8))}</span>
      <span className="hidden">{`${day}: ${words.verdict[verdict]}${market}`}</span>
    </button>
  );
}

function ChosenDay({ detail, day: one, isBegun }: { detail: DatasetDetail; day: Day; isBegun: boolean }) {
  const words = useDatasetWords();
  const { day, checks, accepted, isBackfill, isOpen, worst, verdict } = one;
  const path = pathOf(detail.dataset);
  const canJudge = detail.contract !== null && isOpen === "open" && isBegun;
  const canAccept = checks.length > 0 && accepted === null && (isBackfill || verdict === "fail");
  return (
    <section className="chosen-day" aria-label={words.checksOf(day)}>
      <h3>{words.checksOf(day)}</h3>
      <p className="quiet">
        {[
          { open: words.open, closed: words.closed, unknown: words.unknownDay }[isOpen],
          worst === verdict ? "" : words.worstOf(words.verdict[worst]),
          isBackfill ? words.backfilled : "",
          accepted === null ? "" : words.accepted(accepted.by, accepted.why),
        ]
          .filter((part) => part !== "")
          .join(" · ")}
      </p>
      <ul className="day-checks">
        {checks.map(({ check, verdict: found }) => (
          <li key={check}>
            <State state={TONES[found]}>{words.verdict[found]}</State> {check}
          </li>
        ))}
      </ul>
      <div className="day-actions">
        {canJudge && (
          <AskForm label={words.judgeDay} changes="datasets" path={`${path}/runs`} body={{ from: day }} />
        )}
        {canAccept && (
          <AskForm label={words.acceptDay} changes="datasets" path={`${path}/days/${day}/accept`} />
        )}
      </div>
    </section>
  );
}
