// Bundles the editor into one module: node build.mjs FOLDER. The build of the page calls
// `buildEditor`; the name of the file carries the hash of its content.

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { buildParserFile } from "@lezer/generator";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));

// The parser is generated in memory from the grammar, so that no generated file is kept.
const grammars = {
  name: "grammars",
  setup(build) {
    build.onLoad({ filter: /\.grammar$/ }, async ({ path: file }) => {
      const source = await readFile(file, "utf8");
      return { contents: buildParserFile(source, { fileName: file }).parser, loader: "js" };
    });
  },
};

/** Writes `editor-<hash>.mjs` into `folder` and returns its name. */
export async function buildEditor(folder) {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: here,
    entryPoints: ["editor.js"],
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    write: false,
    plugins: [grammars],
    logLevel: "warning",
    banner: { js: "/* Contains CodeMirror 6 and Lezer, (c) Marijn Haverbeke and others, MIT licence. */" },
  });
  const [{ contents }] = outputFiles;
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 16);
  const name = `editor-${hash}.mjs`;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), contents);
  return name;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (!folder) {
    console.error("usage: node build.mjs FOLDER");
    process.exit(2);
  }
  console.log(path.join(folder, await buildEditor(folder)));
}
