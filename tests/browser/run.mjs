// All journeys in one browser: several files at once, each in contexts of its own, and then, alone,
// those that measure.
//
//   node tests/browser/run.mjs [WORD…]     only the files with one of these words in their names

import { readdir } from "node:fs/promises";
import path from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { root, share } from "./browser.mjs";

const JOURNEYS = path.join(root, "tests/browser/journeys");
const MEASURES = /^timing/;
// One more than cores usually at hand: a journey mostly waits for the page.
const AT_ONCE = 3;

const words = process.argv.slice(2);
const names = (await readdir(JOURNEYS)).filter((name) => name.endsWith(".mjs")).sort();
const wanted = names.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));

const shared = await share();
Object.assign(process.env, shared.env);
await together(wanted.filter((name) => !MEASURES.test(name)), AT_ONCE);
await together(wanted.filter((name) => MEASURES.test(name)), 1);
await shared.close();

async function together(names, concurrency) {
  if (names.length === 0) return;
  const results = run({ files: names.map((name) => path.join(JOURNEYS, name)), concurrency });
  results.on("test:fail", () => (process.exitCode = 1));
  const printed = results.compose(new spec());
  for await (const text of printed) process.stdout.write(text);
}
