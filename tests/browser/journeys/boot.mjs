// The page opens, starts, and is quiet about it.

import assert from "node:assert/strict";
import { journey, started } from "../harness.mjs";

journey("opens and starts without a complaint", async ({ page, axe, shot }) => {
  assert.match(await page.title(), /ECS playground/);
  assert.equal(await page.locator("#skeleton").count(), 0);
  assert.notEqual((await page.locator("#app").innerText()).trim(), "");
  await axe();
  await shot("boot");
});

// The programs are held back, so that what stands before them can be seen.
let release;
const held = new Promise((resolve) => (release = resolve));
const holdBack = (page) =>
  page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });

journey("shows its outline before the programs have arrived", { boot: false, prepare: holdBack }, async ({ page, axe, shot }) => {
  await page.getByText("Loading the engine…").waitFor();
  await axe();
  await shot("skeleton");
  release();
  await started(page);
});

journey("remembers the theme before the first paint", async ({ page }) => {
  await page.evaluate(() => localStorage.setItem("ecs-playground.theme", "dark"));
  await page.reload();
  await started(page);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
});
