// The engine programs start in a worker and, where workers are refused, beside the page. The opening
// one plays a first visit; the whole one takes over at the first touch, and nobody sees the change.

import assert from "node:assert/strict";
import { button, journey, opened, picture, row, until } from "../harness.mjs";

const noWorkers = (page) =>
  page.addInitScript(() => {
    window.Worker = class {
      constructor() {
        throw new DOMException("refused", "SecurityError");
      }
    };
  });

/** Whether the program came up: its script has run and its memory was fetched. */
const programArrived = (page) => page.waitForResponse((response) => /engine-.*\.wasm$/.test(response.url()));

journey("starts in a worker", async ({ page }) => {
  const arrived = programArrived(page);
  assert.equal(await page.evaluate(() => (window.engine = window.playground.startEngine()).constructor.name), "Worker");
  await arrived;
});

journey("starts beside the page where workers are refused", { prepare: noWorkers }, async ({ page }) => {
  const arrived = programArrived(page);
  assert.equal(await page.evaluate(() => (window.engine = window.playground.startEngine()).constructor.name), "MessagePort");
  await arrived;
});

/** The programs fetched so far, by name. */
const programs = (page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => /([a-z-]+)-[0-9a-f]+\.js$/.exec(name)?.[1])
      .filter((name) => name === "opening" || name === "engine"),
  );

for (const [where, prepare] of [["in a worker", undefined], ["beside the page", noWorkers]]) {
  journey(`fetches the whole engine at the first touch, ${where}`, { prepare }, async ({ page }) => {
    await opened(page);
    await row(page, /^web 6 \/ 6$/).waitFor();
    // Long enough for anything that would come by itself.
    await page.waitForTimeout(500);
    assert.deepEqual(await programs(page), ["opening"]);
    const before = await picture(page);
    await page.mouse.move(300, 300);
    await until("the programs", () => programs(page), (names) => names.length === 2);
    await page.waitForTimeout(500);
    assert.equal(await picture(page), before);
    // Only the whole engine carries it out.
    await button(page, /^Deploy revision 2 of web/).click();
    await page.getByText(/^IN_PROGRESS$/).first().waitFor();
    assert.deepEqual(await programs(page), ["opening", "engine"]);
  });
}

journey("goes on with the whole engine where the opening one cannot", {
  prepare: (page) => page.route("**/opening-*.wasm", (route) => route.abort()),
  expected: /opening|ERR_FAILED|Failed to load/,
}, async ({ page }) => {
  await opened(page);
  await row(page, /^web 6 \/ 6$/).waitFor();
  // It may have been tried twice: by the boot file, and by the page.
  assert.equal((await programs(page)).at(-1), "engine");
});
