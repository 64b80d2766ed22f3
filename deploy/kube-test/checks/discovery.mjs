// What helm asks of a cluster before it renders an install: its version, and which kinds there are. The kinds are those of
// the environment (JSON, [{ apiVersion, kind }]); prints its port. There is nothing else to ask it for.
import { createServer } from "node:http";

const kinds = JSON.parse(process.env.KINDS ?? "[]");
const [major, minor] = (process.env.KUBERNETES ?? "1.34.0").split(".");
const versions = [...new Set(kinds.map(({ apiVersion }) => apiVersion))];

const answers = new Map([
  ["/version", { major, minor, gitVersion: `v${process.env.KUBERNETES}` }],
  ["/api", { kind: "APIVersions", versions: ["v1"] }],
  [
    "/apis",
    {
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: versions.filter((one) => one.includes("/")).map(group),
    },
  ],
  ...versions.map((one) => [one.includes("/") ? `/apis/${one}` : `/api/${one}`, resources(one)]),
]);

function group(groupVersion) {
  const [name, version] = groupVersion.split("/");
  return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
}

function resources(groupVersion) {
  const own = new Set(kinds.filter(({ apiVersion }) => apiVersion === groupVersion).map(({ kind }) => kind));
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion,
    resources: [...own].map((kind) => ({
      name: `${kind.toLowerCase()}s`,
      singularName: kind.toLowerCase(),
      kind,
      namespaced: !kind.startsWith("Cluster"),
      verbs: ["get", "create", "patch"],
    })),
  };
}

const server = createServer(({ url }, response) => {
  const body = answers.get(url?.split("?")[0] ?? "");
  const notFound = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "NotFound", code: 404 };
  response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(body ?? notFound));
}).listen(0, "127.0.0.1", () => console.log(server.address().port));
process.on("SIGTERM", () => process.exit(0));
