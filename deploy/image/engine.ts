import { spawn, spawnSync } from "node:child_process";

/** A program that builds images, and how it is told to. */
export interface Engine {
  program: string;
  /** Arguments that succeed where it can build, not only where it is installed. */
  probe: readonly string[];
  build: readonly string[];
  /** So that a built image is among those of the machine. */
  load: readonly string[];
  /** So that it is pushed to a registry that speaks HTTP. */
  plainHttp: readonly string[];
  /** Arguments that write an image to an archive. */
  save: (image: string, archive: string) => readonly string[];
}

const ENGINES: readonly Engine[] = [
  {
    program: "docker",
    probe: ["buildx", "inspect"],
    build: ["buildx", "build"],
    load: ["--load"],
    // docker knows by its daemon's settings which registries speak HTTP.
    plainHttp: [],
    save: (image, archive) => ["save", "--output", archive, image],
  },
  {
    program: "podman",
    probe: ["info"],
    build: ["build", "--layers"],
    load: [],
    plainHttp: ["--tls-verify=false"],
    save: (image, archive) => ["save", "--format", "oci-archive", "--output", archive, image],
  },
  {
    program: "buildah",
    probe: ["info"],
    // chroot: also where a container may not make containers.
    build: ["bud", "--layers", "--isolation", "chroot"],
    load: [],
    plainHttp: ["--tls-verify=false"],
    save: (image, archive) => ["push", image, `oci-archive:${archive}:${image}`],
  },
];

/** The named engine, or the first that can build. */
export function findEngine(named?: string): Engine | undefined {
  const candidates = named === undefined ? ENGINES : ENGINES.filter(({ program }) => program === named);
  return candidates.find(({ program, probe }) => spawnSync(program, probe).status === 0);
}

/** Runs to the end; what it says goes to standard error. Rejects when it fails. */
export async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(program, args, {
    cwd,
    stdio: ["ignore", 2, 2],
    env: { ...process.env, DOCKER_BUILDKIT: "1" },
  });
  const code = await new Promise<number | null>((done, failed) => {
    child.once("error", failed).once("close", done);
  });
  if (code !== 0) throw new Error(`${program} ${args.slice(0, 2).join(" ")} … ended with ${code}`);
}
