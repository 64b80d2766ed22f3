import { declareRoute } from "@mystocks/runtime";
import { z } from "zod";
import * as contract from "../contract/audit.ts";
import { cursor, limit, nothing, text } from "./parameters.ts";

export const auditDeclarations = {
  readAudit: declareRoute({
    method: "get",
    path: "/audit",
    summary: "Who changed what, newest first",
    needs: "admin",
    params: nothing,
    query: z.strictObject({
      subject: text.optional().describe("Id or name of what was changed"),
      limit,
      cursor,
    }),
    answer: contract.auditListSchema,
  }),
};
