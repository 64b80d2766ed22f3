import { useEffect, useState } from "react";

const TYPED_MS = 200;

type Properties = { name: string; value: string | undefined; onSearch: (value: string | undefined) => void };

/** Filters while one types, but not while an input method still composes. */
export function SearchFilter({ name, value, onSearch }: Properties) {
  const [typed, setTyped] = useState(value ?? "");
  const [composing, setComposing] = useState(false);
  useEffect(() => setTyped(value ?? ""), [value]);
  useEffect(() => {
    const wanted = typed.trim() === "" ? undefined : typed.trim();
    if (composing || wanted === value) return;
    const timer = setTimeout(() => onSearch(wanted), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed, composing, value, onSearch]);
  return (
    <input
      id="filter"
      type="search"
      className="pill filter-text"
      aria-label={name}
      placeholder={name}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}
