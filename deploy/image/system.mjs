// Copies Node.js, the shared libraries it is linked to, trusted authorities, an account for uid 10001 and the command
// `mystocks-monitor` to a folder that becomes the image's root. The Debian packages that they come from are listed in a file beside it.
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

const UID = 10001;
const [target, listFile] = process.argv.slice(2);
const copied = [];

copy(realpathSync(process.execPath), "/usr/local/bin/node");
for (const library of linkedTo(process.execPath)) copy(library);
// Names are resolved by these, which are loaded at run time and so not linked.
for (const name of ["libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2"]) {
  const path = libraryFolders()
    .map((folder) => join(folder, name))
    .find(existsSync);
  if (path !== undefined) copy(path);
}
// Slim images have no bundle; Node.js brings its own authorities.
if (existsSync("/etc/ssl/certs/ca-certificates.crt")) copy("/etc/ssl/certs/ca-certificates.crt");
write(
  "/etc/passwd",
  `root:x:0:0:root:/:/sbin/nologin\nmonitor:x:${UID}:${UID}:monitor:/data:/sbin/nologin\n`,
);
// For `kubectl exec`: there is no shell to find main.ts with.
write("/usr/local/bin/mystocks-monitor", `#!/usr/local/bin/node\nimport "/app/services/monitor/main.ts";\n`);
chmodSync(join(target, "/usr/local/bin/mystocks-monitor"), 0o755);
write("/etc/group", `root:x:0:\nmonitor:x:${UID}:\n`);
write("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
for (const [folder, mode] of [
  ["/data", 0o700],
  ["/tmp", 0o1777],
]) {
  mkdirSync(join(target, folder), { recursive: true });
  chmodSync(join(target, folder), mode);
}
chownSync(join(target, "/data"), UID, UID);
writeFileSync(listFile, JSON.stringify(packagesOf(copied)));

function linkedTo(program) {
  return [...execFileSync("ldd", [program], { encoding: "utf8" }).matchAll(/(\/\S+) \(0x/g)].map(
    ([, path]) => path,
  );
}

function libraryFolders() {
  return [...new Set(linkedTo(process.execPath).map(dirname))];
}

function copy(from, to = from) {
  const path = join(target, to);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(realpathSync(from), path);
  copied.push(from, realpathSync(from));
}

/** dpkg knows a file by the path of its package, which may be the one before /lib became a link to /usr/lib. */
function packagesOf(files) {
  const paths = files.flatMap((file) => [file, file.replace(/^\/usr(?=\/lib)/, ""), `/usr${file}`]);
  const owners = output("dpkg-query", ["--search", ...new Set(paths)]).matchAll(/^([^:\s]+)(?::\w+)?: \//gm);
  return [...new Set([...owners].map(([, name]) => name))].map((name) => ({
    name,
    version: output("dpkg-query", ["--show", "--showformat=${Version}\n", name]).split("\n", 1)[0],
  }));
}

/** Also of a program that ends with an error since it did not find everything. */
function output(program, args) {
  return spawnSync(program, args, { encoding: "utf8" }).stdout ?? "";
}

function write(to, text) {
  mkdirSync(dirname(join(target, to)), { recursive: true });
  writeFileSync(join(target, to), text);
}
