import { useEffect, useRef } from "react";

const TYPED_MS = 200;

type Properties = {
  name: string;
  value: string | undefined;
  onSearch: (value: string | undefined) => void;
};

/** Filters while one types, but not while an input method still composes. */
export function SearchFilter({ name, value, onSearch }: Properties) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address lags behind the fingers, so it never writes into a field that has the focus.
  useEffect(() => {
    if (input.current !== null && input.current !== document.activeElement) input.current.value = value ?? "";
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  function searchSoon() {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(input.current?.value.trim() || undefined), TYPED_MS);
  }
  return (
    <input
      ref={input}
      id="filter"
      type="search"
      className="pill filter-text"
      aria-label={name}
      placeholder={name}
      defaultValue={value ?? ""}
      onInput={(event) => !event.nativeEvent.isComposing && searchSoon()}
      onCompositionEnd={searchSoon}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}
