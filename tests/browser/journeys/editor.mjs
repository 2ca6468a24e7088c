// The editor by itself: loaded on first use, under the policy, from its own folder.

import assert from "node:assert/strict";
import { accept, journey } from "../harness.mjs";

// A page of nothing but the editor, with findings, completion and hover made up by the test.
async function openEditor(page) {
  const before = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  assert.ok(!before.some((name) => name.includes("/editor/")), "the editor is not part of the first visit");
  await page.evaluate(async () => {
    const { createEditor } = await window.playground.loadEditor();
    const main = document.createElement("main");
    main.innerHTML = '<h1>Editor</h1><button id="before">before</button><div id="place"></div><button id="after">after</button>';
    document.body.replaceChildren(main);
    const place = document.getElementById("place");
    place.style.height = "240px";
    const tokens = {
      "--surface-1": "light-dark(#ffffff, #141a22)",
      "--text": "light-dark(#161b22, #e6ebf2)",
      "--text-muted": "light-dark(#5a6675, #93a1b3)",
      "--line": "light-dark(#dde1e7, #2a3441)",
      "--accent": "light-dark(#3b4cca, #8ea0ff)",
      "--accent-soft": "light-dark(#eceefb, #20264a)",
      "--err": "light-dark(#b3261e, #ff8a80)",
      "--warn": "light-dark(#9a5b00, #f0b35a)",
      "--code-key": "light-dark(#2b5fb3, #8fb8ff)",
      "--code-string": "light-dark(#0b7a55, #7fd8b0)",
      "--code-number": "light-dark(#8a4b00, #f0b35a)",
    };
    for (const [name, value] of Object.entries(tokens)) document.documentElement.style.setProperty(name, value);
    window.changes = [];
    window.editor = createEditor(place, {
      doc: '{\n  // what AWS calls a family\n  "family": "web",\n  "cpu": 512,\n}\n',
      label: "Task definition",
      readOnly: false,
      complete: async (text, pos) => ({
        from: text.lastIndexOf('"', pos - 1),
        options: [
          { label: '"memory"', detail: "MiB", info: "What the task may use.", apply: '"memory": ' },
          { label: '"networkMode"', detail: null, info: null, apply: null },
        ],
      }),
      hover: async (text) => ({ from: text.indexOf("cpu"), to: text.indexOf("cpu") + 3, text: "1024 units are one vCPU" }),
      onChange: (text) => window.changes.push(text),
    });
  });
  return page.getByRole("textbox", { name: "Task definition" });
}

journey("types, completes, and leaves by Tab", async ({ page }) => {
  const box = await openEditor(page);
  await page.locator("#before").focus();
  await page.keyboard.press("Tab");
  assert.ok(await box.evaluate((element) => element.getRootNode().activeElement === element));
  await page.evaluate(() => {
    const end = window.editor.get().indexOf("512,") + 4;
    window.editor.select(end);
  });
  await page.keyboard.press("Enter");
  await page.keyboard.type('"mem');
  await accept(page, /"memory"/);
  const text = await page.evaluate(() => window.editor.get());
  assert.match(text, /"memory": /);
  assert.equal(await page.evaluate(() => window.changes.at(-1)), text);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "after");
});

journey("shows findings and hover text, in both themes", async ({ page, axe, shot }) => {
  await openEditor(page);
  await page.evaluate(() => {
    const at = window.editor.get().indexOf("512");
    window.editor.diagnostics([{ from: at, to: at + 3, severity: "error", message: "cpu is a text: \"512\"" }]);
  });
  const mark = page.locator(".cm-lintRange-error");
  await mark.waitFor();
  assert.match(await mark.evaluate((element) => getComputedStyle(element).textDecoration), /wavy/);
  await axe();
  await mark.hover();
  await page.getByText("cpu is a text").waitFor();
  await page.getByText("1024 units are one vCPU").waitFor();
  await shot("editor");
});

journey("takes text from outside without a change event, and goes away whole", async ({ page }) => {
  await openEditor(page);
  const outcome = await page.evaluate(() => {
    window.editor.select(0);
    window.editor.set('{\r\n  "family": "api"\r\n}');
    const text = window.editor.get();
    window.editor.destroy();
    return { text, changes: window.changes.length, left: document.getElementById("place").childElementCount };
  });
  assert.deepEqual(outcome, { text: '{\n  "family": "api"\n}', changes: 0, left: 0 });
});
