// Auto scaling with the work it follows, two runs side by side, and the records of EventBridge.

import assert from "node:assert/strict";
import { button, journey, openScenario, opened, parts, row, until } from "../harness.mjs";

const DESKTOP = { viewport: { width: 1440, height: 900 } };

/** Looks at this instant, in milliseconds. */
async function at(page, time) {
  const { slider, clock } = parts(page);
  await slider.fill(String(time));
  const text = new Date(time).toISOString().slice(11, 23);
  await until("the clock", () => clock.textContent(), (shown) => shown === text);
}

journey("draws a load by hand, lets auto scaling follow it, and compares with the run without it", DESKTOP, async ({ page, axe }) => {
  await opened(page);
  const { panel, resources, inspector } = parts(page);
  await openScenario(page, /^A service that scales with its load/);
  await row(page, /^web 4 \/ 4$/).click();
  await panel.getByRole("heading", { name: "Auto scaling leaves it at 4" }).waitFor();
  await panel.getByText("CPUUtilization, target 50.0 %").waitFor();
  await panel.getByText("As a table").click();
  const table = panel.getByRole("table").filter({ hasText: "Against it" });
  assert.ok((await table.getByRole("row").count()) >= 2);
  await axe();
  for (const [kind, begins] of [["SVG", "<svg"], ["PNG", "\x89PNG"]]) {
    const coming = page.waitForEvent("download");
    await panel.getByRole("button", { name: kind, exact: true }).click();
    const parts = [];
    for await (const part of await (await coming).createReadStream()) parts.push(part);
    assert.ok(Buffer.concat(parts).toString("latin1").startsWith(begins), kind);
  }

  await panel.getByText("Give it work").click();
  await panel.getByText("Draw it by hand").click();
  const slider = panel.getByRole("slider", { name: "Point 1 of 12" });
  await slider.focus();
  await page.keyboard.press("End");
  assert.equal(await slider.inputValue(), "100");
  await panel.getByRole("spinbutton", { name: "Over minutes" }).last().fill("20");
  await axe();
  await panel.getByRole("button", { name: "Set this load" }).last().click();
  const other = resources.getByRole("button", { name: /^without load of web/ });
  await other.waitFor();
  await other.click();
  await panel.getByRole("heading", { level: 2, name: "without load of web" }).waitFor();
  // Ten tasks' worth at once: the run goes on to where one looks, and the other goes along.
  const { slider: time } = parts(page);
  await time.press("End");
  await page.getByRole("combobox", { name: "Speed" }).selectOption({ label: "64×" });
  await button(page, "Play").click();
  await panel.getByRole("heading", { name: /the two runs differ in \d+ of \d+ figures$/ }).waitFor({ timeout: 60_000 });
  await button(page, "Pause").click();
  await panel.getByRole("table").filter({ hasText: "desired by services" }).waitFor();
  await axe();
  // Before the load they are one.
  await at(page, 200_000);
  await panel.getByRole("heading", { name: "At 00:03:20.000 the two runs stand alike" }).waitFor();
  assert.equal(await inspector.getByRole("tab", { name: "Why", selected: true }).count(), 1);
});

journey("shows what EventBridge was told", DESKTOP, async ({ page, axe }) => {
  await opened(page);
  const { panel, inspector } = parts(page);
  await row(page, /^demo 6 instances$/).click();
  await inspector.getByRole("tab", { name: "State" }).click();
  await panel.getByRole("button", { name: "its records" }).click();
  await inspector.getByRole("tab", { name: "Events" }).click();
  await panel.getByText("ECS Task State Change").first().waitFor();
  await axe();
  await inspector.getByRole("tab", { name: "JSON" }).click();
  const code = panel.getByLabel("JSON as Describe returns it");
  const records = JSON.parse(await code.textContent());
  assert.ok(records.length > 5);
  assert.ok(records.every((record) => record.source === "aws.ecs" && record["detail-type"].startsWith("ECS ")));
});
