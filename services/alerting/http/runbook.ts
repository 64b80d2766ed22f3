import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { MonitorError } from "@mystocks/runtime";
import { Router } from "express";

const DOCS = join(import.meta.dirname, "..", "..", "..", "docs");
const FILES = { en: "alert-rules.md", "zh-CN": "alert-rules.zh-CN.md" } as const;

/**
 * What to do about an alert, in the reader's language, as plain text that any phone shows. For everybody: it is the
 * documentation.
 */
export function runbookRouter(): Router {
  const router = Router();
  router.get("/:alert", async (request, response) => {
    response.locals.endpoint = "/runbooks/:alert";
    const language = request.acceptsLanguages("en", "zh-CN", "zh") || "en";
    const text = await readFile(join(DOCS, FILES[language === "en" ? "en" : "zh-CN"]), "utf8");
    const section = sectionOf(text, request.params.alert);
    if (section === undefined)
      throw new MonitorError("NOT_FOUND", `There is no runbook of ${request.params.alert}.`, {
        remedy: "docs/alert-rules.md has one of each alert that comes with Monitor; others name their own.",
      });
    response.type("text/plain; charset=utf-8").vary("Accept-Language").send(section);
  });
  return router;
}

/** From its heading to the next one. */
export function sectionOf(text: string, alert: string): string | undefined {
  const lines = text.split("\n");
  const begin = lines.indexOf(`### ${alert}`);
  if (begin === -1) return undefined;
  const length = lines.slice(begin + 1).findIndex((line) => line.startsWith("##"));
  return lines
    .slice(begin, length === -1 ? undefined : begin + 1 + length)
    .join("\n")
    .trimEnd();
}
