import { formatProblem } from "@mystocks/rules";
import { MonitorError, type FaultLog, type Logger } from "@mystocks/runtime";
import { inTransaction } from "@mystocks/store";
import {
  insertAudit,
  insertRuleFile,
  lockRuleFiles,
  readNewestRuleFiles,
  readRuleFilesRevision,
  type RuleFileVersion,
} from "@mystocks/store/alerting";
import type pg from "pg";
import type { JudgedGroup } from "./judged-group.ts";
import { parseRuleFiles, type FoundRuleFile } from "./rule-files.ts";
import type { RulesInForce } from "./rules-in-force.ts";

export interface VersionsParts {
  pool: pg.Pool;
  rules: RulesInForce;
  /** As they lie beside the service or where the config names them. */
  onDisk: { readonly files: readonly FoundRuleFile[] };
  /** Rules are others than these from now on. */
  onChange: (before: readonly JudgedGroup[]) => void;
  log: Logger;
  faults: FaultLog;
}

export interface FileInForce {
  name: string;
  /** 0: as it lies on the disk. */
  version: number;
  author: string | null;
  savedMs: number | null;
}

export interface NewVersion {
  name: string;
  /** null removes the file. */
  content: string | null;
  tests: string | null;
  comment: string;
  author: string;
  /** The version that was edited. */
  basedOn: number | undefined;
}

/** A quarter of the second within which a saved change is in force on every replica, busy ones too. */
const LOOK_MS = 250;
const AWAY = "saved rules can't be read";

/** Rule files as people have saved them, over those on the disk: a saved file takes the place of one of its name. */
export class RuleVersions {
  readonly #parts: VersionsParts;
  #revision = 0;
  #saved: readonly RuleFileVersion[] = [];
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  private constructor(parts: VersionsParts) {
    this.#parts = parts;
  }

  /** Rejects when what is saved can't be read: no judgement is made by rules that people have replaced. */
  static async open(parts: VersionsParts): Promise<RuleVersions> {
    const versions = new RuleVersions(parts);
    await versions.refresh();
    versions.#timer = setInterval(() => void versions.look(), LOOK_MS);
    return versions;
  }

  files(): FileInForce[] {
    const saved = new Map(this.#saved.map((one) => [one.name, one]));
    return this.#parts.rules.files.map(({ name }) => {
      const version = saved.get(name);
      return {
        name,
        version: version?.version ?? 0,
        author: version?.author ?? null,
        savedMs: version?.createdMs ?? null,
      };
    });
  }

  onDisk(name: string): FoundRuleFile | undefined {
    return this.#parts.onDisk.files.find((file) => file.name === name);
  }

  /** Resolves when the version is in force here. Throws BODY_INVALID with what is wrong, CONFLICT when it is stale. */
  async save(version: NewVersion): Promise<void> {
    const { pool } = this.#parts;
    await inTransaction(pool, async (client) => {
      await lockRuleFiles(client);
      const newest = await readNewestRuleFiles(client);
      const before = newest.find(({ name }) => name === version.name);
      refuseStale(version, before?.version ?? 0);
      const { basedOn: _, ...row } = { ...version, version: (before?.version ?? 0) + 1, createdMs: 0 };
      this.#refuseWrong([...newest.filter(({ name }) => name !== version.name), row]);
      await insertRuleFile(client, row);
      await insertAudit(client, {
        actor: version.author,
        action: version.content === null ? "rules.removed" : "rules.saved",
        subject: version.name,
        before: before === undefined ? null : { version: before.version, content: before.content },
        after: { version: row.version, content: row.content, comment: row.comment },
      });
    });
    await this.#looking;
    await this.look();
  }

  /** Takes over what was saved since; with the store away the rules stay as they are. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** The same; rejects when the store is away. */
  async refresh(): Promise<void> {
    const { pool } = this.#parts;
    const revision = await readRuleFilesRevision(pool);
    if (revision === this.#revision) return;
    const saved = await readNewestRuleFiles(pool);
    this.#revision = revision;
    if (this.#put(saved)) this.#saved = saved;
  }

  /** The files on the disk are others now. */
  diskChanged(): void {
    this.#put(this.#saved);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { faults } = this.#parts;
    try {
      await this.refresh();
      faults.healed(AWAY);
    } catch (error) {
      faults.fault(AWAY, error);
    }
  }

  /** False: these can't be used, and the former ones go on. */
  #put(saved: readonly RuleFileVersion[]): boolean {
    const { rules, onChange, log } = this.#parts;
    const before = rules.groups;
    const { isInForce, problems } = rules.put(this.#together(saved));
    if (!isInForce) log.error({ problems }, "saved rules can't be used; the former ones go on");
    else {
      log.info({ revision: this.#revision, files: rules.files.length }, "rules were changed");
      onChange(before);
    }
    return isInForce;
  }

  #together(saved: readonly Pick<RuleFileVersion, "name" | "content">[]): FoundRuleFile[] {
    const replaced = new Set(saved.map(({ name }) => name));
    const kept = this.#parts.onDisk.files.filter(({ name }) => !replaced.has(name));
    const own = saved.flatMap(({ name, content }) =>
      content === null ? [] : [{ name, path: "", text: content }],
    );
    return [...kept, ...own].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #refuseWrong(saved: readonly Pick<RuleFileVersion, "name" | "content">[]): void {
    const errors = parseRuleFiles(this.#together(saved)).problems.filter(
      ({ severity }) => severity === "error",
    );
    if (errors.length === 0) return;
    throw new MonitorError("BODY_INVALID", errors.map(formatProblem).join("\n"), {
      field: "content",
      remedy: "Mend the lines named above; nothing was saved.",
    });
  }
}

function refuseStale({ name, basedOn }: NewVersion, newest: number): void {
  if (basedOn === undefined || basedOn === newest) return;
  throw new MonitorError("CONFLICT", `${name} has version ${newest} by now, ${basedOn} was edited.`, {
    field: "basedOn",
    remedy: "Read the file again and make the change to that.",
  });
}
