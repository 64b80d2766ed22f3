/** What keys do, in the order of the help page. `means` is a key of the dictionary. */
export const SHORTCUTS = [
  { keys: "?", means: "shortcuts" },
  { keys: "/", means: "searchOperations" },
  { keys: "g h", means: "overview" },
  { keys: "g o", means: "operations" },
  { keys: "g s", means: "slowAndFailed" },
  { keys: "g r", means: "requests" },
  { keys: "g v", means: "services" },
  { keys: "g p", means: "pipeline" },
  { keys: "g a", means: "alerts" },
  { keys: "g l", means: "rules" },
  { keys: "g i", means: "silences" },
  { keys: "j", means: "keyNextRow" },
  { keys: "k", means: "keyPreviousRow" },
  { keys: "Enter", means: "keyOpenRow" },
  { keys: "a", means: "keyAcknowledge" },
  { keys: "s", means: "keySilence" },
  { keys: "m", means: "keyAssign" },
  { keys: "e", means: "keyCloseAlert" },
  { keys: "x", means: "keyChoose" },
  { keys: "t z", means: "keyZoomOut" },
  { keys: "t ←", means: "keyEarlier" },
  { keys: "t →", means: "keyLater" },
  { keys: "t a", means: "keyAbsolute" },
  { keys: "d r", means: "keyRefresh" },
  { keys: "p l", means: "copyLink" },
] as const;

export type ShortcutKeys = (typeof SHORTCUTS)[number]["keys"];

const SPELLED: Record<string, string> = { ArrowLeft: "←", ArrowRight: "→" };
const PAIR_MS = 1_200;

export type Pressed = { key: string; atMs: number };

/** The shortcut that `key` completes, and what to remember for the next one. */
export function readKey(
  key: string,
  atMs: number,
  before: Pressed | undefined,
): { keys?: ShortcutKeys; pressed?: Pressed } {
  const spelled = SPELLED[key] ?? key;
  const first = before !== undefined && atMs - before.atMs <= PAIR_MS ? before.key : undefined;
  const pair = first === undefined ? undefined : findShortcut(`${first} ${spelled}`);
  if (pair !== undefined) return { keys: pair };
  const single = findShortcut(spelled);
  if (single !== undefined) return { keys: single };
  const starts = SHORTCUTS.some(({ keys }) => keys.startsWith(`${spelled} `));
  return starts ? { pressed: { key: spelled, atMs } } : {};
}

function findShortcut(keys: string): ShortcutKeys | undefined {
  return SHORTCUTS.find((shortcut) => shortcut.keys === keys)?.keys;
}
