import { expect, test } from "@jest/globals";
import { helmArguments, withProfile, type Skaffold } from "./skaffold-file.ts";

const file: Skaffold = {
  apiVersion: "skaffold/v4beta13",
  kind: "Config",
  build: { artifacts: [{ image: "my-app" }] },
  deploy: {
    helm: {
      releases: [
        {
          chartPath: "chart",
          setValues: { on: false },
          setValueTemplates: { tag: "{{.IMAGE_TAG_my_app}}", repository: "{{.IMAGE_REPO_my_app}}" },
        },
      ],
    },
  },
  profiles: [
    {
      name: "ci",
      patches: [{ op: "add", path: "/deploy/helm/releases/0/valuesFiles", value: ["a.yaml"] }],
    },
    { name: "lost", patches: [{ op: "remove", path: "/portForward" }] },
  ],
};

const argumentsOf = (of: Skaffold) => {
  const [release] = of.deploy.helm.releases;
  return release === undefined ? [] : helmArguments(of, release);
};

test("helm gets what is built, and the files of a profile", () => {
  const sets = ["--set", "on=false", "--set", "tag=abc", "--set", "repository=registry.example/my-app"];
  expect(argumentsOf(file)).toEqual(sets);
  expect(argumentsOf(withProfile(file, "ci"))).toEqual(["--values", "a.yaml", ...sets]);
});

test("a patch of what isn't there, and an image that nobody builds, are named", () => {
  expect(() => withProfile(file, "lost")).toThrow("/portForward");
  const other = { ...file, build: { artifacts: [{ image: "other" }] } };
  expect(() => argumentsOf(other)).toThrow("IMAGE_TAG_my_app");
});
