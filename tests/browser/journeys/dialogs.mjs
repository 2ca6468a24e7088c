// Each dialog makes what it says and shows the command that does the same.

import assert from "node:assert/strict";
import { button, field, gone, journey, opened, openScenario, parts, row, until } from "../harness.mjs";

journey("makes a cluster, instances and a service, with their commands", { viewport: { width: 1440, height: 900 } }, async ({ page, axe }) => {
  await opened(page);
  const { dialog, map } = parts(page);

  await button(page, "Create a cluster").click();
  await field(page, "Cluster name").fill("second");
  await dialog.getByText("aws ecs create-cluster --cluster-name second").waitFor();
  await axe();
  await dialog.getByRole("button", { name: "Create cluster" }).click();
  await gone(dialog);
  await row(page, /^second /).waitFor();
  // The command stays to be copied.
  await parts(page).centre.getByText("aws ecs create-cluster --cluster-name second").waitFor();

  await button(page, "Add container instances").click();
  await field(page, "Cluster").selectOption("second");
  await field(page, "Instance type").selectOption("c5.large");
  await field(page, "Zones").selectOption({ label: "a and b, in turn" });
  await field(page, "How many").fill("2");
  await dialog.getByText(/aws ec2 run-instances .*--instance-type c5\.large --count 2 .*ECS_CLUSTER=second/).waitFor();
  await axe();
  await dialog.getByRole("button", { name: "Add instances" }).click();
  await gone(dialog);
  await until("instances", () => map.getByText("c5.large").count(), (count) => count === 2);

  await button(page, "Create a service").click();
  await field(page, "Cluster").selectOption("second");
  await field(page, "Service name").fill("little");
  await field(page, "Desired tasks").fill("2");
  await field(page, "Placement").selectOption({ label: "Pack by memory" });
  await dialog.getByText(/aws ecs create-service --cluster second --service-name little .*--placement-strategy/).waitFor();
  await axe();
  await dialog.getByRole("button", { name: "Create service" }).click();
  await gone(dialog);
  await row(page, /^little 0 \/ 2/).waitFor();
});

journey("says what ECS refuses, and stays open", async ({ page }) => {
  await opened(page);
  const { dialog } = parts(page);
  await button(page, "Create a service").click();
  await field(page, "Service name").fill("web");
  await dialog.getByRole("button", { name: "Create service" }).click();
  await dialog.getByRole("alert").filter({ hasText: /InvalidParameterException/ }).waitFor();
  assert.equal(await field(page, "Service name").inputValue(), "web");
  await page.keyboard.press("Escape");
  await gone(dialog);
});

journey("opens every scenario and says what it assumes", async ({ page }) => {
  await opened(page);
  const { dialog, map } = parts(page);
  await button(page, "About this simulation").click();
  await dialog.getByRole("heading", { name: /^Assumptions where AWS does not say \(\d+\)/ }).waitFor();
  await dialog.getByRole("heading", { name: "Not simulated" }).waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await gone(dialog);
  await page.getByRole("banner").getByRole("button").first().click();
  const titles = await until(
    "the list",
    () => dialog.getByRole("listitem").getByRole("button").locator("b").allTextContents(),
    (titles) => titles.length >= 10,
  );
  await page.keyboard.press("Escape");
  await gone(dialog);
  for (const title of titles.slice(1)) {
    await openScenario(page, title);
    await map.waitFor();
    assert.equal(await page.getByRole("alert").count(), 0, title);
  }
});

journey("saves what is open as a file that opens again", async ({ page }) => {
  await opened(page);
  const { dialog } = parts(page);
  await row(page, /^api 4 \/ 4$/).click();
  await page.getByRole("tabpanel").getByRole("button", { name: "Scale out to 5" }).click();
  await row(page, /^api 4 \/ 5/).waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save as a file").click()]);
  assert.match(download.suggestedFilename(), /^rolling-update.*\.json$/);
  // Not `path()`: the browser belongs to another process.
  const pieces = [];
  for await (const piece of await download.createReadStream()) pieces.push(piece);
  await openScenario(page, "A web application on Fargate");
  await page.getByRole("banner").getByRole("button").first().click();
  await dialog.getByLabel("Or a scenario file of yours").setInputFiles({
    name: "saved.json",
    mimeType: "application/json",
    buffer: Buffer.concat(pieces),
  });
  await gone(dialog);
  await row(page, /^api \d \/ 5/).waitFor();
});
