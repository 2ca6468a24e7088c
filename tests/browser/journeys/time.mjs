// Time goes both ways: steps, the slider, playing, bookmarks, and futures that were left.

import assert from "node:assert/strict";
import { button, instant, journey, moves, opened, parts, pause, picture, play, row, same, step, until } from "../harness.mjs";

/** Goes `count` steps one way and back again, and compares every picture on the way. */
async function thereAndBack(page, forward, back, count) {
  // Onto a place such a step comes to.
  await step(page, forward);
  const seen = [await picture(page)];
  for (let index = 0; index < count; index += 1) {
    await step(page, forward);
    seen.push(await picture(page));
  }
  for (let index = count - 1; index >= 0; index -= 1) {
    await step(page, back);
    same(await picture(page), seen[index], `${back} number ${count - index}`);
  }
  for (let index = 1; index <= count; index += 1) {
    await step(page, forward);
    same(await picture(page), seen[index], `${forward} again, number ${index}`);
  }
  return seen;
}

async function deployed(page) {
  await opened(page);
  await button(page, /^Deploy revision 2 of web/).click();
  await row(page, /^web:2 in use$/).waitFor();
  await pause(page);
  // To the beginning of the deployment, the same on every machine.
  await moves(page, () => parts(page).slider.press("Home"));
  await page.getByRole("slider", { name: "Instant looked at" }).fill("180000");
  await until("the clock", () => parts(page).clock.textContent(), (text) => text === "00:03:00.000");
}

for (const [forward, back, count] of [
  ["Next event", "Previous event", 8],
  ["Next decision", "Previous decision", 6],
  ["Next service event", "Previous service event", 3],
]) {
  journey(`steps by ${forward.slice(5)} and back to the same pictures`, async ({ page }) => {
    await deployed(page);
    const seen = await thereAndBack(page, forward, back, count);
    assert.ok(new Set(seen).size > 1, "something moves");
  });
}

journey("scrubs anywhere and back to the same picture", async ({ page }) => {
  await opened(page);
  const { slider, clock, timeline } = parts(page);
  const end = await picture(page);
  await slider.fill("20000");
  await until("the clock", () => clock.textContent(), (text) => text === "00:00:20.000");
  const early = await picture(page);
  assert.ok(early !== end, "something moves");
  await slider.fill("180000");
  await until("the clock", () => clock.textContent(), (text) => text === "00:03:00.000");
  same(await picture(page), end, "scrubbed back");
  // By the mouse, too: press in the first third.
  const place = await slider.boundingBox();
  await moves(page, () => page.mouse.click(place.x + place.width / 3, place.y + place.height / 2));
  await button(page, "To the start").click();
  await until("the clock", () => clock.textContent(), (text) => text === "00:00:00.000");
  await timeline.getByText("Next").waitFor();
});

journey("plays, changes speed, and pauses", async ({ page }) => {
  await opened(page);
  const { clock } = parts(page);
  await button(page, /^Deploy revision 2 of web/).click();
  await button(page, "Pause").waitFor();
  const shown = () => clock.textContent();
  await until("the clock", shown, (text) => text > "00:03:05");
  await pause(page);
  const still = await shown();
  // Whatever was under way has arrived after a step there and back.
  await step(page, "Next event");
  await step(page, "Previous event");
  assert.ok((await shown()) <= still, "paused time stands still");

  const speed = page.getByRole("combobox", { name: "Speed" });
  await speed.selectOption({ label: "0.25×" });
  assert.equal(await speed.locator("option:checked").textContent(), "0.25×");
  await speed.selectOption({ label: "64×" });
  await button(page, "Play").click();
  await row(page, /^web 6 \/ 6$/).waitFor();
  // At the end of everything it stops by itself.
  await button(page, "Play").waitFor({ timeout: 60_000 });
  await page.getByText("Nothing more is due.").waitFor();
});

journey("keeps bookmarks", async ({ page }) => {
  await opened(page);
  const { clock, timeline, slider } = parts(page);
  await button(page, "Bookmark this instant").click();
  await button(page, "Take the bookmark away").waitFor();
  await slider.fill("30000");
  await until("the clock", () => clock.textContent(), (text) => text === "00:00:30.000");
  await button(page, "Bookmark this instant").click();
  await until("bookmarks", () => timeline.getByRole("button", { name: /^Bookmark: / }).count(), (count) => count === 2);
  await button(page, /^Next bookmark/).click();
  await until("the clock", () => clock.textContent(), (text) => text === "00:03:00.000");
  await button(page, /^Next bookmark/).click();
  await until("the clock", () => clock.textContent(), (text) => text === "00:00:30.000");
  await page.reload();
  await until("bookmarks", () => timeline.getByRole("button", { name: /^Bookmark: / }).count(), (count) => count === 2);
});

journey("forks, takes it back, and takes it again", async ({ page }) => {
  await opened(page);
  const { slider, clock } = parts(page);
  const undo = page.getByRole("button", { name: /^Undo/ }).first();
  const redo = page.getByRole("button", { name: /^Redo/ }).first();
  await button(page, /^Deploy revision 2 of web/).click();
  // The suggestion plays by itself; a press meanwhile would pause it.
  await button(page, "Pause").waitFor();
  await play(page, () => page.getByText("Nothing more is due.").isVisible());
  // The future that is left: revision 2 runs.
  const first = await instant(page);
  await slider.fill("150500");
  await until("the clock", () => clock.textContent(), (text) => text === "00:02:30.500");
  const before = await picture(page);

  await row(page, /^api 4 \/ 4$/).click();
  await page.getByRole("tabpanel").getByRole("button", { name: "Scale out to 5" }).click();
  await row(page, /^api 4 \/ 5/).waitFor();
  await until("undo", () => undo.getAttribute("aria-label"), (label) => /api/i.test(label));
  await undo.click();
  await row(page, /^api 4 \/ 4$/).waitFor();
  same(await picture(page), before, "the fork taken back");
  // The old future is there again.
  await slider.press("End");
  await until("the old end", () => instant(page), (now) => now === first);
  await redo.click();
  await row(page, /^api \d \/ 5/).waitFor();
});
