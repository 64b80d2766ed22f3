import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Loaded } from "../../components/loaded.tsx";
import { Panel } from "../../components/panel.tsx";
import { filesQuery } from "./queries.ts";
import { useRuleWords } from "./words.ts";

type Properties = { chosen: string | undefined; onOpen: (name: string) => void };

export function FilesPanel({ chosen, onOpen }: Properties) {
  const words = useRuleWords();
  const query = useQuery(filesQuery);
  return (
    <Panel title={words.files} aside={<NewFile onOpen={onOpen} />}>
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
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

function NewFile({ onOpen }: Pick<Properties, "onOpen">) {
  const words = useRuleWords();
  const [name, setName] = useState("");
  return (
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
        title={words.fileNameRule}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" className="button">
        {words.newFile}
      </button>
    </form>
  );
}
