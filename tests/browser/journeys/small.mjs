// Small screens, stillness, and forced colours.

import assert from "node:assert/strict";
import { button, journey, opened, parts, pause, row, step, until } from "../harness.mjs";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Whether all of it lies on the screen. */
async function onScreen(page, locator, what) {
  const box = await locator.boundingBox();
  const { width, height } = page.viewportSize();
  assert.ok(box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width + 1 && box.y + box.height <= height + 1, `${what}: ${JSON.stringify(box)}`);
}

journey("works on a phone: tabs, sheet, and the timeline always there", phone, async ({ page, shot }) => {
  await opened(page);
  const { map, timeline, panel, resources, inspector } = parts(page);
  const place = (name) => page.getByRole("group", { name: "Part of the page" }).getByRole("button", { name });
  assert.equal(await place("Map").getAttribute("aria-pressed"), "true");
  await onScreen(page, timeline, "timeline beside the map");
  assert.equal(await overflow(page), 0);
  await shot("phone-map");

  await place("Resources").tap();
  await resources.waitFor();
  await onScreen(page, timeline, "timeline beside the resources");
  await onScreen(page, button(page, "Play"), "play beside the resources");
  assert.equal(await overflow(page), 0);
  await shot("phone-resources");

  await place("Map").tap();
  await button(page, /^Deploy revision 2 of web/).tap();
  await until("the deployment", () => button(page, "Pause").isVisible());
  await pause(page);
  for (let steps = 0; steps < 3; steps += 1) await step(page, "Next decision");
  await map.getByRole("button", { name: /^web \d, / }).first().tap();
  // The answer comes up as a sheet over the map.
  await inspector.waitFor();
  await panel.getByRole("table").first().waitFor();
  assert.equal(await place("Inspector").getAttribute("aria-pressed"), "true");
  await onScreen(page, timeline, "timeline beside the sheet");
  assert.equal(await overflow(page), 0);
  await shot("phone-sheet");
  await step(page, "Next event");
});

journey("needs no sideways scrolling at 320 pixels", { viewport: { width: 320, height: 700 } }, async ({ page, shot }) => {
  await opened(page);
  const place = (name) => page.getByRole("group", { name: "Part of the page" }).getByRole("button", { name });
  for (const name of ["Resources", "Inspector", "Map"]) {
    await place(name).click();
    assert.equal(await overflow(page), 0, name);
    await onScreen(page, button(page, "Play"), `play beside ${name}`);
  }
  for (const name of ["Create a cluster", "Add container instances", "Create a service"]) {
    await place("Resources").click();
    await button(page, name).click();
    await parts(page).dialog.waitFor();
    assert.equal(await overflow(page), 0, name);
    await page.keyboard.press("Escape");
  }
  await place("Map").click();
  await shot("narrow");
});

journey("collapses to tabs below 900 pixels", { viewport: { width: 820, height: 1100 } }, async ({ page }) => {
  await opened(page);
  const { map, inspector, timeline } = parts(page);
  await map.waitFor();
  assert.equal(await inspector.isVisible(), false);
  await page.getByRole("group", { name: "Part of the page" }).getByRole("button", { name: "Inspector" }).click();
  await inspector.waitFor();
  await onScreen(page, timeline, "timeline");
  assert.equal(await overflow(page), 0);
});

/** Counts what moves; infinite ones, too. */
const watchMotion = (page) =>
  page.addInitScript(() => {
    window.motions = [];
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (...rest) {
      window.motions.push(this.getAttribute("aria-label") ?? this.className);
      return animate.apply(this, rest);
    };
    for (const name of ["animationstart", "transitionrun"]) {
      addEventListener(name, (event) => {
        const [animation] = event.target.getAnimations();
        const timing = animation?.effect?.getComputedTiming();
        if (timing && timing.duration > 1) window.motions.push(`${name} ${event.target.className}`);
      }, true);
    }
  });

journey("moves nothing for people who prefer stillness", { reducedMotion: "reduce", prepare: watchMotion }, async ({ page }) => {
  await opened(page);
  await button(page, /^Deploy revision 2 of web/).click();
  await row(page, /^web:2 in use$/).waitFor();
  await pause(page);
  for (let steps = 0; steps < 10; steps += 1) await step(page, "Next event");
  assert.deepEqual(await page.evaluate(() => window.motions), []);
});

journey("moves only what the step changed, and shortly", { prepare: watchMotion }, async ({ page }) => {
  await opened(page);
  await button(page, /^Deploy revision 2 of web/).click();
  await row(page, /^web:2 in use$/).waitFor();
  await pause(page);
  for (let steps = 0; steps < 10; steps += 1) await step(page, "Next event");
  const lasting = await page.evaluate(() =>
    document.getAnimations().map((animation) => animation.effect.getComputedTiming()).filter(({ duration }) => duration > 300).length,
  );
  assert.equal(lasting, 0);
});

journey("keeps its shapes in forced colours", { forcedColors: "active" }, async ({ page, shot }) => {
  await opened(page);
  await parts(page).map.getByRole("button", { name: /^web 1, RUNNING/ }).first().waitFor();
  await shot("forced-colours");
});
