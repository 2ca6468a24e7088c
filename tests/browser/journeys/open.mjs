// The page opens straight into a running scenario.

import assert from "node:assert/strict";
import { button, journey, opened, parts, row } from "../harness.mjs";

journey("opens into a running scenario with one next action", { viewport: { width: 1440, height: 900 } }, async ({ page }) => {
  await opened(page);
  const { map, timeline } = parts(page);
  assert.deepEqual(await map.getByRole("heading", { level: 2 }).allTextContents(), ["us-east-1a", "us-east-1b", "us-east-1c"]);
  assert.equal(await map.getByRole("article").count(), 6);
  assert.equal(await map.getByRole("button", { name: /, RUNNING, on i-/ }).count(), 10);
  await row(page, /^web 6 \/ 6$/).waitFor();
  await row(page, /^api 4 \/ 4$/).waitFor();
  assert.equal(await button(page, /^Deploy revision 2 of web/).count(), 1);
  await timeline.getByRole("img", { name: "web, revision 1: 6 running, at least 6, at most 9" }).waitFor();
  // No form to fill, no tour to dismiss.
  assert.equal(await parts(page).dialog.count(), 0);
});
