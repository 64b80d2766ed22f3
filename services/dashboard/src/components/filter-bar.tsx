import type { ReactNode } from "react";
import { useText } from "../i18n/text.tsx";
import { ChoiceMenu } from "./choice-menu.tsx";
import type { Choice } from "./choice-menu.tsx";

const ALL = "";

export function FilterBar({ children }: { children: ReactNode }) {
  const text = useText();
  return (
    <fieldset className="filters" aria-label={text.filters}>
      {children}
    </fieldset>
  );
}

type Properties<T extends string> = {
  name: string;
  value: T | undefined;
  choices: readonly Choice<T>[];
  onChoose: (value: T | undefined) => void;
};

/** All, or one of them. What the address asks for stays choosable even when the window has none of it. */
export function Filter<T extends string>({ name, value, choices, onChoose }: Properties<T>) {
  const text = useText();
  const known = value === undefined || choices.some((choice) => choice.value === value);
  const offered = known ? choices : [{ value, label: value }, ...choices];
  return (
    <ChoiceMenu<T | typeof ALL>
      name={name}
      value={value ?? ALL}
      choices={[{ value: ALL, label: text.all }, ...offered]}
      onChoose={(chosen) => onChoose(chosen === ALL ? undefined : chosen)}
      className={value === undefined ? "pill" : "pill on"}
    >
      <span aria-hidden="true">{name}</span>
      {value !== undefined && <b>{choices.find((choice) => choice.value === value)?.label ?? value}</b>}
    </ChoiceMenu>
  );
}

export function same(values: readonly string[]): Choice<string>[] {
  return values.map((value) => ({ value, label: value }));
}
