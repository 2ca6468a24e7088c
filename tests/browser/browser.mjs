// The built page in a Chromium: served below a sub-folder under the production policy, with a list of
// everything that goes wrong on it. Also the accessibility check and screenshots.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const DIST = process.env.DIST ?? path.join(root, "dist");
const SCREENSHOTS = path.join(root, "target/screenshots");

const FLAGS = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  // As root, and in most containers, Chromium cannot build its own sandbox.
  "--no-sandbox",
];

let shared = null;

const LAUNCH = { executablePath: process.env.CHROME ?? "/usr/bin/chromium", args: FLAGS };
const PREFIX = "/docs/playground/";

/** One server and one browser: those of run.mjs, or of this file's own. */
export function start() {
  shared ??= (async () => {
    const { PLAYGROUND_SITE: url, PLAYGROUND_BROWSER: address } = process.env;
    if (url && address) {
      return { server: { url, origin: new URL(url).origin, close() {} }, browser: await chromium.connect(address) };
    }
    return { server: await serve(DIST, { prefix: PREFIX }), browser: await chromium.launch(LAUNCH) };
  })();
  return shared;
}

/** A server and a browser for several processes; what it returns is for their environment. */
export async function share() {
  const server = await serve(DIST, { prefix: PREFIX });
  const browser = await chromium.launchServer(LAUNCH);
  return {
    env: { PLAYGROUND_SITE: server.url, PLAYGROUND_BROWSER: browser.wsEndpoint() },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

export async function stop() {
  if (!shared) return;
  const { server, browser } = await shared;
  shared = null;
  await browser.close();
  await server.close();
}

/**
 * A fresh page, with nothing stored, the list of its problems, and `broken`, which rejects once it has stopped. `path` is relative to the
 * playground's folder: a fragment, mostly. `prepare(page)` runs before the page is opened.
 */
export async function openPage({ path: where = "", prepare, viewport = { width: 1280, height: 800 }, theme = "light", ...rest } = {}) {
  const { server, browser } = await start();
  const context = await browser.newContext({ viewport, colorScheme: theme, ...rest });
  const problems = [];
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "assert") problems.push(`console: ${message.text()}`);
  });
  const broken = new Promise((_, reject) => {
    context.on("weberror", (error) => {
      problems.push(`uncaught: ${error.error().stack ?? error.error()}`);
      reject(new Error("the page is broken"));
    });
  });
  // Whoever does not ask hears of it by the problems.
  broken.catch(() => {});
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== server.origin) problems.push(`foreign request: ${request.url()}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  context.on("requestfailed", (request) => {
    // Requests cut off by leaving the page are no failure.
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") problems.push(`${why}: ${request.url()}`);
  });
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy violation: ${event.effectiveDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  await prepare?.(page);
  await page.goto(server.url + where);
  return { page, problems, broken, server, close: () => context.close() };
}

/** Waits until the application has taken the place of the skeleton. */
export async function started(page) {
  await page.locator('html[data-boot="ready"]').waitFor({ state: "attached", timeout: 30_000 });
}

const axeSource = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * No violations of the accessibility rules, as the page stands, in each theme. Themes differ in
 * nothing but colours, so all rules are asked in the first and the others only for contrast.
 */
export async function axe(page, themes = ["light", "dark"]) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await axeSource);
  const before = await page.evaluate(() => ({
    theme: document.documentElement.dataset.theme,
    system: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
  }));
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(async (chosen) => {
      document.documentElement.dataset.theme = chosen;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      // Half-faded colours would be measured otherwise.
      for (const animation of document.getAnimations()) {
        if (animation.effect?.getComputedTiming().iterations !== Infinity) animation.finish();
      }
    }, theme);
    const runOnly = theme === themes[0] ? RULES : { type: "rule", values: ["color-contrast"] };
    const { violations } = await page.evaluate((runOnly) => window.axe.run({ runOnly }), runOnly);
    const found = violations.map(({ id, help, nodes }) =>
      [`${id}: ${help}`, ...nodes.slice(0, 5).map((node) => `  ${node.target.join(" ")}  ${node.failureSummary}`)].join("\n"),
    );
    assert.deepEqual(found, [], `accessibility, ${theme}:\n${found.join("\n")}`);
  }
  await page.evaluate((theme) => {
    if (theme === undefined) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, before.theme);
  await page.emulateMedia({ colorScheme: before.system });
}

/** Keeps a picture in target/screenshots and returns its path. */
export async function shot(page, label) {
  await mkdir(SCREENSHOTS, { recursive: true });
  const file = path.join(SCREENSHOTS, `${label.replace(/[^\w-]+/g, "-").toLowerCase()}.png`);
  await page.screenshot({ path: file });
  return file;
}
