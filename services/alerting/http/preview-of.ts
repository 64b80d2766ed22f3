import { durationMs } from "@mystocks/runtime";
import type { RulePreviewView } from "../contract.ts";
import { levelOf } from "../judge/alert-row.ts";
import { previewWindow, runPreview } from "../preview/run-preview.ts";
import { parsedRules } from "./parsed-rules.ts";
import type { HttpParts } from "./parts.ts";
import { shownPreview } from "./preview-view.ts";

const LONGEST_MS = 7 * 86_400_000;

type Draft = { name: string; content: string; last: string };

/** Previews one after the other: each may need some hundred MiB. */
export function previewer(parts: HttpParts): (draft: Draft) => Promise<RulePreviewView> {
  let turn: Promise<unknown> = Promise.resolve();
  return (draft) => {
    const next = turn.then(() => previewOf(parts, draft));
    turn = next.catch(() => {});
    return next;
  };
}

/** What a draft would have done up to now. */
async function previewOf(
  { pool, live, rules, receiversOf, silencesSince, calendars, publicUrl, now }: HttpParts,
  { name, content, last }: Draft,
): Promise<RulePreviewView> {
  const { groups } = parsedRules(name, content);
  const window = previewWindow(Math.min(durationMs(last), LONGEST_MS), now());
  const report = await runPreview(
    {
      pool,
      live: live.store,
      calendars,
      publicUrl,
      inForce: rules.groups.map(({ group }) => group),
      silencesAt: await silencesSince(window.fromMs),
      receiversOf: (_, { alert: { labels } }) =>
        receiversOf({ labels, level: levelOf(labels), source: "rule" }),
    },
    groups,
    window,
  );
  return shownPreview(report);
}
