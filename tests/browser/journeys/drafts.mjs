// Nothing typed is ever lost, and what is wrong is said where it is wrong.

import assert from "node:assert/strict";
import { accept, button, enterEditor, gone, journey, opened, parts, paste, register, row, started, until } from "../harness.mjs";

const written = (page) => page.evaluate(() => localStorage.getItem("ecs-playground.draft"));

journey("keeps the draft, the work and the place over a reload", async ({ page }) => {
  await opened(page);
  const { clock, document: box, slider } = parts(page);
  await row(page, /^api 4 \/ 4$/).click();
  await page.getByRole("tabpanel").getByRole("button", { name: "Scale out to 5" }).click();
  await row(page, /^api 4 \/ 5/).waitFor();
  await button(page, "Next event").click();
  await slider.fill("100000");
  await until("the clock", () => clock.textContent(), (text) => text === "00:01:40.000");
  await enterEditor(page);
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type("// half a thou");
  await until("the draft", () => written(page), (text) => text?.startsWith("// half a thou"));

  await page.reload();
  await started(page);
  await row(page, /^api 4 \/ 4$/).waitFor();
  await until("the clock", () => clock.textContent(), (text) => text === "00:01:40.000");
  assert.match(await box.inputValue(), /^\/\/ half a thou/);
  await slider.press("End");
  await row(page, /^api \d \/ 5/).waitFor();
  await page.getByText("your saved work").waitFor();

  // Starting over sets it aside and forgets nothing.
  await button(page, "start over").click();
  await opened(page);
  await row(page, /^api 4 \/ 4$/).waitFor();
  assert.match(await box.inputValue(), /^\/\/ half a thou/);
  assert.ok(await page.evaluate(() => localStorage.getItem("ecs-playground.aside.scenario")));
});

journey("says where bad JSON is bad, and loses nothing", async ({ page, axe }) => {
  await opened(page);
  const { resources } = parts(page);
  const bad = '{\n  "family": "web",\n  "containerDefinitions": [\n    { "name": "app", "image": "nginx:1.29" "memory": 128 }\n  ]\n}\n';
  await paste(page, bad);
  await resources.getByText("line 4").first().waitFor();
  await axe();
  await button(page, "Register revision").click();
  await resources.getByRole("alert").first().waitFor();
  assert.equal(await parts(page).dialog.count(), 0);
  assert.equal(await written(page), bad);
  // Its place is a button that goes there.
  await resources.getByRole("button", { name: "line 4" }).first().click();
  await page.keyboard.type("X");
  const changed = await until("the draft", () => written(page), (text) => text !== bad);
  assert.ok(changed.split("\n")[3].includes("X"), changed);
});

journey("hints at what an unknown key was meant to be", async ({ page }) => {
  await opened(page);
  const { resources } = parts(page);
  await paste(page, '{ "family": "web", "containerDefinitions": [{ "name": "app", "image": "nginx", "memoryReservaton": 128 }] }');
  await resources.getByText(/memoryReservaton/).first().waitFor();
  await resources.getByText(/memoryReservation\b/).first().waitFor();
  // A value of the wrong type, too, and a form that says so while there is no JSON at all.
  await paste(page, '{ "family": "web", "containerDefinitions": [{ "name": "app", "image": "nginx", "memory": "much" }] }');
  await resources.getByText(/memory/).first().waitFor();
  await paste(page, "not JSON");
  await button(page, "Form").click();
  await resources.getByText("cannot be read as JSON yet").waitFor();
  await button(page, "JSON").click();
  assert.equal(await written(page), "not JSON");
});

journey("keeps the text when a registration is refused", async ({ page }) => {
  await opened(page);
  const { resources, dialog } = parts(page);
  // Readable, and against ECS's rules: Fargate wants the task's own size.
  const refused = '{\n  "family": "web",\n  "requiresCompatibilities": ["FARGATE"],\n  "networkMode": "awsvpc",\n  "containerDefinitions": [{ "name": "app", "image": "nginx" }]\n}\n';
  await paste(page, refused);
  await button(page, "Register revision").click();
  await resources.getByRole("alert").filter({ hasText: "ClientException" }).waitFor();
  assert.equal(await dialog.count(), 0);
  assert.equal(await written(page), refused);
  // Mended, it goes through.
  await paste(page, refused.replace('"awsvpc",', '"awsvpc", "cpu": "256", "memory": "512",'));
  await register(page);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await gone(dialog);
  assert.equal(await resources.getByRole("alert").count(), 0);
});

journey("completes keys and values, and tells what they mean", async ({ page }) => {
  await opened(page);
  await paste(page, '{\n  "family": "web",\n  \n}');
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.type('"netw');
  await accept(page, /networkMode/);
  // The quotation mark that had closed by itself is taken in.
  const text = await until("the draft", () => written(page), (text) => text.includes("networkMode"));
  assert.match(text, /^ {2}"networkMode": ""$/m);
  await page.getByText('"family"').hover();
  await page.getByRole("tooltip").or(page.locator(".cm-tooltip")).first().waitFor();
});

journey("edits as JSON and as a form in one document", async ({ page }) => {
  await opened(page);
  await paste(page, '{\n  // kept\n  "family": "web",\n  "containerDefinitions": [{ "name": "app", "image": "nginx:1.29", "memory": 512 }]\n}\n');
  await button(page, "Form").click();
  const { resources } = parts(page);
  const image = resources.getByLabel(/image/i).first();
  await until("the form", () => image.inputValue(), (value) => value === "nginx:1.29");
  await image.fill("nginx:1.30");
  await image.press("Tab");
  const text = await until("the draft", () => written(page), (text) => text.includes("nginx:1.30"));
  assert.match(text, /\/\/ kept/, "the rest of the document stays as it stands");
});
