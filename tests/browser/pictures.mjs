// Takes the pictures README.md shows: the main view in the middle of a deployment with a placement
// explained, light and dark. Run scripts/build first.
//
//   node tests/browser/pictures.mjs

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { openPage, root, started, stop } from "./browser.mjs";
import { button, opened, parts, pause, row, step } from "./playground.mjs";

const FOLDER = path.join(root, "docs/images");
await mkdir(FOLDER, { recursive: true });
for (const theme of ["light", "dark"]) {
  const { page, problems, close } = await openPage({ viewport: { width: 1440, height: 900 }, theme, reducedMotion: "reduce" });
  await started(page);
  await opened(page);
  await button(page, /^Deploy revision 2 of web/).click();
  await row(page, /^web:2 in use$/).waitFor();
  await pause(page);
  // The same instant whatever was played: the third task of revision 2 has just found its place.
  await parts(page).slider.fill("180000");
  await parts(page).clock.getByText("00:03:00.000").waitFor();
  const placed = parts(page).map.getByRole("button", { name: /^web 2, / });
  while ((await placed.count()) < 3) await step(page, "Next decision");
  await placed.last().click();
  await parts(page).panel.getByRole("table").first().waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: path.join(FOLDER, `main-${theme}.png`) });
  if (problems.length > 0) throw new Error(problems.join("\n"));
  await close();
}
await stop();
