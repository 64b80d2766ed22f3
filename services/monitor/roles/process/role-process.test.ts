import { expect, test } from "@jest/globals";
import { loadedBy } from "../../testing/loaded-modules.ts";
import { ROLES, type RoleName } from "../role-names.ts";

const RUN_ROLE = 'const { RUN_ROLE } = await import("./services/monitor/roles/process/role-process.ts");';
/** The api declares the routes that it passes on. */
const BESIDE: Partial<Record<RoleName, string[]>> = { api: ["services/alerting", "services/quality"] };

test.each(ROLES)("%s loads its own service and none of the others", async (role) => {
  const loaded = await loadedBy(["--input-type=module", "--eval", `${RUN_ROLE} await RUN_ROLE.${role}();`]);
  const services = [...loaded].filter((from) => from.startsWith("services/"));
  expect(services.sort()).toEqual([`services/${role}`, "services/monitor", ...(BESIDE[role] ?? [])].sort());
  expect(loaded.has("socket.io")).toBe(role === "realtime");
  expect(loaded.has("nodemailer")).toBe(role === "alerting");
});
