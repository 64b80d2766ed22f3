import { delimiter } from "node:path";
import { findProgram } from "@mystocks/stack";
import { installGoProgram, type GoProgram } from "./go-modules.ts";

const HELM: GoProgram = {
  name: "helm",
  module: "helm.sh/helm/v3",
  version: "v3.20.2",
  main: "./cmd/helm",
};

const PROGRAMS: readonly GoProgram[] = [
  {
    name: "kubeconform",
    module: "github.com/yannh/kubeconform",
    version: "v0.8.0",
    main: "./cmd/kubeconform",
  },
  { name: "kube-score", module: "github.com/zegl/kube-score", version: "v1.20.0", main: "./cmd/kube-score" },
  {
    name: "helm-unittest",
    module: "github.com/helm-unittest/helm-unittest",
    version: "v1.1.2",
    main: "./cmd/helm-unittest",
  },
];

/** A PATH with helm, kubeconform, kube-score and helm-unittest; a helm that is there already, of Helm 3 or 4, stays. */
export async function pathOfPrograms(say: (line: string) => void): Promise<string> {
  const wanted = (await findProgram("helm")) === undefined ? [HELM, ...PROGRAMS] : PROGRAMS;
  const folders: string[] = [];
  // One after the other: on a small machine two builds at once only take each other's time.
  for (const program of wanted) folders.push(await installGoProgram(program, say));
  return [...folders, process.env["PATH"] ?? ""].join(delimiter);
}
