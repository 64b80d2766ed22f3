import { manifests, template } from "../helm.ts";
import { KUBERNETES_VERSIONS } from "../install/schemas.ts";
import { conformProblems } from "./conform.ts";
import { scoreProblems } from "./score.ts";

/** What spoils a rendering, and what the checks must then complain of. */
const SPOILED: readonly (readonly [RegExp, string, RegExp])[] = [
  [/^ {2}replicas:/m, "  replicaz:", /replicaz/],
  [/^ {2}minReplicaCount:/m, "  minReplicaCounts:", /minReplicaCounts/],
  [/^ {2}podMetricsEndpoints:/m, "  podMetricEndpoints:", /podMetric/],
  [/^kind: Deployment$/m, "kind: Deploiment", /Deploiment/],
];

/** Checks that would pass whatever comes, such as when they don't find their schemas. */
export async function blindChecks(schemas: string): Promise<string[]> {
  const keda = "recorder.autoscaling.type=keda,monitoring.podMonitor=true";
  const text = template(["--set", keda]).out;
  const unseen = SPOILED.flatMap(([found, wrong, complaint]) =>
    KUBERNETES_VERSIONS.filter(
      (version) => !complaint.test(conformProblems(text.replace(found, wrong), version, schemas).join()),
    ).map((version) => `kubeconform, ${version}: ${wrong.trim()} goes through`),
  );
  const open = template(["--set", "networkPolicy.enabled=false"]).out;
  const scored = scoreProblems(open, { policies: true });
  const pods = manifests(open).filter(({ kind }) => kind === "Deployment").length;
  return scored.filter((one) => one.includes("pod-networkpolicy")).length < pods
    ? [...unseen, "kube-score: pods without a NetworkPolicy go through"]
    : unseen;
}
