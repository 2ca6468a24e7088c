// What journeys do with the page again and again, by role and label. Nothing here sleeps: every
// helper returns when the page shows what it waited for.

import assert from "node:assert/strict";

/** The parts of the page. */
export const parts = (page) => ({
  resources: page.getByRole("region", { name: "Resources and editor" }),
  centre: page.getByRole("region", { name: "Cluster and time" }),
  timeline: page.getByRole("region", { name: "Timeline" }),
  inspector: page.getByRole("region", { name: "Inspector" }),
  panel: page.getByRole("tabpanel"),
  map: page.getByRole("group", { name: /^[\d\s]+tasks? on / }),
  outline: page.getByRole("treegrid"),
  dialog: page.getByRole("dialog"),
  clock: page.getByRole("status", { name: "Simulated time" }),
  slider: page.getByRole("slider", { name: "Instant looked at" }),
  document: page.getByRole("textbox", { name: "Task definition as JSON" }),
});

/** A button of the timeline, or any other, by its whole name. */
export const button = (page, name) => page.getByRole("button", { name, exact: typeof name === "string" });

/** Waits until the first scenario stands there with its suggested next action. */
export async function opened(page) {
  await button(page, /^Deploy revision 2 of web/).waitFor();
}

/** Waits for a locator whose element is (no longer) there or hidden. */
export const gone = (locator) => locator.waitFor({ state: "hidden" });

/** Waits until `read()` gives something that `fits`; says what it was at the end when it never does. */
export async function until(what, read, fits = Boolean, patience = 20_000) {
  const end = Date.now() + patience;
  for (;;) {
    const value = await read();
    if (fits(value)) return value;
    if (Date.now() > end) assert.fail(`${what}: still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** The instant looked at: the clock and what happened last. Two entries never have both in common. */
export async function instant(page) {
  const { clock, slider } = parts(page);
  return `${await clock.textContent()} ${await slider.getAttribute("aria-valuetext")}`;
}

/** Does `act` and waits until the page shows another instant, which it returns. */
export async function moves(page, act) {
  const before = await instant(page);
  await act();
  return until("the instant looked at", () => instant(page), (now) => now !== before);
}

export const step = (page, name) => moves(page, () => button(page, name).click());

/**
 * All that can be seen of the map or the outline, and the clock: elements with their attributes in
 * order, so that two pictures are equal exactly when they look the same. Two things are left out,
 * because they are about the way there: where the focus stands, and what the last step moved.
 */
export async function picture(page) {
  const { map, outline, clock } = parts(page);
  const seen = (await map.count()) > 0 ? map : outline;
  const drawn = await seen.evaluate((element) => {
    const lines = [];
    const walk = (node, depth) => {
      if (node.nodeType === Node.TEXT_NODE) return void lines.push("  ".repeat(depth) + node.data);
      const attributes = [...node.attributes].filter(({ name }) => name !== "tabindex");
      const written = attributes.map(({ name, value }) => `${name}=${value.replace(/ fresh\b/, "")}`).sort();
      lines.push(`${"  ".repeat(depth)}${node.localName} ${written.join(" ")}`);
      for (const child of node.childNodes) walk(child, depth + 1);
    };
    walk(element, 0);
    return lines.join("\n");
  });
  return `${await clock.textContent()}\n${drawn}`;
}

/** Two pictures are the same; otherwise the first lines that differ. */
export function same(now, before, when) {
  if (now === before) return;
  const [left, right] = [now.split("\n"), before.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  const around = (lines) => lines.slice(Math.max(0, at - 1), at + 4).join("\n");
  assert.fail(`${when}: another picture, ${left.length} lines for ${right.length}\n--- now\n${around(left)}\n--- before\n${around(right)}`);
}

/** A field of the open dialog, by the whole of its label. */
export const field = (page, label) =>
  parts(page).dialog.locator("label").filter({ has: page.getByText(label, { exact: true }) }).locator("input, select");

/** Sees to it that nothing plays. */
export async function pause(page) {
  const pausing = button(page, "Pause");
  // It may stop by itself meanwhile, and then there is nothing to press.
  if (await pausing.isVisible()) await pausing.click({ timeout: 2_000 }).catch(() => {});
  await button(page, "Play").waitFor();
}

/** Lets time go at `speed` until `there()` is true, and pauses. */
export async function play(page, there, speed = "64×") {
  await page.getByRole("combobox", { name: "Speed" }).selectOption({ label: speed });
  if (await button(page, "Play").isVisible()) await button(page, "Play").click();
  await until("playing", there, Boolean, 60_000);
  await pause(page);
}

/** A row of the list on the left, such as "web 6 / 6". */
export const row = (page, name) => parts(page).resources.getByRole("button", { name });

/** Opens one of the built-in scenarios. */
export async function openScenario(page, title) {
  await page.getByRole("banner").getByRole("button").first().click();
  await parts(page).dialog.getByRole("button", { name: title }).click();
  await gone(parts(page).dialog);
  await page.getByRole("banner").getByRole("button", { name: title }).waitFor();
}

/** Opens a scenario of one's own, given as an object. */
export async function openFile(page, scenario) {
  await page.getByRole("banner").getByRole("button").first().click();
  await parts(page)
    .dialog.getByLabel("Or a scenario file of yours")
    .setInputFiles({ name: "scenario.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(scenario)) });
  await gone(parts(page).dialog);
  await page.getByRole("banner").getByRole("button", { name: scenario.title }).waitFor();
}

/** Waits until the editor has taken the text area's place, and stands in it. */
export async function enterEditor(page) {
  const { document: box } = parts(page);
  await box.focus();
  await until("the editor", () => box.evaluate((element) => element.isContentEditable));
  await box.focus();
  return box;
}

/** Replaces the document as a person does: everything selected, another text pasted over it. */
export async function paste(page, text) {
  const box = await enterEditor(page);
  await page.keyboard.press("ControlOrMeta+a");
  // The clipboard belongs to all pages of a browser, so each paste brings its own.
  await box.evaluate((element, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true, composed: true }));
  }, text);
}

/**
 * Takes the offer of the completion list that is called `name`. For its first 75 ms the editor's list
 * does not listen, lest a key meant for the text falls into it.
 */
export async function accept(page, name) {
  await page.getByRole("option", { name }).waitFor();
  await page.waitForTimeout(200);
  await page.keyboard.press("Enter");
}

/** Registers what stands in the editor; returns the dialog that shows the difference. */
export async function register(page) {
  await button(page, "Register revision").click();
  const { dialog } = parts(page);
  await dialog.getByRole("heading", { name: "Revision registered" }).waitFor();
  return dialog;
}
