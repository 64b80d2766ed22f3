import { DropdownMenu } from "radix-ui";

import type { ChoiceMenuProperties } from "./choice-menu.tsx";

/** Not modal: a modal one writes style elements, which the policy forbids. */
export function OpenedMenu<T extends string>({
  name,
  value,
  choices,
  onChoose,
  children,
  className,
}: ChoiceMenuProperties<T>) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger className={className ?? "pill"}>
        <span className="hidden">{name}: </span>
        {children}
        <span className="chevron" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.querySelector<HTMLElement>("main")}>
        <DropdownMenu.Content
          className="menu"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={name}
        >
          <DropdownMenu.RadioGroup value={value ?? ""} onValueChange={(chosen) => onChoose(chosen as T)}>
            {choices.map((choice) => (
              <DropdownMenu.RadioItem key={choice.value} value={choice.value} className="menu-item">
                <span>{choice.label}</span>
                {choice.note !== undefined && <small>{choice.note}</small>}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
