// When the application cannot go on, a plain screen says so, keeps the report and offers ways on.

import assert from "node:assert/strict";
import { journey, started } from "../harness.mjs";

const panic = (page) =>
  page.evaluate(() => dispatchEvent(new CustomEvent("app-panic", { detail: "the index was out of bounds" })));

journey("shows what happened and goes back to the last good state", async ({ page, axe, shot }) => {
  await page.evaluate(() => {
    window.playground.lastGood = "#/s/last-good/3";
    window.playground.lastCommands = ["UpdateService web desiredCount=5"];
  });
  await panic(page);
  const screen = page.getByRole("alertdialog", { name: "The playground has stopped" });
  await screen.waitFor();
  const report = await screen.getByLabel("Report").inputValue();
  assert.match(report, /the index was out of bounds/);
  assert.match(report, /UpdateService web desiredCount=5/);
  assert.match(report, /build: [0-9a-f]{16}/);
  await axe();
  await shot("crash");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  assert.ok(await screen.isVisible(), "there is nothing behind it to go back to");
  await screen.getByRole("button", { name: "Reload at last good state" }).click();
  await started(page);
  assert.equal(new URL(page.url()).hash, "#/s/last-good/3");
});

journey("offers only a fresh start after two crashes at one state, and deletes nothing", async ({ page }) => {
  await page.evaluate(() => {
    localStorage.setItem("ecs-playground.draft", "{}");
    localStorage.setItem("ecs-playground.theme", "light");
  });
  await panic(page);
  await page.getByRole("button", { name: "Reload at last good state" }).click();
  await started(page);
  await panic(page);
  await page.getByRole("alertdialog").waitFor();
  assert.equal(await page.getByRole("button", { name: "Reload at last good state" }).count(), 0);
  await page.getByRole("button", { name: "Start fresh" }).click();
  await started(page);
  const kept = await page.evaluate(() => ({
    draft: localStorage.getItem("ecs-playground.draft"),
    aside: localStorage.getItem("ecs-playground.aside.draft"),
    theme: localStorage.getItem("ecs-playground.theme"),
  }));
  assert.deepEqual(kept, { draft: null, aside: "{}", theme: "light" });
});

const withoutPrograms = { boot: false, prepare: (page) => page.route("**/*.wasm", (route) => route.abort("failed")) };

journey("says so when the programs do not arrive", { ...withoutPrograms, expected: /ERR_FAILED|fetch/ }, async ({ page, axe }) => {
  await page.getByRole("alertdialog", { name: "The playground could not start" }).waitFor();
  await axe();
});
