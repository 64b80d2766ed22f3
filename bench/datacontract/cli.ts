import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { installPythonTool } from "../python-tool.ts";

const PACKAGES = ["datacontract-cli[postgres]==1.2.8"];

/** What the tool says of one check. */
interface CliCheck {
  model: string;
  field: string | null;
  type: string;
  result: "passed" | "warning" | "failed" | "error" | "info";
  reason: string | null;
  diagnostics: { value?: number } | null;
}

export class DataContractCli {
  readonly #program: string;
  readonly #folder: string;
  readonly #environment: Record<string, string>;

  private constructor(program: string, folder: string, environment: Record<string, string>) {
    this.#program = program;
    this.#folder = folder;
    this.#environment = environment;
  }

  /** Its address overrides that of the contracts; `schema` is where it looks for tables. */
  static async install(folder: string, databaseUrl: string, schema: string): Promise<DataContractCli> {
    const { hostname, port, username, password, pathname } = new URL(databaseUrl);
    const settings = {
      HOST: hostname,
      PORT: port,
      USERNAME: username,
      PASSWORD: decodeURIComponent(password),
      DATABASE: pathname.slice(1),
      SCHEMA: schema,
    };
    const environment = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [`DATACONTRACT_POSTGRES_${name}`, value]),
    );
    const programs = await installPythonTool("datacontract", PACKAGES);
    return new DataContractCli(join(programs, "datacontract"), folder, environment);
  }

  /** What it says of a contract that is no valid one; undefined when it is. */
  async lint(contract: string): Promise<string | undefined> {
    const { code, output } = await this.#run(["lint", contract]);
    return code === 0 ? undefined : output;
  }

  async test(contract: string): Promise<CliCheck[]> {
    const file = join(this.#folder, "found.json");
    const { output } = await this.#run(["test", contract, "--output", file, "--output-format", "json"]);
    const found = await readFile(file, "utf8").catch((cause: unknown) => {
      throw new Error(output, { cause });
    });
    return (JSON.parse(found) as { checks: CliCheck[] }).checks;
  }

  async #run(args: readonly string[]): Promise<{ code: number; output: string }> {
    const child = spawn(this.#program, args, {
      cwd: this.#folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"], HOME: this.#folder, ...this.#environment },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text: Buffer) => (output += text.toString()));
    const [code] = (await once(child, "close")) as [number];
    return { code, output };
  }
}
