import { ToggleGroup } from "radix-ui";
import type { Choice } from "./choice-menu.tsx";

type Properties<T extends string> = {
  name: string;
  value: T;
  choices: readonly Choice<T>[];
  onChoose: (value: T) => void;
};

/** One of two or three views of the same list. */
export function Tabs<T extends string>({ name, value, choices, onChoose }: Properties<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      className="tabs"
      aria-label={name}
      value={value}
      // Pressing the chosen one again would leave none chosen.
      onValueChange={(chosen) => chosen !== "" && onChoose(chosen as T)}
    >
      {choices.map((choice) => (
        <ToggleGroup.Item key={choice.value} value={choice.value}>
          {choice.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
