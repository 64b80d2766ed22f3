import { useState } from "react";
import { useText } from "../i18n/text.tsx";
import { formatRange, windowOf } from "../url/range.ts";
import type { Range } from "../url/range.ts";
import { useRange } from "../url/use-range.ts";
import { useZone } from "./use-zone.ts";

const SHOWN_MS = 2_000;
export const COPY_LINK_ID = "copy-link";

/** The address bar keeps "last 30 min"; a copied link must show tomorrow what is seen now. */
export function CopyLink() {
  const text = useText();
  const range = useRange();
  const zone = useZone();
  const [copied, setCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(permalink(location.href, range, zone, Date.now()));
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  }
  return (
    <button id={COPY_LINK_ID} type="button" className="pill" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? text.copied : text.copyLink}</span>
    </button>
  );
}

function permalink(href: string, range: Range, zone: string, nowMs: number): string {
  const url = new URL(href);
  url.searchParams.set("range", formatRange({ kind: "between", ...windowOf(range, nowMs) }));
  url.searchParams.set("tz", zone);
  url.searchParams.delete("theme");
  url.searchParams.delete("lang");
  return url.href;
}
