import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import type { RuleFileView } from "@mystocks/alerting";
import { Loaded } from "../../components/loaded.tsx";
import { useFormat } from "../../format/use-format.tsx";
import { versionQuery } from "./queries.ts";
import { useRuleWords } from "./words.ts";

type Properties = { file: RuleFileView; onBack: (old: RuleFileView, version: number) => void };

/** Who changed the file, when and what for. An older version that is put back is a new one: nothing is lost by it. */
export function Versions({ file, onBack }: Properties) {
  const words = useRuleWords();
  const { times } = useFormat();
  const [shown, setShown] = useState<number>();
  if (file.versions.length === 0) return null;
  return (
    <section className="versions" aria-label={words.versions}>
      <h3>{words.versions}</h3>
      <ul className="findings">
        {file.versions.map(({ version, author, comment, savedAt }) => (
          <li key={version}>
            <button
              type="button"
              className="link"
              aria-expanded={shown === version}
              onClick={() => setShown(shown === version ? undefined : version)}
            >
              {words.version(String(version))}
            </button>{" "}
            <time dateTime={savedAt}>{times.dateTime(Date.parse(savedAt))}</time> {author}{" "}
            <span className="quiet">{comment}</span>
            {shown === version && <Version name={file.name} version={version} onBack={onBack} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

type VersionProperties = { name: string; version: number; onBack: Properties["onBack"] };

function Version({ name, version, onBack }: VersionProperties) {
  const words = useRuleWords();
  const query = useQuery(versionQuery(name, version));
  return (
    <Loaded query={query}>
      {(old) => (
        <>
          <Diff text={old.diff} />
          {old.content !== null && (
            <p>
              <button type="button" className="button" onClick={() => onBack(old, version)}>
                {words.back}
              </button>
            </p>
          )}
        </>
      )}
    </Loaded>
  );
}

const SIGNS: Record<string, string> = { "+": "added", "-": "removed", "@": "place" };

function Diff({ text }: { text: string }) {
  const words = useRuleWords();
  if (text === "") return <p className="quiet">{words.noDiff}</p>;
  return (
    <pre className="diff">
      {text
        .replace(/\n$/, "")
        .split("\n")
        .map((line, at) => (
          // Lines of a text have no other identity than their place.
          <span key={at} className={SIGNS[line[0] ?? ""] ?? ""}>
            {line}
            {"\n"}
          </span>
        ))}
    </pre>
  );
}
