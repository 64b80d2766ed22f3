import { Suspense, lazy, useState } from "react";
import type { ReactNode } from "react";

export type Choice<T extends string> = { value: T; label: string; note?: string };

export type ChoiceMenuProperties<T extends string> = {
  /** What is chosen here, for those who can't see the button's surroundings. */
  name: string;
  value: T | undefined;
  choices: readonly Choice<T>[];
  onChoose: (value: T) => void;
  /** What the button shows. */
  children: ReactNode;
  className?: string;
};

const load = () => import("./opened-menu.tsx");
// The cast keeps the type parameter, which `lazy` forgets.
const OpenedMenu = lazy(async () => ({ default: (await load()).OpenedMenu })) as unknown as <
  T extends string,
>(
  properties: ChoiceMenuProperties<T>,
) => ReactNode;

/** One of several, from a menu, whose code comes when a pointer or the focus comes near. */
export function ChoiceMenu<T extends string>(properties: ChoiceMenuProperties<T>) {
  const [opened, setOpened] = useState(false);
  const closed = <ClosedMenu {...properties} onOpen={() => setOpened(true)} />;
  if (!opened) return closed;
  return (
    <Suspense fallback={closed}>
      <OpenedMenu {...properties} />
    </Suspense>
  );
}

function ClosedMenu<T extends string>({
  name,
  children,
  className,
  onOpen,
}: ChoiceMenuProperties<T> & { onOpen: () => void }) {
  return (
    <button
      type="button"
      className={className ?? "pill"}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        onOpen();
      }}
    >
      <span className="hidden">{name}: </span>
      {children}
      <span className="chevron" aria-hidden="true" />
    </button>
  );
}
