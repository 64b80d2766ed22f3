import { command, manifests, type Container, type Manifest } from "../helm.ts";
import { podsOf } from "../pods.ts";

interface Scored {
  object_meta: { name: string };
  type_meta: { kind: string };
  checks: {
    check: { id: string };
    grade: number;
    skipped: boolean;
    comments: { path: string; summary: string }[] | null;
  }[];
}

/** kube-score's lowest grade. */
const CRITICAL = 1;

/** kube-score's critical findings, but for policies where they are off. */
export function scoreProblems(text: string, { policies }: { policies: boolean }): string[] {
  const { out, error } = command(
    "kube-score",
    ["score", "--kubernetes-version", "v1.34", "-o", "json", "-"],
    text,
  );
  if (out === "") return [`kube-score: ${error}`];
  const pinned = pinnedByDigest(manifests(text));
  return (JSON.parse(out) as Scored[]).flatMap(({ object_meta: { name }, type_meta: { kind }, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade <= CRITICAL)
      .filter(({ check: { id } }) => policies || id !== "pod-networkpolicy")
      // It wants "Always" whatever the image: by digest that would only make a restart depend on the registry.
      .filter(({ check: { id } }) => id !== "container-image-pull-policy" || !pinned.has(`${kind}/${name}`))
      .map(
        ({ check: { id }, comments }) =>
          `${kind}/${name}: ${id}: ${(comments ?? []).map(({ path, summary }) => `${path} ${summary}`).join("; ")}`,
      ),
  );
}

function pinnedByDigest(found: readonly Manifest[]): Set<string> {
  const isPinned = ({ image = "" }: Container) => image.includes("@sha256:");
  return new Set(
    podsOf(found)
      .filter(({ spec }) => [...(spec.initContainers ?? []), ...spec.containers].every(isPinned))
      .map(({ from }) => from),
  );
}
