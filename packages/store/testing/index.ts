export { operationRow } from "./operation-row.ts";
