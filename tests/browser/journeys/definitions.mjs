// What people really have, from paste to running tasks and through a rolling deployment.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { button, field, journey, opened, parts, paste, pause, picture, play, register, root, row, step, until } from "../harness.mjs";

const FOLDER = path.join(root, "public/definitions");
const wide = { viewport: { width: 1440, height: 900 } };

/** What each needs from the service that runs it, and what has to be seen. */
const KNOWN = {
  "fargate-web-app.json": { family: "storefront", launch: "FARGATE" },
  "ec2-bridge-dynamic-ports.json": { family: "guestbook", launch: "EC2", json: /"hostPort": (3[2-9]|[45]\d|6[0-5])\d{3}/ },
  "sidecars-depends-on.json": { family: "orders", launch: "EC2", containers: ["orders", "proxy", "migration"] },
  "described-output.json": { family: "ledger", launch: "FARGATE", note: /read-only|set aside|taskDefinitionArn/i },
  "with-comments.json": { family: "queue-worker", launch: "EC2" },
  "gpu-inference.json": { family: "image-classifier", launch: "EC2", instances: { type: "g4dn.xlarge", count: "3" } },
};

for (const file of await readdir(FOLDER)) {
  journey(`runs and updates ${file}`, wide, async ({ page }) => {
    const known = KNOWN[file];
    assert.ok(known, `${file} has no journey yet`);
    const text = await readFile(path.join(FOLDER, file), "utf8");
    await opened(page);
    const { dialog, panel, inspector, timeline } = parts(page);

    await paste(page, text);
    if (known.note) await page.getByText(known.note).first().waitFor();
    await register(page);
    const revision = Number(/:(\d+) is registered/.exec(await dialog.innerText())[1]);
    await dialog.getByRole("button", { name: "Close" }).last().click();

    if (known.instances) {
      await button(page, "Add container instances").click();
      await field(page, "Instance type").selectOption(known.instances.type);
      await field(page, "How many").fill(known.instances.count);
      await dialog.getByRole("button", { name: "Add instances" }).click();
      await parts(page).map.getByText(known.instances.type).first().waitFor();
    }

    await button(page, "Create a service").click();
    await field(page, "Service name").fill(known.family);
    await field(page, "Task definition").selectOption(`${known.family}:${revision}`);
    await field(page, "Launch type").selectOption(known.launch);
    await field(page, "Desired tasks").fill("2");
    if (known.instances) await field(page, "Minimum healthy percent").fill("50");
    await dialog.getByText("aws ecs create-service").waitFor();
    await dialog.getByRole("button", { name: "Create service" }).click();
    const service = (counts) => row(page, new RegExp(`^${known.family} ${counts}`));
    await service("0 / 2").waitFor();
    await play(page, () => service("2 / 2").isVisible());
    const idle = () => page.getByText("Nothing more is due.").isVisible();
    await play(page, idle);

    const running = page.getByRole("button", { name: new RegExp(`^${known.family} ${revision}, RUNNING`) });
    assert.equal(await running.count(), 2);
    await running.first().click();
    await inspector.getByRole("tab", { name: "JSON" }).click();
    const code = panel.getByLabel("JSON as Describe returns it");
    const json = await until("the task's JSON", () => code.textContent(), (text) => text.includes("taskArn"));
    if (known.json) assert.match(json, known.json);
    for (const name of known.containers ?? []) assert.ok(json.includes(`"name": "${name}"`), name);

    // The next revision: the same document with another image.
    const before = await picture(page);
    await paste(page, text.replace(/("image": "[^"]*:)[^":]*"/, '$1next"'));
    await register(page);
    assert.match(await dialog.getByLabel("Difference from the last revision").innerText(), /\+ .*:next"/);
    await dialog.getByRole("button", { name: "Deploy to a service" }).click();
    assert.equal(await field(page, "Service").inputValue(), `demo/${known.family}`);
    await dialog.getByRole("button", { name: "Deploy", exact: true }).click();
    await row(page, new RegExp(`in use$`)).first().waitFor();
    await play(page, idle);
    const updated = page.getByRole("button", { name: new RegExp(`^${known.family} ${revision + 1}, RUNNING`) });
    assert.equal(await updated.count(), 2);
    assert.equal(await running.count(), 0);

    // Back through the deployment, and forwards again.
    const end = await picture(page);
    let steps = 0;
    while ((await running.count()) < 2 && steps < 100) {
      await step(page, "Previous decision");
      steps += 1;
    }
    assert.ok(steps > 0 && steps < 100, `${steps} decisions`);
    await timeline.getByRole("slider").press("End");
    await until("the end", () => picture(page), (now) => now === end);
    assert.ok(before !== end, "something moved");
  });
}
