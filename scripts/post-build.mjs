// Runs after Trunk has written its output and before it becomes dist/. Makes of it a page that
//   - runs under the strict policy of policy.mjs (Trunk's own output has an inline script),
//   - can be cached for ever, since its files carry a hash of their content in their names; only
//     index.html and what is copied from public/ do not,
//   - has the style sheets bundled and the editor in a folder of its own,
//   - stays within budgets.json, or the build fails.

import { createHash } from "node:crypto";
import { cp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { buildEditor } from "../src/ui/editor/bundle/build.mjs";
import { POLICY } from "./policy.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) throw new Error("this is a hook of Trunk: run scripts/build");

// The same esbuild that bundles the editor.
const esbuild = createRequire(path.join(root, "src/ui/editor/bundle/build.mjs"))("esbuild");

const at = (name) => path.join(staging, name);
const hashOf = (content) => createHash("sha256").update(content).digest("hex").slice(0, 16);

let html = await readFile(at("index.html"), "utf8");

/** Replaces what must be there exactly once, so that a new Trunk cannot change the page unnoticed. */
function replaceOnce(pattern, replacement, what) {
  const found = html.match(new RegExp(pattern, "g")) ?? [];
  if (found.length !== 1) throw new Error(`index.html: expected one ${what}, found ${found.length}`);
  html = html.replace(pattern, replacement);
}

async function minify(code) {
  const { code: small } = await esbuild.transform(code, { loader: "js", minify: true, target: "es2022" });
  return small;
}

await copyPublic();
await moveInlineScript();
await minifyPageGlue();
await nameEngine("engine");
await nameEngine("opening");
await bundleStyles();
const editor = `./editor/${await buildEditor(at("editor"))}`;
html = html.replace("</title>", `</title>\n<meta name="editor" content="${editor}">`);
await finishHtml();
// A quick build for working on the page is large and never leaves this machine.
if (process.env.TRUNK_PROFILE !== "debug") await checkBudgets(await compressAll());

/** What lies in public/ keeps its name and place, but for the parts index.html takes in by itself. */
async function copyPublic() {
  for (const name of await readdir(path.join(root, "public"))) {
    if (["boot.css", "boot.js", "icon.svg"].includes(name)) continue;
    await cp(path.join(root, "public", name), at(name), { recursive: true });
  }
}

/** Trunk starts the page by an inline module; the policy wants it in a file. */
async function moveInlineScript() {
  let body;
  replaceOnce(
    /<script type="module"[^>]*>([\s\S]*?)<\/script>/,
    (_, inner) => {
      body = inner.trim() + "\n";
      return `<script type="module" src="./start-${hashOf(body)}.js"></script>`;
    },
    "inline module",
  );
  await writeFile(at(`start-${hashOf(body)}.js`), body);
}

async function minifyPageGlue() {
  for (const name of await readdir(staging)) {
    if (!/^(ecs-playground|boot)-[0-9a-f]+\.js$/.test(name)) continue;
    await writeFile(at(name), await minify(await readFile(at(name), "utf8")));
  }
}

/**
 * An engine program: Trunk writes its script, its wasm and a loader without hashes. One script that
 * serves a worker and a script element alike takes their place; the page learns its name from the
 * meta of the program's name.
 */
async function nameEngine(program) {
  const wasm = await readFile(at(`${program}_bg.wasm`));
  const wasmName = `${program}-${hashOf(wasm)}_bg.wasm`;
  const glue = await readFile(at(`${program}.js`), "utf8");
  const loader = await readFile(path.join(root, "scripts/engine-loader.js"), "utf8");
  // Within a function, because beside a page the script may run more than once.
  const script = await minify(`(() => {\n${glue}\n${loader.replace("ENGINE_WASM", wasmName)}\n})();`);
  const scriptName = `${program}-${hashOf(script)}.js`;
  await rename(at(`${program}_bg.wasm`), at(wasmName));
  await writeFile(at(scriptName), script);
  await rm(at(`${program}.js`));
  await rm(at(`${program}_loader.js`));
  html = html.replace("</title>", `</title>\n<meta name="${program}" content="./${scriptName}">`);
}

/** Style sheets import each other; the browser gets one file, what the start needs ahead of the rest. */
async function bundleStyles() {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: '@import "./public/boot.css"; @import "./style/app.css";', loader: "css", resolveDir: root },
    bundle: true,
    minify: true,
    target: ["chrome123", "firefox121", "safari17.5"],
    write: false,
    logLevel: "warning",
  });
  const [{ contents }] = outputFiles;
  const name = `app-${hashOf(contents)}.css`;
  replaceOnce(
    /<link rel="stylesheet" href="\.\/(app-[0-9a-f]+\.css)"[^>]*>/,
    `<link rel="stylesheet" href="./${name}">`,
    "style sheet",
  );
  for (const old of await readdir(staging)) if (/^app-[0-9a-f]+\.css$/.test(old)) await rm(at(old));
  await writeFile(at(name), contents);
}

async function finishHtml() {
  // Comments are for the reader of the source.
  html = html.replace(/<!--[\s\S]*?-->\n?/g, "").replaceAll(' data-integrity="none"', "").replace(/\n{2,}/g, "\n");
  const policy = `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
  replaceOnce(/<meta charset="utf-8">/, `<meta charset="utf-8">\n${policy}`, "charset");
  // Names the build in crash reports.
  html = html.replace("</title>", `</title>\n<meta name="build" content="${hashOf(html)}">`);
  if (/<script(?![^>]*\bsrc=)/.test(html) || /<style\b/.test(html) || /\sstyle="/.test(html)) {
    throw new Error("index.html has something inline that the policy would refuse");
  }
  await writeFile(at("index.html"), html);
}

async function listFiles(folder = "") {
  const names = [];
  for (const entry of await readdir(at(folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) names.push(...(await listFiles(name)));
    else names.push(name);
  }
  return names.sort();
}

/** Writes .br and .gz beside each file, for hosts that send them, and sizes.json. */
async function compressAll() {
  const brotli = promisify(zlib.brotliCompress);
  const gzip = promisify(zlib.gzip);
  const files = {};
  for (const name of await listFiles()) {
    const content = await readFile(at(name));
    const br = await brotli(content, {
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    });
    const gz = await gzip(content, { level: 9 });
    await writeFile(at(`${name}.br`), br);
    await writeFile(at(`${name}.gz`), gz);
    files[name] = { raw: content.length, br: br.length, gz: gz.length };
  }
  await writeFile(at("sizes.json"), JSON.stringify(files, null, 2) + "\n");
  return files;
}

async function checkBudgets(files) {
  const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(7);
  const { groups } = JSON.parse(await readFile(path.join(root, "scripts/budgets.json"), "utf8"));
  console.log("\n   KB br  file");
  for (const [name, { br }] of Object.entries(files)) console.log(` ${kb(br)}  ${name}`);
  console.log("\n   KB br  limit");
  let over = false;
  for (const { name, match, except, limit_kb } of groups) {
    const counts = (file) => new RegExp(match).test(file) && !(except && new RegExp(except).test(file));
    const bytes = Object.keys(files).filter(counts).reduce((sum, file) => sum + files[file].br, 0);
    const fits = bytes <= limit_kb * 1000;
    over ||= !fits;
    console.log(` ${kb(bytes)} ${String(limit_kb).padStart(6)}  ${name}${fits ? "" : "   OVER BUDGET"}`);
  }
  if (over) {
    console.error("\nerror: over budget, see scripts/budgets.json and the files above");
    process.exit(1);
  }
}
