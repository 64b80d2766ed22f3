import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { SilenceList } from "@mystocks/alerting";
import { Empty } from "../../components/empty.tsx";
import { Loaded } from "../../components/loaded.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Title } from "../../components/title.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { silencesSearch } from "../../url/pages.ts";
import "../alerts/alerts.css";
import { alertQuery } from "../alerts/queries.ts";
import { draftOf, newDraft } from "./draft.ts";
import { matchersOf } from "./matchers.ts";
import { silencesQuery } from "./queries.ts";
import { SilenceForm } from "./silence-form.tsx";
import { SilenceTable } from "./silence-table.tsx";
import "./silences.css";
import { useSilenceWords } from "./words.ts";

export function SilencesPage() {
  const words = useSilenceWords();
  const query = useQuery(silencesQuery);
  const { alert, silence, create } = silencesSearch(useSearch({ from: "/silences" }));
  const isOpen = alert !== undefined || silence !== undefined || create !== undefined;
  return (
    <>
      <Title name={words.title}>{words.subtitle}</Title>
      {!isOpen && (
        <p>
          <Link to="/silences" search={{ create: "true" }} className="button primary">
            {words.create}
          </Link>
        </p>
      )}
      <Loaded query={query}>
        {({ items }) => (
          <>
            {create !== undefined && <Form key="new" />}
            {alert !== undefined && <FormOfAlert key={alert} id={alert} />}
            {silence !== undefined && <Form key={silence} id={silence} items={items} />}
            <Lists items={items} />
          </>
        )}
      </Loaded>
    </>
  );
}

const closed = <S,>(search: S) => ({ ...search, create: undefined, alert: undefined, silence: undefined });

function useClose(): () => void {
  const navigate = useNavigate({ from: "/silences" });
  return () => void navigate({ search: closed, resetScroll: false });
}

function Form({ id, items = [] }: { id?: string; items?: SilenceList["items"] }) {
  const close = useClose();
  const { times } = useFormat();
  const known = items.find((one) => one.id === id);
  return (
    <SilenceForm first={known === undefined ? newDraft() : draftOf(known, times.timeZone)} onDone={close} />
  );
}

/** Filled in with what the alert is about, to end with it. */
function FormOfAlert({ id }: { id: string }) {
  const close = useClose();
  const query = useQuery(alertQuery(id));
  return (
    <Loaded query={query} waiting={<Skeleton rows={6} />}>
      {({ alert }) => <SilenceForm first={newDraft(matchersOf(alert), alert.id)} onDone={close} />}
    </Loaded>
  );
}

function Lists({ items }: SilenceList) {
  const words = useSilenceWords();
  const live = items.filter(({ state }) => state !== "expired");
  const over = items
    .filter(({ state }) => state === "expired")
    .toSorted((a, b) => Date.parse(b.endedAt ?? b.endsAt) - Date.parse(a.endedAt ?? a.endsAt));
  return (
    <>
      <h2 className="list-title">{words.inForce}</h2>
      {live.length === 0 ? (
        <Empty title={words.none}>{words.noneNote}</Empty>
      ) : (
        <SilenceTable name={words.inForce} silences={live} />
      )}
      <h2 className="list-title">{words.over}</h2>
      {over.length === 0 ? (
        <p className="quiet">{words.noneOver}</p>
      ) : (
        <SilenceTable name={words.over} silences={over} />
      )}
    </>
  );
}
