import { useId } from "react";
import type { ReactNode } from "react";

type Properties = {
  title: ReactNode;
  note?: ReactNode;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
};

export function Panel({ title, note, aside, className, children }: Properties) {
  const id = useId();
  return (
    <section className={`panel ${className ?? ""}`} aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className="note-text">{note}</span>}
        {aside !== undefined && <div className="aside">{aside}</div>}
      </div>
      <div className="body">{children}</div>
    </section>
  );
}
