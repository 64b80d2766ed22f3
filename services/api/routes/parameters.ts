import { z } from "zod";

const name = z.string().min(1).max(200);

export const limitQuery = z.coerce.number().int().min(1).max(200).default(50).describe("1 to 200");

export const cursorQuery = z.string().min(1).max(1000).optional().describe("`next` of the page before");

export const operationFilterQuery = {
  service: name.optional().describe("The name of a service, 1 to 200 characters"),
  classification: name.optional().describe("The name of a class, such as DAILY_KLINE"),
  database: name.optional().describe("The name of a database, 1 to 200 characters"),
  kind: z.enum(["tracked", "database"]).optional(),
  search: name.optional().describe("Part of an operation's, table's or service's name, 1 to 200 characters"),
};
