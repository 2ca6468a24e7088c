// The whole way without a mouse: from opening to a finished deployment and a placement explained.

import assert from "node:assert/strict";
import { gone, instant, journey, moves, opened, parts, row, until } from "../harness.mjs";

/** Presses Tab until what has the focus is called `name`, as a person would who looks where they are. */
async function tabTo(page, name, key = "Tab") {
  const trail = [];
  for (let presses = 0; presses < 150; presses += 1) {
    const here = await page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      if (!active || active === document.body) return "";
      const labels = [...(active.labels ?? [])].map((label) => label.textContent);
      return active.getAttribute("aria-label") ?? (labels.join(" ") || active.textContent.trim());
    });
    if (typeof name === "string" ? here === name : name.test(here)) return;
    trail.push(here.slice(0, 30));
    await page.keyboard.press(key);
  }
  assert.fail(`Tab never comes to ${name}: ${trail.join(" | ")}`);
}

journey("edits, registers, deploys and explains by keyboard alone", { viewport: { width: 1440, height: 900 } }, async ({ page }) => {
  await opened(page);
  const { dialog, document: box, map, inspector, panel } = parts(page);
  const keys = page.keyboard;

  // To the task definition, into the editor, another image.
  await tabTo(page, "web:2");
  await keys.press("Enter");
  await until("the document", () => box.inputValue(), (text) => text.includes('"web"'));
  await tabTo(page, "Task definition as JSON");
  await until("the editor", () => box.evaluate((element) => element.isContentEditable));
  await tabTo(page, "Task definition as JSON");
  await keys.press("ControlOrMeta+Home");
  for (let line = 0; line < 40; line += 1) {
    // The line with the cursor is the one that is marked.
    const here = await box.evaluate((element) => element.querySelector(".cm-activeLine")?.textContent ?? "");
    if (here.includes('"image"')) break;
    await keys.press("ArrowDown");
  }
  await keys.press("End");
  await keys.press("ArrowLeft");
  await keys.press("ArrowLeft");
  await keys.type("7");
  await until("the draft", () => page.evaluate(() => localStorage.getItem("ecs-playground.draft")), (text) => /web:1\.9\.07"/.test(text ?? ""));

  await tabTo(page, "Register revision");
  await keys.press("Enter");
  await dialog.getByRole("heading", { name: "Revision registered" }).waitFor();
  await tabTo(page, /^Deploy to a service/);
  await keys.press("Enter");
  await dialog.getByRole("heading", { name: "Deploy to a service" }).waitFor();
  await tabTo(page, "Deploy");
  await keys.press("Enter");
  await gone(dialog);
  await row(page, /^web:3 in use$/).waitFor();

  // Play by Space where no control has the focus, and wait for the end.
  await keys.press("Escape");
  await tabTo(page, "Play");
  await keys.press("+");
  await keys.press("+");
  await keys.press("+");
  await keys.press("Enter");
  await page.getByText("Nothing more is due.").waitFor({ timeout: 60_000 });
  await row(page, /^web 6 \/ 6/).waitFor();

  // On the map: one stop, then arrows, Enter selects, and the tab tells why.
  await tabTo(page, /^i-0|^web 3, /, "Shift+Tab");
  for (let presses = 0; presses < 20; presses += 1) {
    const label = await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? "");
    if (/^web 3, /.test(label)) break;
    await keys.press(presses % 4 === 3 ? "ArrowRight" : "ArrowDown");
  }
  await keys.press("Enter");
  await until("the selection", () => map.getByRole("button", { name: /^web 3, /, pressed: true }).count(), (count) => count === 1);
  await keys.press("1");
  const table = panel.getByRole("table").filter({ hasText: "i-0" }).first();
  await table.waitFor();
  assert.equal(await table.getByRole("rowheader").count(), 6);
  await tabTo(page, "Why");
  await keys.press("ArrowRight");
  await inspector.getByRole("tab", { name: "State", selected: true }).waitFor();
  await keys.press("ArrowRight");
  await inspector.getByRole("tab", { name: "JSON", selected: true }).waitFor();
  await panel.getByText('"taskArn"').first().waitFor();
});

journey("has a key for every step, a sheet of them and a palette", async ({ page, axe }) => {
  await opened(page);
  const { clock, dialog } = parts(page);
  const keys = page.keyboard;
  const shown = () => clock.textContent();
  await keys.press("Home");
  await until("the clock", shown, (text) => text === "00:00:00.000");
  for (const [key, back] of [[".", ","], [">", "<"], ["]", "["]]) {
    // A key is answered a little later, so each wait knows what stood there before it.
    const there = await moves(page, () => keys.press(key));
    await moves(page, () => keys.press(key));
    await keys.press(back);
    await until(`after ${back}`, () => instant(page), (text) => text === there);
  }
  await keys.press("End");
  await until("the clock", shown, (text) => text === "00:03:00.000");
  await keys.press("d");
  await row(page, /^web:2 in use$/).waitFor();

  await keys.press("?");
  await dialog.getByRole("heading", { name: "Shortcuts" }).waitFor();
  await axe();
  await keys.press("Escape");
  await gone(dialog);
  await keys.press("ControlOrMeta+k");
  await dialog.getByRole("combobox", { name: "Command" }).waitFor();
  await keys.type("about");
  await axe();
  await keys.press("Enter");
  await dialog.getByRole("heading", { name: "About this simulation" }).waitFor();
  await keys.press("Escape");
  await gone(dialog);
  await keys.press("ControlOrMeta+z");
  await until("undone", () => row(page, /^web:2 in use$/).count(), (count) => count === 0);
  await keys.press("ControlOrMeta+Shift+z");
  await row(page, /^web:2 in use$/).waitFor();
});

journey("reads the map as an outline with the same selection", async ({ page, axe }) => {
  await opened(page);
  const { map, outline, inspector } = parts(page);
  await map.getByRole("button", { name: /^api 3, RUNNING/ }).first().click();
  const title = await parts(page).panel.getByRole("heading", { level: 2 }).textContent();
  await page.keyboard.press("o");
  await outline.waitFor();
  await until("the selected row", () => outline.getByRole("row", { selected: true }).count(), (count) => count === 1);
  assert.match(await outline.getByRole("row", { selected: true }).textContent(), /^api 3/);
  await axe();

  // Zones, instances and tasks at their levels.
  assert.equal(await outline.getByRole("row", { level: 1 }).count(), 3);
  assert.equal(await outline.getByRole("row", { level: 2 }).count(), 6);
  assert.equal(await outline.getByRole("row", { level: 3 }).count(), 10);
  await outline.getByRole("row").nth(1).focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await until("the inspector", () => parts(page).panel.getByRole("heading", { level: 2 }).textContent(), (text) => text !== title);
  const chosen = await parts(page).panel.getByRole("heading", { level: 2 }).textContent();
  await page.keyboard.press("o");
  await map.waitFor();
  assert.equal(await map.getByRole("button", { pressed: true }).count(), 1);
  assert.equal(await inspector.getByRole("heading", { level: 2 }).textContent(), chosen);
});
