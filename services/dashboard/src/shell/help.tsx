import { useText } from "../i18n/text.tsx";
import { SHORTCUTS } from "./keys.ts";

const HELP_ID = "shortcuts";

export function openHelp(): void {
  const dialog = document.querySelector<HTMLDialogElement>(`#${HELP_ID}`);
  if (dialog?.open === false) dialog.showModal();
}

export function HelpButton() {
  const text = useText();
  return (
    <button
      type="button"
      className="pill keyboard-only"
      aria-label={text.shortcuts}
      aria-haspopup="dialog"
      onClick={openHelp}
    >
      <kbd aria-hidden="true">?</kbd>
    </button>
  );
}

export function HelpDialog() {
  const text = useText();
  return (
    <dialog id={HELP_ID} className="dialog" aria-labelledby="shortcuts-title" closedby="any">
      <form method="dialog">
        <h2 id="shortcuts-title">{text.shortcuts}</h2>
        <dl className="keys">
          {SHORTCUTS.map(({ keys, means }) => (
            <div key={keys}>
              <dt>
                {keys.split(" ").map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{text[means]}</dd>
            </div>
          ))}
        </dl>
        <button className="button" type="submit">
          {text.close}
        </button>
      </form>
    </dialog>
  );
}
