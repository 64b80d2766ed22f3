import { durationMs } from "@mystocks/runtime";
import type { RulePreviewView } from "../contract.ts";
import { levelOf } from "../judge/alert-row.ts";
import { previewWindow, runPreview } from "../preview/run-preview.ts";
import { parsedRules } from "./parsed-rules.ts";
import type { HttpParts } from "./parts.ts";
import { shownPreview } from "./preview-view.ts";

const LONGEST_MS = 7 * 86_400_000;

/** What a draft would have done up to now. */
export async function previewOf(
  { pool, live, rules, receiversOf, silencesSince, calendars, publicUrl, now }: HttpParts,
  { name, content, last }: { name: string; content: string; last: string },
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
