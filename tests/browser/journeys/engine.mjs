// The engine program starts in a worker and, where workers are refused, beside the page.

import assert from "node:assert/strict";
import { journey } from "../harness.mjs";

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
