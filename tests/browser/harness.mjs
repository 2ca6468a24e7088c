// What every journey shares, and the rule that a journey fails on any console error, uncaught error,
// policy violation, failed request or request that leaves the origin.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, openPage, shot, started, stop } from "./browser.mjs";

export { axe, openPage, root, shot, started } from "./browser.mjs";
export * from "./playground.mjs";

after(stop);

/**
 * A test that opens the page and is handed it. `options` are those of `openPage`; `boot: false`
 * does not wait for the start, and `expected` is a pattern of problems that belong to the journey.
 * What the body tells `note` is printed with the results.
 */
export function journey(name, options, body) {
  if (typeof options === "function") [options, body] = [{}, options];
  const { boot = true, expected = null, timeout = 120_000, ...opening } = options;
  test(name, { timeout }, async (context) => {
    const opened = await openPage(opening);
    const { page, problems, broken, close } = opened;
    try {
      const walk = async () => {
        if (boot) await started(page);
        await body({
          ...opened,
          axe: (themes) => axe(page, themes),
          shot: (label) => shot(page, label),
          note: (text) => context.diagnostic(text),
        });
      };
      // Nothing that a journey waits for still comes once the page has stopped.
      await (expected ? walk() : Promise.race([walk(), broken]));
      const left = expected ? problems.filter((problem) => !expected.test(problem)) : problems;
      assert.deepEqual(left, [], `problems on the page:\n${left.join("\n")}`);
    } catch (error) {
      await shot(page, `failed ${name}`).catch(() => {});
      if (problems.length > 0) console.error(`problems on the page:\n  ${problems.join("\n  ")}`);
      throw error;
    } finally {
      await close();
    }
  });
}
