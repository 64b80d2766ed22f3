// Routes of rules: their state, their files with versions, and trying them out.
import { declareRoute } from "@mystocks/runtime";
import { z } from "zod";
import * as contract from "../contract/rules.ts";
import { comment, duration, nothing, written } from "./parameters.ts";

const fileName = z.strictObject({
  name: z
    .string()
    .regex(/^[\w][\w.-]{0,99}\.ya?ml$/)
    .describe("A file name that ends with .yml"),
});
const ruleText = written.max(1_000_000);
const RULES_LIMIT = "2mb";

const ruleBody = z.strictObject({
  name: z.string().max(100).default("draft.yml"),
  content: ruleText.describe("A rule file in Prometheus' format"),
});

export const ruleDeclarations = {
  listRules: declareRoute({
    method: "get",
    path: "/rules",
    summary: "Rules in force: their state and whether they fail",
    needs: "viewer",
    params: nothing,
    query: nothing,
    answer: contract.ruleListSchema,
  }),
  listRuleFiles: declareRoute({
    method: "get",
    path: "/rules/files",
    summary: "Rule files in force",
    needs: "viewer",
    params: nothing,
    query: nothing,
    answer: contract.ruleFileListSchema,
  }),
  readRuleFile: declareRoute({
    method: "get",
    path: "/rules/files/{name}",
    summary: "A rule file, its versions, and what changed with the last",
    needs: "viewer",
    params: fileName,
    query: z.strictObject({
      version: z.coerce.number().int().min(0).optional().describe("The newest when left out; 0: as it lies"),
    }),
    answer: contract.ruleFileSchema,
  }),
  saveRuleFile: declareRoute({
    method: "put",
    path: "/rules/files/{name}",
    summary: "A new version of a rule file, in force within a second; refused when its tests fail",
    needs: "admin",
    params: fileName,
    query: nothing,
    body: z.strictObject({
      content: ruleText.nullable().describe("null removes the file"),
      tests: ruleText
        .nullable()
        .optional()
        .describe(
          "A unit-test file of promtool that goes with it; left out: those that stand beside it; null: none",
        ),
      comment,
      basedOn: z
        .int()
        .min(0)
        .optional()
        .describe("The version that was edited; refused when there is a newer"),
    }),
    bodyLimit: RULES_LIMIT,
    answer: contract.ruleFileSchema,
  }),
  checkRules: declareRoute({
    method: "post",
    path: "/rules/check",
    summary: "What is wrong with a rule file, with lines and remedies",
    needs: "viewer",
    params: nothing,
    query: nothing,
    body: ruleBody,
    bodyLimit: RULES_LIMIT,
    answer: contract.ruleCheckSchema,
  }),
  testRules: declareRoute({
    method: "post",
    path: "/rules/test",
    summary: "Runs a unit-test file of promtool on a rule file",
    needs: "viewer",
    params: nothing,
    query: nothing,
    body: ruleBody.extend({ tests: ruleText }),
    bodyLimit: RULES_LIMIT,
    answer: contract.ruleTestSchema,
  }),
  previewRules: declareRoute({
    method: "post",
    path: "/rules/preview",
    summary:
      "When the rules would have fired, judged by the code that judges live, and whom they would have woken",
    needs: "viewer",
    params: nothing,
    query: nothing,
    body: ruleBody.extend({
      last: duration.default("15m").describe("Up to 15m in seconds, longer in minutes; at most 7d"),
    }),
    bodyLimit: RULES_LIMIT,
    answer: contract.rulePreviewSchema,
  }),
};
