import { Authenticator, type MonitorConfig } from "@mystocks/runtime";
import type pg from "pg";

export function openAuthenticator(pool: pg.Pool, { publicUrl }: MonitorConfig): Authenticator {
  return new Authenticator({ pool, ...(publicUrl === undefined ? {} : { publicUrl }) });
}
