// The rows of `ecs-sim bench`, native and by the engine program in a browser, and their ratio.
// scripts/bench builds both and runs this. ECS_SIM names the native program; DIST the built page.

import { execFileSync } from "node:child_process";
import { openPage, root, stop } from "./browser.mjs";

const PATIENCE = 15 * 60_000;
const native = nativeRows();
const browser = await browserRows();
await stop();

console.log("| row | native, µs each | wasm, µs each | wasm / native |\n|---|---|---|---|");
for (const [what, micros] of native) {
  const there = browser.get(what);
  console.log(`| ${what} | ${shown(micros)} | ${there === undefined ? "" : shown(there)} | ${there === undefined ? "" : (there / micros).toFixed(1)} |`);
}
const missing = [...browser.keys()].filter((what) => !native.has(what));
if (missing.length > 0 || browser.size !== native.size) {
  // The rows carry counts and a digest, so this is also a check that both did the same.
  console.error(`rows that only the browser has: ${missing.join("; ")}`);
  process.exitCode = 1;
}

function nativeRows() {
  const text = execFileSync(process.env.ECS_SIM ?? `${root}/target/release/ecs-sim`, ["bench"], { encoding: "utf8" });
  // After the name: how often, microseconds each, milliseconds in all.
  return new Map(
    text
      .split("\n")
      .map((line) => /^(\S.*?)\s+\d+\s+([\d.]+)\s+[\d.]+$/.exec(line))
      .filter(Boolean)
      .map(([, what, micros]) => [what, Number(micros)]),
  );
}

async function browserRows() {
  const { page, problems } = await openPage();
  const text = await page.evaluate(
    (patience) =>
      new Promise((resolve, reject) => {
        const worker = new Worker(window.playground.engines.whole);
        setTimeout(() => reject(new Error("the engine did not answer")), patience);
        worker.onerror = (event) => reject(new Error(`the engine stopped: ${event.message}`));
        worker.onmessage = ({ data }) => {
          const answer = data.startsWith("{") ? JSON.parse(data) : {};
          // Twice: browsers compile WebAssembly quickly first and well after a while.
          if (answer.id === 1) ask(2);
          if (answer.id === 2) resolve(answer.bench ?? reject(new Error(data)));
        };
        const ask = (id) => worker.postMessage(JSON.stringify({ id, type: "bench" }));
        ask(1);
      }),
    PATIENCE,
  );
  if (problems.length > 0) console.error(problems.join("\n"));
  return new Map(
    text
      .trim()
      .split("\n")
      .map((line) => line.split("\t"))
      .map(([what, times, millis]) => [what, (Number(millis) * 1000) / Math.max(1, Number(times))]),
  );
}

/** Two digits that mean something. */
function shown(micros) {
  if (micros >= 10) return Math.round(Number(micros.toPrecision(2))).toLocaleString("en-US");
  return micros.toFixed(1);
}
