import { z } from "zod";
import { duration } from "./config-units.ts";

const smtp = z
  .strictObject({
    url: z
      .string()
      .regex(/^smtps?:\/\//, "smtp:// or smtps://")
      .optional()
      .describe("Mail server, with user and password where it asks for them."),
    urlFile: z.string().optional().describe("File that holds the address."),
    from: z.string().min(1),
    to: z.array(z.string().min(1)).min(1),
  })
  .refine(({ url, urlFile }) => url !== undefined || urlFile !== undefined, "needs url or urlFile");

const receiver = z
  .strictObject({
    name: z.string().min(1),
    type: z
      .enum(["webhook", "wecom", "dingtalk", "feishu", "slack", "smtp"])
      .default("webhook")
      .describe("What takes the messages; webhook is version 4 of Alertmanager's, with evidence."),
    webhook: z.url().optional().describe("Where notifications are posted."),
    webhookFile: z.string().optional().describe("File that holds the webhook."),
    smtp: smtp.optional(),
    secret: z
      .string()
      .optional()
      .describe("Signs messages; of a webhook two, the new one first, while changing."),
    secretFile: z.string().optional().describe("File that holds the secret."),
    allowPrivate: z
      .boolean()
      .default(false)
      .describe("Whether this receiver may have a private address, where allowPrivateReceivers is false."),
    language: z.enum(["en", "zh-CN"]).default("en"),
    levels: z
      .array(z.enum(["CRITICAL", "WARNING", "INFO"]))
      .min(1)
      .default(["CRITICAL", "WARNING"])
      .describe("Only alerts of these levels."),
    labels: z.record(z.string(), z.string()).default({}).describe("Only alerts with these labels."),
    groupBy: z.array(z.string()).default(["alertname"]).describe("Alerts that share these are one message."),
    fallback: z.string().optional().describe("Receiver that is told when this one can't be."),
    escalateAfter: duration
      .optional()
      .describe("An alert that nobody has acknowledged so long after this one was told goes to escalateTo."),
    escalateTo: z.string().optional().describe("The next receiver; the fallback when it is left out."),
    reports: z
      .boolean()
      .default(false)
      .describe("Whether this receiver hears of each report of data quality that is made by schedule."),
    heartbeat: duration
      .optional()
      .describe(
        "Tells this receiver again and again, each so long, that telemetry and alerting work, and of nothing else: a watch outside wakes somebody when it stays away.",
      ),
  })
  .refine(
    ({ type, webhook, webhookFile }) => type === "smtp" || webhook !== undefined || webhookFile !== undefined,
    "needs webhook or webhookFile",
  )
  .refine(({ type, smtp: mail }) => type !== "smtp" || mail !== undefined, "of type smtp needs smtp")
  .refine(
    ({ escalateAfter, escalateTo, fallback }) =>
      escalateAfter === undefined || escalateTo !== undefined || fallback !== undefined,
    "escalateAfter needs escalateTo or fallback",
  )
  .refine(
    ({ heartbeat, reports }) => heartbeat === undefined || !reports,
    "a receiver with heartbeat hears of nothing else: reports go to another",
  );

/** In the ledger of what was told to whom it means the Alertmanagers. */
const RESERVED_NAME = "alertmanager";

export const receivers = z.array(receiver).superRefine((all, context) => {
  const names = all.map(({ name }) => name);
  all.forEach(({ name, fallback, escalateTo }, at) => {
    if (names.indexOf(name) !== at)
      context.addIssue({ code: "custom", path: [at, "name"], message: `${name} stands twice` });
    if (name === RESERVED_NAME)
      context.addIssue({
        code: "custom",
        path: [at, "name"],
        message: `${name} is what alertmanagerUrls name`,
      });
    for (const [key, other] of Object.entries({ fallback, escalateTo }))
      if (other !== undefined && (other === name || !names.includes(other)))
        context.addIssue({
          code: "custom",
          path: [at, key],
          message: `${other} is no other receiver; there is ${names.filter((one) => one !== name).join(", ") || "none"}`,
        });
  });
});
