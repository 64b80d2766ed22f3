import type { Check } from "../static-checks.ts";
import { callsArePlanned, callsNeedTheToken, callsSucceed, tokenIsRenewed } from "./calls.ts";
import { exampleRuns, qualityJudges, removeExample, slowOperationIsTold } from "./example.ts";
import { drainLosesNothing, goInTime, killsLoseNothing } from "./faults.ts";
import { freshInstall, imageSize, installAgain, openWays, uninstall } from "./install.ts";
import { RATE } from "./load.ts";
import {
  failedHookLeavesTheOld,
  failedStartLeavesTheOld,
  hookLeavesNothing,
  migratesByHand,
  migratesByHook,
  migratesByInitContainer,
  openStores,
} from "./migrations.ts";
import { READY_SECONDS, Space } from "./space.ts";
import { installWithCertificate, onlyTlsIsTaken, rolesSendByTls } from "./tls.ts";
import { rollback, upgradeFromPrevious, type Previous } from "./upgrade.ts";
import { callsNeedTheirWay } from "./way-out.ts";

export interface ClusterOptions {
  /** File that names the images of the cluster. */
  values?: string;
  previous: Previous;
  /** Only the part of this name: see PARTS. */
  only?: string;
  /** Leaves what there is. */
  keep: boolean;
}

type Step = readonly [string, (space: Space) => Promise<string[]>];

/** Each in a name space of its own; its steps go on from one another. */
const PARTS: Readonly<Record<string, (options: ClusterOptions) => readonly Step[]>> = {
  release: () => [
    [`all Ready within ${READY_SECONDS} s in a restricted name space`, freshInstall],
    ["the service image has at most 250 MB", imageSize],
    ["helm test: a span is found, an alert is delivered", async (space) => space.test()],
    ["NetworkPolicies are in force", openWays],
    ["the sample service runs as the example has it", exampleRuns],
    ["a slow operation becomes an alert at a webhook receiver", slowOperationIsTold],
    ["contracts are judged and the api shows it", qualityJudges],
    [`parts killed at ${RATE} spans/s lose none and double none`, killsLoseNothing],
    [`recorders drained at ${RATE} spans/s lose none and double none`, drainLosesNothing],
    ["SIGTERM to gone within 20 s, under load", goInTime],
    ["a role whose migration fails leaves the old one serving", failedStartLeavesTheOld],
    [
      "an uninstall leaves the volume claims and nothing else",
      async (space) => {
        removeExample(space);
        return uninstall(space);
      },
    ],
    ["an install over those claims finds what was stored", installAgain],
  ],
  upgrade: ({ previous }) => [
    [
      `from the chart before at ${RATE} spans/s: none lost, none doubled`,
      (space) => upgradeFromPrevious(space, previous),
    ],
    [`a rollback at ${RATE} spans/s: none lost, none doubled`, rollback],
  ],
  calls: () => [
    ["a release to plan calls in", freshInstall],
    ["the sample in another name space and its calls, as the example has them", callsArePlanned],
    ["both calls succeed, and the ledger has the figures that the service tells", callsSucceed],
    ["who has not the token out of the Secret is refused", callsNeedTheToken],
    ["a new token in the Secret is taken over without a restart", tokenIsRenewed],
    ["without the policy's way out a call fails, names its address and is told", callsNeedTheirWay],
  ],
  tls: () => [
    ["a Collector with a certificate out of a Secret", installWithCertificate],
    ["a span by TLS is stored; plain HTTP and an authority not known are refused", onlyTlsIsTaken],
    ["the release's own telemetry and helm test come by TLS", rolesSendByTls],
  ],
  migrations: () => [
    ["stores of the user", openStores],
    ["migrations by a hook", migratesByHook],
    ["a hook that fails leaves the old release serving", failedHookLeavesTheOld],
    ["a hook that went well leaves nothing", hookLeavesNothing],
    ["migrations by an init container", migratesByInitContainer],
    ["migrations by hand", migratesByHand],
  ],
};

export const PART_NAMES = Object.keys(PARTS);

/** In this order. Without its first step nothing of a part is tried; what failed is left to be looked at. */
export function clusterChecks(options: ClusterOptions): Check[] {
  const given = options.values === undefined ? [] : ["--values", options.values];
  return Object.entries(PARTS)
    .filter(([part]) => options.only === undefined || options.only === part)
    .flatMap(([part, steps]) =>
      checksOf(new Space(`mystocks-test-${part}`, given), steps(options), options.keep),
    );
}

function checksOf(space: Space, steps: readonly Step[], keep: boolean): Check[] {
  const failed = new Set<number>();
  return steps.map(([name, run], at) => ({
    name,
    problems: async () => {
      if (failed.has(0)) return ["not tried: the first step of its part failed"];
      failed.add(at);
      const problems = await run(space);
      if (problems.length === 0) failed.delete(at);
      if (at === steps.length - 1 && failed.size === 0 && !keep) space.close();
      return problems;
    },
  }));
}
