import { useMemo, useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { RuleCheck, RuleFileView, RulePreviewView, RuleTest } from "@mystocks/alerting";
import { postJson, putJson } from "../../api/fetch-json.ts";
import type { Mark } from "./line-marks.ts";

/** What came of asking to save: a version in force, or what keeps it from being one. */
export interface Saved {
  file?: RuleFileView;
  check: RuleCheck;
  test?: RuleTest;
}

interface Texts {
  content: string;
  tests: string;
  comment: string;
}

/** A rule file while it is edited: its texts, and what the server says of them. */
export function useDraft(name: string, first: Texts, basedOn: number) {
  const queries = useQueryClient();
  const [texts, setTexts] = useState(first);
  const { content, tests, comment } = texts;
  const draft = { name, content };
  const hasTests = tests.trim() !== "";
  const askCheck = () => postJson<RuleCheck>("/rules/check", draft);
  const askTest = () => postJson<RuleTest>("/rules/test", { ...draft, tests });
  const check = useMutation({
    mutationFn: async (): Promise<Saved> => {
      const report = await askCheck();
      return report.isValid && hasTests ? { check: report, test: await askTest() } : { check: report };
    },
  });
  const preview = useMutation({
    mutationFn: (last: string) => postJson<RulePreviewView>("/rules/preview", { ...draft, last }),
  });
  const save = useMutation({
    // Asked first, so that what is wrong comes with its line; the server refuses it all the same.
    mutationFn: async (): Promise<Saved> => {
      const found = await check.mutateAsync();
      if (!found.check.isValid || (found.test?.failures.length ?? 0) > 0) return found;
      const body = { content, tests: hasTests ? tests : null, comment, basedOn };
      return { ...found, file: await putJson<RuleFileView>(`/rules/files/${name}`, body) };
    },
    onSuccess: async ({ file }) => {
      if (file !== undefined) await queries.invalidateQueries({ queryKey: ["rules"] });
    },
  });
  const marks = useMemo(() => marksOf(check.data), [check.data]);
  const change = (part: Partial<Texts>) => setTexts((before) => ({ ...before, ...part }));
  return { texts, change, check, preview, save, marks };
}

function marksOf(found: Saved | undefined): { content: Mark[]; tests: Mark[] } {
  const failures = found?.test?.failures ?? [];
  return {
    content: (found?.check.problems ?? []).map(({ line, key, message, remedy, severity }) => ({
      line,
      message: key === "" ? message : `${key}: ${message}`,
      remedy,
      severity,
    })),
    tests: failures.map(({ line, message }) => ({ line, message, severity: "error" as const })),
  };
}
