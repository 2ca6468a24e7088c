// Fails when something we build into the programs or the page comes under a licence that is not in
// the list below: crates by `cargo metadata`, the editor's packages by its lock file.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "Apache-2.0 WITH LLVM-exception",
  "BSD-1-Clause",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BSL-1.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  // Weak, by file: used unchanged, it asks for nothing of the rest.
  "MPL-2.0",
  "Unicode-3.0",
  "Unlicense",
  "Zlib",
]);

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Whether a licence expression can be met with allowed licences alone. */
function isAllowed(expression) {
  // An old way of writing OR.
  const words = expression.replaceAll("/", " OR ").match(/\(|\)|[^\s()]+/g) ?? [];
  const either = () => {
    let met = both();
    while (words[0] === "OR") {
      words.shift();
      met = both() || met;
    }
    return met;
  };
  const both = () => {
    let met = one();
    while (words[0] === "AND") {
      words.shift();
      met = one() && met;
    }
    return met;
  };
  const one = () => {
    let word = words.shift();
    if (word === "(") {
      const met = either();
      words.shift();
      return met;
    }
    if (words[0] === "WITH") word += ` ${words.shift()} ${words.shift()}`;
    // "or any later version" leaves us this one.
    return ALLOWED.has(word?.replace(/\+$/, ""));
  };
  return either() && words.length === 0;
}

function crates(target) {
  const text = execFileSync("cargo", ["metadata", "--locked", "--format-version=1", `--filter-platform=${target}`], {
    cwd: root,
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { packages, resolve } = JSON.parse(text);
  const used = new Set(resolve.nodes.map(({ id }) => id));
  return packages
    .filter(({ id }) => used.has(id))
    .map(({ name, version, license }) => ({ name: `${name} ${version}`, licence: license ?? "" }));
}

function npmPackages(folder) {
  const { packages } = JSON.parse(readFileSync(path.join(root, folder, "package-lock.json"), "utf8"));
  return Object.entries(packages)
    .filter(([place, { dev }]) => place !== "" && !dev)
    .map(([place, { version, license }]) => ({ name: `${place.replace(/^.*node_modules\//, "")} ${version}`, licence: license ?? "" }));
}

const host = /^host: (.*)$/m.exec(execFileSync("rustc", ["-vV"], { encoding: "utf8" }))[1];
const all = new Map();
for (const one of [...crates(host), ...crates("wasm32-unknown-unknown"), ...npmPackages("src/ui/editor/bundle")]) {
  all.set(one.name, one.licence);
}
const refused = [...all].filter(([, licence]) => !isAllowed(licence));
for (const [name, licence] of refused) console.error(`${name}: ${licence || "no licence named"}`);
if (refused.length > 0) {
  console.error("these licences are not in the list of scripts/check-licences.mjs");
  process.exit(1);
}
console.log(`${all.size} packages, all under licences of the list`);
