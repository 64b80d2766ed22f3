// Routes of silences.
import { declareRoute } from "@mystocks/runtime";
import { z } from "zod";
import * as contract from "../contract/silences.ts";
import { alertNumber, comment, duration, instant, nothing } from "./parameters.ts";

const silenceId = z.strictObject({ id: z.uuid().describe("Id of a silence") });
const silenceBody = z.strictObject({
  id: z.uuid().optional().describe("Of the silence that is changed"),
  matchers: z.array(contract.silenceMatcherSchema).min(1).max(50),
  startsAt: instant,
  endsAt: instant,
  for: duration.optional().describe("Instead of endsAt: such as 2h"),
  recurrence: contract.recurrenceSchema.optional(),
  endsWithAlert: alertNumber.optional().describe("Ends when this alert does"),
  comment,
});

export const silenceDeclarations = {
  listSilences: declareRoute({
    method: "get",
    path: "/silences",
    summary: "Silences in force or to come",
    needs: "viewer",
    params: nothing,
    query: z.strictObject({
      ended: z.enum(["true", "false"]).default("false").describe("With those that ended in the last 7 days"),
    }),
    answer: contract.silenceListSchema,
  }),
  previewSilence: declareRoute({
    method: "post",
    path: "/silences/preview",
    summary: "What a silence would mute now, and would have muted in the last 7 days",
    needs: "viewer",
    params: nothing,
    query: nothing,
    body: z.strictObject({ matchers: silenceBody.shape.matchers }),
    answer: contract.silencePreviewSchema,
  }),
  saveSilence: declareRoute({
    method: "post",
    path: "/silences",
    summary: "Mute alerts for some time, or change a silence",
    needs: "operator",
    params: nothing,
    query: nothing,
    body: silenceBody,
    answer: contract.silenceSchema,
  }),
  endSilence: declareRoute({
    method: "delete",
    path: "/silences/{id}",
    summary: "End a silence now",
    needs: "operator",
    params: silenceId,
    query: nothing,
    answer: z.undefined(),
  }),
};
