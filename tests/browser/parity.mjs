// Parity: every scenario, run by the engine program in a browser, ends in the same digest as run by
// the native `ecs-sim`. And the opening program draws the scenario of a first visit exactly as the
// whole engine does, so that nobody sees the one take over from the other. ECS_SIM names a built `ecs-sim` to use instead of asking cargo for one.

import { execFileSync } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { openPage, root, stop } from "./browser.mjs";

const SCENARIOS = path.join(root, "tests/scenarios");

/** The one place that knows the engine's messages: JSON text both ways, answers matched by id. */
async function browserDigest(page, scenario) {
  return page.evaluate(async (text) => {
    window.parity ??= { worker: new Worker(window.playground.engines.whole), last: 0 };
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
/** Every panel, written as the page gets it, at moments before, in and after what the opening program plays. */
async function pictures(page, program, scenario) {
  return page.evaluate(
    async ([program, scenario]) => {
      const worker = new Worker(window.playground.engines[program]);
      const answers = [];
      let id = 0;
      const ask = (request) =>
        new Promise((resolve, reject) => {
          id += 1;
          setTimeout(() => reject(new Error(`${program} did not answer ${JSON.stringify(request).slice(0, 80)}`)), 60_000);
          worker.onerror = (event) => reject(new Error(`${program} stopped: ${event.message}`));
          worker.onmessage = ({ data }) => {
            // The last field says that more is to come (`Reply` in src/view/message.rs).
            if (!JSON.parse(data)[15]) resolve(data);
          };
          worker.postMessage(JSON.stringify({ id, ...request }));
        });
      await new Promise((resolve) => (worker.onmessage = resolve));
      await ask({ type: "load", scenario, open: true });
      // Forth first, so that nothing of the run is still to come; with `open` every panel is sent.
      for (const at of [3600, 0, 1, 5, 8, 20, 40, 90, 180, 3600]) {
        answers.push(await ask({ type: "seek", time_us: at * 1_000_000, open: true }));
      }
      answers.push(await ask({ type: "document", kind: "taskDefinition", subject: 4 }));
      for (let step = 0; step < 12; step += 1) {
        answers.push(await ask({ type: "step", stride: ["event", "decision", "serviceEvent"][step % 3], direction: "back" }));
      }
      worker.terminate();
      return answers;
    },
    [program, scenario],
  );
}

const { page } = await openPage();
const index = JSON.parse(await readFile(path.join(root, "public/scenarios/index.json"), "utf8"));
const first = await readFile(path.join(root, "public/scenarios", index[0].file), "utf8");
const [opening, whole] = [await pictures(page, "opening", first), await pictures(page, "whole", first)];
const unlike = whole.findIndex((answer, place) => answer !== opening[place]);
if (unlike >= 0) {
  differing += 1;
  const at = [...whole[unlike]].findIndex((letter, place) => letter !== opening[unlike]?.[place]);
  const part = (answer) => answer?.slice(Math.max(0, at - 200), at + 200);
  console.error(`DIFFER  reply ${unlike} of the opening program:\n${part(opening[unlike])}\n${part(whole[unlike])}`);
} else {
  console.log(`same    ${whole.length} pictures by the opening program`);
}
await stop();
process.exitCode = differing > 0 ? 1 : 0;
