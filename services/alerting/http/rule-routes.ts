import { checkRules, type Problem } from "@mystocks/rules";
import { bindRoute, MonitorError, type Route } from "@mystocks/runtime";
import { readRuleFileVersions, type RuleFileVersion } from "@mystocks/store/alerting";
import type { RuleFileView, RuleProblem, RuleTest } from "../contract.ts";
import { declarations } from "../declarations.ts";
import { shownTime, shownTimeOrNull } from "./alert-view.ts";
import type { HttpParts } from "./parts.ts";
import { parsedRules } from "./parsed-rules.ts";
import { previewer } from "./preview-of.ts";
import { ruleStandings } from "./rule-standings.ts";
import { shownGroup } from "./rule-view.ts";
import { runTests } from "./run-tests.ts";
import { unifiedDiff } from "./unified-diff.ts";

export function ruleRoutes(parts: HttpParts): Route[] {
  const { rules, versions } = parts;
  const preview = previewer(parts);
  return [
    bindRoute(declarations.listRules, async () => {
      const standingOf = await ruleStandings(parts);
      const groups = rules.groups.map((group) => shownGroup(standingOf, group));
      const failing = groups.flatMap((group) => group.rules).filter(({ lastError }) => lastError !== null);
      return { groups, problems: rules.problems.map(shownProblem), failing: failing.length };
    }),
    bindRoute(declarations.listRuleFiles, async () => ({
      items: versions.files().map(({ name, version, author, savedMs }) => ({
        name,
        origin: version === 0 ? ("file" as const) : ("api" as const),
        version,
        author,
        savedAt: shownTimeOrNull(savedMs),
      })),
    })),
    bindRoute(declarations.readRuleFile, async ({ params, query }) =>
      fileOf(parts, params.name, query.version),
    ),
    bindRoute(declarations.saveRuleFile, async ({ params, body, principal }) => {
      const { content } = body;
      const newest = await newestOf(parts, params.name);
      const tests = body.tests === undefined ? newest.tests : body.tests;
      const isStale = body.basedOn !== undefined && body.basedOn !== newest.version;
      if (content !== null && tests !== null && !isStale) {
        parsedRules(params.name, content);
        refuseFailing(await runTests(params.name, content, tests));
      }
      await versions.save({
        name: params.name,
        content,
        tests: content === null ? null : tests,
        comment: body.comment,
        author: principal!.name,
        basedOn: body.basedOn,
      });
      return fileOf(parts, params.name, undefined);
    }),
    bindRoute(declarations.checkRules, async ({ body }) => {
      const report = checkRules([{ file: body.name, text: body.content }]);
      const all = report.groups.flatMap((group) => group.rules);
      const alerts = all.filter(({ kind }) => kind === "alert").length;
      return {
        isValid: report.isValid,
        problems: report.problems.map(shownProblem),
        groups: report.groups.length,
        alerts,
        records: all.length - alerts,
      };
    }),
    bindRoute(declarations.testRules, async ({ body }) => runTests(body.name, body.content, body.tests)),
    bindRoute(declarations.previewRules, ({ body }) => preview(body)),
  ];
}

/** As it lies beside the service where nobody has saved it. */
async function newestOf({ pool, versions }: HttpParts, name: string) {
  const [newest] = await readRuleFileVersions(pool, name);
  return newest ?? { version: 0, tests: versions.onDisk(name)?.tests ?? null };
}

function shownProblem({ severity, file, line, column, key, message, remedy }: Problem): RuleProblem {
  return { severity, file, line, column, key, message, remedy };
}

function refuseFailing({ tests, failures }: RuleTest): void {
  if (failures.length === 0) return;
  const told = failures.slice(0, 5).map(({ group, line, message }) => `line ${line}: ${group}: ${message}`);
  throw new MonitorError("BODY_INVALID", `${failures.length} of ${tests} tests fail: ${told.join("; ")}`, {
    field: "tests",
    remedy: "Mend the rule or its test; nothing was saved.",
  });
}

async function fileOf(
  { pool, versions }: HttpParts,
  name: string,
  asked: number | undefined,
): Promise<RuleFileView> {
  const saved = await readRuleFileVersions(pool, name);
  const onDisk = versions.onDisk(name);
  const version = asked ?? saved[0]?.version ?? 0;
  const shown = saved.find((one) => one.version === version);
  if (shown === undefined && (version !== 0 || onDisk === undefined)) throw unknownFile(name, asked);
  const before = saved.find((one) => one.version === version - 1)?.content ?? onDisk?.text ?? "";
  const content = shown === undefined ? onDisk!.text : shown.content;
  return {
    name,
    origin: shown === undefined ? "file" : "api",
    version,
    author: shown?.author ?? null,
    savedAt: shownTimeOrNull(shown?.createdMs ?? null),
    content,
    tests: shown === undefined ? (onDisk?.tests ?? null) : shown.tests,
    versions: saved.map(shownVersion),
    diff: shown === undefined ? "" : unifiedDiff(before, content ?? ""),
  };
}

function shownVersion({ version, author, comment, createdMs }: RuleFileVersion) {
  return { version, author, comment, savedAt: shownTime(createdMs) };
}

function unknownFile(name: string, version: number | undefined): MonitorError {
  const what = version === undefined ? name : `version ${version} of ${name}`;
  return new MonitorError("NOT_FOUND", `There is no rule file ${what}.`, {
    field: version === undefined ? "name" : "version",
    remedy: "GET /api/v1/rules/files lists those there are.",
  });
}
