// From a change in the document to the end of the rolling deployment, and back.

import assert from "node:assert/strict";
import { button, field, journey, opened, parts, paste, pause, picture, play, register, row, same, step, until } from "../harness.mjs";

journey("edits, registers, sees the difference, deploys, and goes back", { viewport: { width: 1440, height: 900 } }, async ({ page, shot }) => {
  await opened(page);
  const { document: box, dialog, timeline, clock, inspector } = parts(page);
  await row(page, /^web:2$/).click();
  const text = await until("the document", () => box.inputValue(), (text) => text.includes('"web"'));
  await paste(page, text.replace("web:1.9.0", "web:2.0.0").replace('"cpu": 640', '"cpu": 512'));

  await register(page);
  const difference = dialog.getByLabel("Difference from the last revision");
  const lines = (await difference.innerText()).split("\n").map((line) => line.trim());
  assert.ok(lines.some((line) => /^− .*web:1\.9\.0/.test(line)), lines.join("\n"));
  assert.ok(lines.some((line) => /^\+ .*web:2\.0\.0/.test(line)), lines.join("\n"));
  assert.ok(lines.some((line) => /^− .*"cpu": 640/.test(line)), lines.join("\n"));
  await dialog.getByText("aws ecs register-task-definition").waitFor();

  await dialog.getByRole("button", { name: "Deploy to a service" }).click();
  await dialog.getByRole("heading", { name: "Deploy to a service" }).waitFor();
  assert.equal(await field(page, "Service").inputValue(), "demo/web");
  assert.equal(await field(page, "Task definition").inputValue(), "web:3");
  await dialog.getByText(/aws ecs update-service .*--task-definition web:3/).waitFor();
  await dialog.getByRole("button", { name: "Deploy", exact: true }).click();
  await row(page, /^web:3 in use$/).waitFor();
  await pause(page);
  await step(page, "Next decision");
  const began = await clock.textContent();

  // Never fewer than six and never more than nine: both lines are drawn, and the tasks stay between.
  await timeline.getByText("at most 9", { exact: true }).first().waitFor();
  await timeline.getByText("at least 6", { exact: true }).first().waitFor();
  const lane = timeline.getByRole("img", { name: /^web, / });
  const pictures = [];
  for (let steps = 0; steps < 400; steps += 1) {
    const words = await lane.getAttribute("aria-label");
    const running = [...words.matchAll(/: (\d+) running/g)].reduce((sum, found) => sum + Number(found[1]), 0);
    assert.ok(running >= 6 && running <= 9, words);
    pictures.push(await picture(page));
    if (running === 6 && words.includes("revision 3: 6 running")) break;
    await step(page, "Next decision");
  }
  await row(page, /^web 6 \/ 6$/).waitFor();
  await shot("deployed");

  for (const before of pictures.slice(0, -1).reverse()) {
    await step(page, "Previous decision");
    same(await picture(page), before, "back");
  }
  assert.equal(await clock.textContent(), began);

  // Forwards again, now playing, to the end: ECS says so.
  await play(page, () => page.getByText("Nothing more is due.").isVisible());
  await row(page, /^web 6 \/ 6/).click();
  await inspector.getByRole("tab", { name: "Events" }).click();
  await inspector.getByText(/\(service web\) \(deployment ecs-svc\/\d+\) deployment completed\./).first().waitFor();
});
