// Parity: every scenario, run by the engine program in a browser, ends in the same digest as run by
// the native `ecs-sim`. ECS_SIM names a built `ecs-sim` to use instead of asking cargo for one.

import { execFileSync } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { openPage, root, stop } from "./browser.mjs";

const SCENARIOS = path.join(root, "tests/scenarios");

/** The one place that knows the engine's messages: JSON text both ways, answers matched by id. */
async function browserDigest(page, scenario) {
  return page.evaluate(async (text) => {
    window.parity ??= { worker: new Worker(window.playground.engineUrl), last: 0 };
    const { worker } = window.parity;
    const id = (window.parity.last += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the engine did not answer within 60 s")), 60_000);
      worker.onerror = (event) => reject(new Error(`the engine stopped: ${event.message}`));
      worker.addEventListener("message", function listen({ data }) {
        const answer = typeof data === "string" ? JSON.parse(data) : data;
        if (answer.id !== id) return;
        clearTimeout(timer);
        worker.removeEventListener("message", listen);
        if (answer.digest) resolve(answer.digest);
        else reject(new Error(`the engine answered ${JSON.stringify(answer)}`));
      });
      worker.postMessage(JSON.stringify({ id, type: "digest", scenario: text }));
    });
  }, scenario);
}

function nativeDigest(file) {
  const [program, args] = process.env.ECS_SIM
    ? [process.env.ECS_SIM, []]
    : ["cargo", ["run", "--quiet", "--locked", "--bin", "ecs-sim", "--"]];
  const text = execFileSync(program, [...args, "digest", file], { cwd: root, encoding: "utf8" });
  const digest = /\b[0-9a-f]{16}\b/.exec(text)?.[0];
  if (!digest) throw new Error(`ecs-sim digest ${file} printed no digest: ${text}`);
  return digest;
}

async function scenarioFiles() {
  const entries = await readdir(SCENARIOS, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ name: entry.name, file: path.join(SCENARIOS, entry.name, "scenario.json") }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const scenarios = await scenarioFiles();
if (scenarios.length === 0) console.log("there are no scenarios yet");
let differing = 0;
if (scenarios.length > 0) {
  // The page gives the origin and the policy; the engine asked is one of our own.
  const { page, problems } = await openPage();
  for (const { name, file } of scenarios) {
    const native = nativeDigest(file);
    const browser = await browserDigest(page, await readFile(file, "utf8")).catch((error) => error.message);
    const same = native === browser;
    if (!same) differing += 1;
    console.log(`${same ? "same  " : "DIFFER"}  ${native}  ${same ? "" : `${browser}  `}${name}`);
    // An engine that is silent once stays silent.
    if (/did not answer/.test(browser)) break;
  }
  if (differing > 0) console.error(`${differing} of ${scenarios.length} differ`, ...problems);
}
await stop();
process.exitCode = differing > 0 ? 1 : 0;
