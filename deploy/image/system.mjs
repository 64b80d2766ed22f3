// Copies Node.js, the shared libraries it is linked to, trusted authorities and an account for uid 10001 to a folder
// that becomes the image's root.
import { execFileSync } from "node:child_process";
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
const [target] = process.argv.slice(2);

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
}

function write(to, text) {
  mkdirSync(dirname(join(target, to)), { recursive: true });
  writeFileSync(join(target, to), text);
}
