// How quickly the page answers. What is asserted leaves room for a busy machine; the figures
// themselves are printed.

import assert from "node:assert/strict";
import { button, journey, openFile, opened, parts, pause, step, until } from "../harness.mjs";

/** Notes when the first instance is on the screen, by the page's own clock, which starts with the navigation. */
const slowDevice = async (page) => {
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector("article")) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => (window.firstPicture = performance.now())));
    });
    watch.observe(document, { childList: true, subtree: true });
  });
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
};

journey("shows its first picture soon on a slow device", { prepare: slowDevice }, async ({ page, note }) => {
  await page.waitForFunction(() => window.firstPicture > 0);
  const millis = Math.round(await page.evaluate(() => window.firstPicture));
  note(`first picture ${millis} ms after navigation, processor slowed four times`);
  // The goal is 2 s on a quiet machine; a busy one may take some more.
  assert.ok(millis < 5000, `${millis} ms`);
});

/** Services of small tasks on instances enough for twice as many. */
function crowd({ services, tasks, instances }) {
  const definition = (name, tag) => ({
    RegisterTaskDefinition: {
      family: name,
      containerDefinitions: [{ name: "app", image: `nginx:${tag}`, cpu: 64, memory: 128, portMappings: [{ containerPort: 80 }] }],
    },
  });
  const names = Array.from({ length: services }, (_, index) => `crowd-${index + 1}`);
  return {
    title: `${services * tasks} tasks`,
    seed: 11,
    open: "10m",
    steps: [
      { CreateCluster: { clusterName: "big" } },
      { instances: { cluster: "big", type: "m5.xlarge", zones: ["a", "b", "c"], count: instances } },
      ...names.map((name) => definition(name, "1.28")),
      ...names.map((name) => ({
        CreateService: {
          cluster: "big",
          serviceName: name,
          taskDefinition: name,
          desiredCount: tasks,
          deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 110 },
        },
      })),
      { at: "10m", ...definition(names[0], "1.29") },
      { at: "10m", UpdateService: { cluster: "big", service: names[0], taskDefinition: `${names[0]}:2` } },
    ],
  };
}

/** Milliseconds from a click to the paint that shows what it led to. */
async function stepTime(page, name) {
  const slider = await parts(page).slider.elementHandle();
  return button(page, name).evaluate(
    (element, slider) =>
      new Promise((resolve) => {
        const watch = new MutationObserver(() => {
          watch.disconnect();
          requestAnimationFrame(() => {
            // A message runs after the paint of this frame.
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now() - began);
            port2.postMessage(null);
          });
        });
        watch.observe(slider, { attributes: true });
        const began = performance.now();
        element.click();
      }),
    slider,
  );
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const figures = (values) => `median ${median(values).toFixed(0)} ms, most ${Math.max(...values).toFixed(0)} ms of ${values.length}`;

/** Steps `times` each way by every stride; the medians. */
async function stepTimes(page, note, times) {
  const medians = {};
  for (const name of ["Next event", "Next decision", "Previous decision", "Previous event"]) {
    const values = [];
    for (let index = 0; index < times; index += 1) values.push(await stepTime(page, name));
    note(`${name}: ${figures(values)}`);
    medians[name] = median(values);
  }
  return medians;
}

/**
 * Plays until the clock has gone `seconds` on; how long the tasks of the main thread took over 50 ms,
 * by the clock on the wall, and by what the processor spent on them, which other programs do not
 * lengthen. The page itself waits for the end: questions from outside would be such tasks.
 */
async function longTasks(page, note, speed, seconds) {
  await page.getByRole("combobox", { name: "Speed" }).selectOption({ label: speed });
  const slider = await parts(page).slider.elementHandle();
  const browser = page.context().browser();
  await button(page, "Play").click();
  await browser.startTracing(page, { categories: ["toplevel"] });
  await slider.evaluate(
    (slider, seconds) =>
      new Promise((resolve) => {
        const until = Number(slider.value) + seconds * 1000;
        const watch = new MutationObserver(() => {
          if (Number(slider.value) < until) return;
          watch.disconnect();
          resolve();
        });
        watch.observe(slider, { attributes: true });
      }),
    seconds,
  );
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  await pause(page);

  const main = new Set();
  for (const { name, args, pid, tid } of traceEvents) {
    if (name === "thread_name" && args.name === "CrRendererMain") main.add(`${pid} ${tid}`);
  }
  const tasks = traceEvents.filter(({ ph, name, pid, tid }) => ph === "X" && name.endsWith("RunTask") && main.has(`${pid} ${tid}`));
  assert.ok(tasks.length > 20, `${tasks.length} tasks traced`);
  const over = (times) => times.map((micros) => Math.round(micros / 1000)).filter((millis) => millis > 50);
  const [wall, processor] = [over(tasks.map((task) => task.dur)), over(tasks.map((task) => task.tdur ?? task.dur))];
  const said = (list) => (list.length === 0 ? "none" : `${list.length}, most ${Math.max(...list)} ms`);
  note(`playing ${seconds} s at ${speed}, tasks over 50 ms: ${said(processor)} by the processor, ${said(wall)} on the wall`);
  return processor;
}

journey("answers within a tenth of a second with 1,000 tasks", { viewport: { width: 1440, height: 900 } }, async ({ page, note, shot }) => {
  await opened(page);
  await openFile(page, crowd({ services: 1, tasks: 1000, instances: 60 }));
  await until("the crowd", () => parts(page).clock.textContent(), (text) => text === "00:10:00.000", 60_000);
  await step(page, "Next event");
  const medians = await stepTimes(page, note, 15);
  await shot("crowd-1000");
  for (const [speed, seconds] of [["8×", 40], ["64×", 200]]) {
    const long = await longTasks(page, note, speed, seconds);
    // The goal is none. At 64× nearly every tile changes with every frame, and a busy machine adds to it.
    const most = speed === "64×" ? 30 : 3;
    assert.ok(long.length <= most && Math.max(0, ...long) <= 250, `tasks over 50 ms at ${speed}: ${long.join(", ")}`);
  }
  await shot("crowd-1000-playing");
  // The goal is 100 ms; as much again is left to what else the machine does.
  for (const [name, value] of Object.entries(medians)) assert.ok(value <= 200, `${name}: ${value.toFixed(0)} ms`);
});

journey("stays usable with 10,000 tasks", { viewport: { width: 1440, height: 900 } }, async ({ page, note, shot, axe }) => {
  await opened(page);
  await openFile(page, crowd({ services: 4, tasks: 2500, instances: 600 }));
  await until("the crowd", () => parts(page).clock.textContent(), (text) => text === "00:10:00.000", 110_000);
  // Counted together, and said so.
  await parts(page).centre.getByText(/a tile stands for all of one type in a zone/).waitFor();
  const elements = await page.evaluate(() => document.querySelectorAll("*").length);
  note(`${elements} elements on the page`);
  assert.ok(elements < 4000, `${elements} elements`);
  await step(page, "Next event");
  const medians = await stepTimes(page, note, 7);
  await longTasks(page, note, "8×", 20);
  await axe(["light"]);
  await shot("crowd-10000");
  for (const [name, value] of Object.entries(medians)) assert.ok(value <= 1000, `${name}: ${value.toFixed(0)} ms`);
});
