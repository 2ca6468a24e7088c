// No violations of the accessibility rules: every view, both themes, wide and narrow.

import { button, gone, journey, opened, openScenario, parts, pause, row, step, until } from "../harness.mjs";

const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

for (const [size, viewport] of Object.entries(SIZES)) {
  const place = async (page, name) => {
    const tab = page.getByRole("group", { name: "Part of the page" }).getByRole("button", { name });
    if (size === "narrow") await tab.click();
  };

  journey(`is accessible, ${size}: map and timeline, before and while deploying`, { viewport }, async ({ page, axe, shot }) => {
    await opened(page);
    await axe();
    await button(page, /^Deploy revision 2 of web/).click();
    await until("the deployment", () => button(page, "Pause").isVisible());
    await pause(page);
    for (let steps = 0; steps < 4; steps += 1) await step(page, "Next decision");
    await axe();
    await button(page, "Bookmark this instant").click();
    await button(page, "Outline").click();
    await parts(page).outline.waitFor();
    await axe();
    await shot(`outline-${size}`);
  });

  journey(`is accessible, ${size}: every tab of the inspector`, { viewport }, async ({ page, axe, shot }) => {
    await opened(page);
    const { map, inspector, panel } = parts(page);
    await button(page, /^Deploy revision 2 of web/).click();
    await until("the deployment", () => button(page, "Pause").isVisible());
    await pause(page);
    for (let steps = 0; steps < 4; steps += 1) await step(page, "Next decision");
    await map.getByRole("button", { name: /^web 2, / }).first().click();
    for (const name of ["Why", "State", "JSON", "Events"]) {
      await inspector.getByRole("tab", { name }).click();
      await inspector.getByRole("tab", { name, selected: true }).waitFor();
      await panel.waitFor();
      await axe();
      await shot(`${name}-${size}`);
    }
  });

  journey(`is accessible, ${size}: resources and the editor, as JSON and as a form`, { viewport }, async ({ page, axe, shot }) => {
    await opened(page);
    await place(page, "Resources");
    await row(page, /^web:2$/).click();
    await place(page, "Resources");
    await axe();
    await button(page, "Form").click();
    await parts(page).resources.getByLabel(/image/i).first().waitFor();
    await axe();
    await shot(`form-${size}`);
  });

  journey(`is accessible, ${size}: the dialogs`, { viewport }, async ({ page, axe, shot }) => {
    await opened(page);
    const { dialog } = parts(page);
    const ways = {
      "Create a cluster": () => button(page, "Create a cluster").click(),
      "Create a service": () => button(page, "Create a service").click(),
      "Add container instances": () => button(page, "Add container instances").click(),
      Deploy: () => button(page, "Deploy…").click(),
      About: () => button(page, "About this simulation").click(),
      Scenarios: () => page.getByRole("banner").getByRole("button").first().click(),
    };
    for (const [name, open] of Object.entries(ways)) {
      await place(page, "Resources");
      await open();
      await dialog.getByRole("heading", { level: 2 }).waitFor();
      await until("what it lists", () => dialog.getByText(/Asking the engine|Loading the list/).count(), (count) => count === 0);
      await axe();
      await shot(`dialog-${name}-${size}`);
      await page.keyboard.press("Escape");
      await gone(dialog);
    }
  });
}

journey("is accessible: tasks that wait, and a lane on Fargate", { viewport: SIZES.wide }, async ({ page, axe, shot }) => {
  await opened(page);
  await openScenario(page, "A service that waits for memory");
  await page.getByRole("region", { name: "Waiting" }).waitFor();
  await axe();
  await shot("waiting");
  await openScenario(page, "A web application on Fargate");
  await page.getByText("Fargate").first().waitFor();
  await axe();
  await shot("fargate");
});
