import {
  Preview,
  type Calendars,
  type PreviewParts,
  type PreviewReport,
  type PreviewWindow,
  type Rule,
  type RuleGroup,
} from "@mystocks/rules";
import type pg from "pg";
import type { LiveStore } from "../series/live-store.ts";
import { History } from "../series/history/history.ts";
import { Pacer } from "../series/history/pacer.ts";
import { recordsReadBy } from "./records-read.ts";

export interface RunPreviewParts extends Pick<PreviewParts, "silencesAt" | "receiversOf"> {
  pool: pg.Pool;
  live: LiveStore;
  calendars: Calendars;
  /** The rules that are judged now. */
  inForce: readonly RuleGroup[];
  publicUrl: string;
}

/** Seconds are there for so long. */
const SECONDS_MS = 15 * 60_000;
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
/** A part that takes longer is too large. */
const PART_MS = 12;
const MOST_STEPS = 1024;
/** A part is short; all parts together may read any number of samples. */
const OVER_SECONDS = { maxSamples: Infinity } as const;
/** Samples stand at the ends of minutes, so the one at a range's beginning tells what happened from there on. */
const OVER_MINUTES = { rangeBoundary: "closed", maxSamples: Infinity } as const;

/** The window that ends now: in seconds, or when longer than these are kept in minutes. */
export function previewWindow(lastMs: number, nowMs: number): PreviewWindow {
  const stepMs = lastMs <= SECONDS_MS ? SECOND_MS : MINUTE_MS;
  const toMs = Math.floor(nowMs / stepMs) * stepMs;
  return { fromMs: toMs - lastMs, toMs, stepMs };
}

/** What the draft would have done over the window, in parts, so that the judge keeps its second. */
export async function runPreview(
  parts: RunPreviewParts,
  draft: readonly RuleGroup[],
  window: PreviewWindow,
): Promise<PreviewReport> {
  const world = { ...parts, externalLabels: {}, externalUrl: parts.publicUrl };
  if (window.stepMs === SECOND_MS) return (await previewOverSeconds(world, draft, window)).report();
  const groups = [...recordsReadBy(draft, parts.inForce), ...draft];
  return (await previewOverHistory(world, groups, window)).report();
}

/** On the live series; what rules in force record is among them. */
async function previewOverSeconds(
  world: Omit<PreviewParts, "store" | "options"> & { live: LiveStore },
  draft: readonly RuleGroup[],
  window: PreviewWindow,
): Promise<Preview> {
  const preview = new Preview(draft, { ...world, store: world.live, options: OVER_SECONDS }, window);
  await advanceInParts(preview, window, new Pacer());
  return preview;
}

/** The rules judged to the end of the window, whose steps are whole minutes. */
export async function previewOverHistory(
  world: Omit<PreviewParts, "store" | "options"> & { pool: pg.Pool },
  groups: readonly RuleGroup[],
  window: PreviewWindow,
): Promise<Preview> {
  const selectors = groups.flatMap(({ rules }) => rules.flatMap((rule) => rule.selectors));
  const pacer = new Pacer();
  const reuses = !groups.some(({ rules }) => rules.some(keepsHistograms));
  const history = await History.open({ ...world, ...window, selectors, pacer, reuses });
  const preview = new Preview(groups, { ...world, store: history, options: OVER_MINUTES }, window);
  await advanceInParts(preview, window, pacer, history);
  return preview;
}

/** Recorded series, subqueries and what is the same at every step go on being read; alerts keep numbers alone. */
function keepsHistograms({ kind, selectors }: Rule): boolean {
  return (
    kind === "record" ||
    selectors.some(({ at, enclosingRangeMs }) => at !== undefined || enclosingRangeMs > 0)
  );
}

async function advanceInParts(
  preview: Preview,
  { fromMs, toMs, stepMs }: PreviewWindow,
  pacer: Pacer,
  history?: History,
): Promise<void> {
  let steps = 8;
  for (let nextMs = fromMs; nextMs <= toMs;) {
    const untilMs = Math.min(nextMs + (steps - 1) * stepMs, toMs);
    await history?.advance(nextMs, untilMs);
    await pacer.rest();
    const beforeMs = pacer.heldMs;
    preview.advance(untilMs);
    const tookMs = pacer.heldMs - beforeMs;
    if (tookMs > PART_MS) steps = Math.max(1, Math.floor((steps * PART_MS) / tookMs));
    else if (tookMs < PART_MS / 2) steps = Math.min(MOST_STEPS, steps * 2);
    nextMs = untilMs + stepMs;
    await pacer.rest();
  }
}
