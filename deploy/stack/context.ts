import type { StackFolders } from "./folders.ts";
import type { Ports } from "./ports.ts";

/** What the making of every part needs. */
export interface StackContext {
  folders: StackFolders;
  ports: Ports;
  programs: Programs;
  databases: Databases;
}

/** Where the programs lie. */
export interface Programs {
  collector: string;
  /** Folder of PostgreSQL's installation, such as /usr/lib/postgresql/15. */
  postgres: string;
  redis: string;
  prometheus: string;
  alertmanager: string;
}

/** Addresses of both databases, passwords within. */
export interface Databases {
  superuserUrl: string;
  storeUrl: string;
  sampleUrl: string;
}

export const LOOPBACK = "127.0.0.1";
