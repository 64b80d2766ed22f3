import { useNavigate } from "@tanstack/react-router";
import { useText } from "../i18n/text.tsx";

export const SEARCH_ID = "search";

/** Finds operations from every page; what is typed lands in the address of the operations page. */
export function SearchBox() {
  const text = useText();
  const navigate = useNavigate();
  return (
    <search>
      <form
        className="search"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = new FormData(event.currentTarget).get("search");
          const words = typeof typed === "string" ? typed.trim() : "";
          void navigate({ to: "/operations", search: words === "" ? {} : { search: words } });
          event.currentTarget.reset();
        }}
      >
        <input
          id={SEARCH_ID}
          name="search"
          type="search"
          aria-label={text.searchOperations}
          placeholder={text.search}
        />
        <kbd aria-hidden="true">/</kbd>
      </form>
    </search>
  );
}
