// Why, State, JSON and Events of what is selected.

import assert from "node:assert/strict";
import { button, journey, opened, parts, pause, row, step, until } from "../harness.mjs";

journey("explains a placement down to the number that failed", { viewport: { width: 1440, height: 900 } }, async ({ page, shot }) => {
  await opened(page);
  const { map, inspector, panel } = parts(page);
  await button(page, /^Deploy revision 2 of web/).click();
  await row(page, /^web:2 in use$/).waitFor();
  await pause(page);
  const fresh = map.getByRole("button", { name: /^web 2, / });
  for (let steps = 0; steps < 20 && (await fresh.count()) === 0; steps += 1) await step(page, "Next decision");
  await fresh.first().click();
  assert.equal(await fresh.first().getAttribute("aria-pressed"), "true");
  await inspector.getByRole("tab", { name: "Why", selected: true }).waitFor();

  const table = panel.getByRole("table").filter({ hasText: "i-0" }).first();
  await table.waitFor();
  // Every one of the six instances, with every check, and who won.
  assert.equal(await table.getByRole("rowheader").count(), 6);
  const columns = await table.getByRole("columnheader").allTextContents();
  assert.ok(columns.length >= 3, columns.join(", "));
  const rows = await table.getByRole("row").allTextContents();
  assert.ok(rows.some((text) => /640/.test(text)), rows.join("\n"));
  await panel.getByRole("list", { name: "Candidates left after each check" }).first().waitFor();
  const headline = await panel.getByRole("heading", { level: 3 }).first().textContent();
  assert.match(headline, /web/);
  await shot("why");

  // From the table to an instance and on.
  const first = table.getByRole("rowheader").first().getByRole("button");
  const name = await first.textContent();
  await first.click();
  await panel.getByRole("heading", { level: 2, name: new RegExp(name) }).waitFor();
});

journey("shows state by ECS's names, JSON as Describe returns it, and events verbatim", { viewport: { width: 1440, height: 900 } }, async ({ page }) => {
  await opened(page);
  const { map, inspector, panel } = parts(page);
  const tab = (name) => inspector.getByRole("tab", { name }).click();
  await map.getByRole("button", { name: /^web 1, RUNNING/ }).first().click();

  await tab("State");
  for (const name of ["lastStatus", "desiredStatus", "taskDefinition"]) {
    await panel.getByRole("term").filter({ hasText: name }).first().waitFor();
  }
  await panel.getByRole("definition").filter({ hasText: /^RUNNING$/ }).first().waitFor();

  await tab("JSON");
  const code = panel.getByLabel("JSON as Describe returns it");
  const task = JSON.parse(await code.textContent());
  const described = task.tasks?.[0] ?? task;
  assert.match(described.taskArn, /^arn:aws:ecs:us-east-1:\d{12}:task\/demo\/[0-9a-f]{32}$/);
  assert.equal(described.lastStatus, "RUNNING");
  assert.equal(described.containers[0].name, "web");
  assert.match(described.taskDefinitionArn, /:task-definition\/web:1$/);

  await row(page, /^web 6 \/ 6$/).click();
  await until("the service's JSON", () => code.textContent(), (text) => text.includes("serviceArn"));
  const service = JSON.parse(await code.textContent());
  assert.equal((service.services?.[0] ?? service).deployments[0].rolloutState, "COMPLETED");
  await tab("Events");
  await panel.getByText("(service web) has reached a steady state.", { exact: true }).first().waitFor();
  await panel.getByText(/^\(service web\) has started 1 tasks: \(task [0-9a-f]{32}\)\.|^\(service web\) has started \d+ tasks: \(task /).first().waitFor();
});

journey("has words for everything that is not there", async ({ page }) => {
  await opened(page);
  const { inspector, panel } = parts(page);
  await page.keyboard.press("Escape");
  await inspector.getByRole("tab", { name: "State" }).click();
  await panel.getByText("Choose something in the map or the list").waitFor();
  await inspector.getByRole("tab", { name: "JSON" }).click();
  await panel.getByText("here stands what Describe returns").waitFor();
});
