// Runs before everything else, without WebAssembly: sets the theme before the first paint, watches
// the start, and puts up the crash screen when the application cannot go on. It stands outside the
// application on purpose, because after a panic nothing inside it can be trusted.
//
// What the application may use, as `window.playground`:
//   engines          addresses of the engines' scripts: `opening`, which plays the first scenario, and `whole`
//   startEngine(opening)  starts an engine and returns what it is spoken to through: a worker or, where
//                    workers are refused, a port with the same postMessage, onmessage and terminate.
//                    On a first visit the opening one has been started here already; what it said
//                    before the application could listen is its `early`
//   loadEditor()     the editor's module, as a promise; a failed load may be tried again
//   saveChart(button, kind)  offers the chart around a button as a file, "SVG" or "PNG"
//   lastGood         set by the application: the address fragment (`#/…`) of the last good state
//   lastCommands     set by the application: the latest commands, one line of text each
//   crash(what)      puts up the crash screen
//
// What it listens to: the event `app-panic` on window (detail: a text, or {message, stack}), and
// `TrunkApplicationStarted`. What it writes: `data-theme` and `data-boot` (loading, ready, failed)
// on the root element.
//
// What it reads and keeps in storage: `ecs-playground.theme` (light, dark, or anything else for the
// system's choice).

(() => {
  const PREFIX = "ecs-playground.";
  const root = document.documentElement;

  // Storage throws in sandboxed frames; the page then simply remembers nothing.
  function storage(use, otherwise) {
    try {
      return use();
    } catch {
      return otherwise;
    }
  }

  // Some libraries store text as JSON, with quotation marks.
  const theme = storage(() => localStorage.getItem(PREFIX + "theme"), null)?.replaceAll('"', "");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  root.dataset.boot = "loading";

  const named = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const absolute = (name) => new URL(named(name), document.baseURI).href;
  let editor = null;
  let attempts = 0;
  let ahead = null;

  const playground = (window.playground = {
    engines: { opening: absolute("opening"), whole: absolute("engine") },
    startEngine: (opening) => (opening && ahead) || start(playground.engines[opening ? "opening" : "whole"]),
    loadEditor() {
      // A browser remembers a failed import by its address, so another attempt needs another one.
      const again = attempts === 0 ? "" : `?again=${attempts}`;
      editor ??= import(absolute("editor") + again).catch((error) => {
        editor = null;
        attempts += 1;
        throw error;
      });
      return editor;
    },
    saveChart: (button, kind) => saveChart(button.closest("figure"), kind),
    lastGood: null,
    lastCommands: [],
    crash: (what) => crash(what),
  });

  function start(address) {
    try {
      return new Worker(address);
    } catch {
      return startBeside(address);
    }
  }

  // On a first visit the opening engine is fetched beside the page's program, not after it.
  if (storage(() => localStorage.getItem(PREFIX + "scenario"), null) === null) {
    ahead = start(playground.engines.opening);
    ahead.onmessage = ({ data }) => (ahead.early = data);
    // The page tries again, and goes on without it.
    ahead.onerror = (event) => {
      event.preventDefault();
      ahead = null;
    };
  }

  // The engine beside the page, on its thread: slower to watch, and the same in every answer. Its
  // script finds the port under the name `engineScope` (scripts/engine-loader.js).
  function startBeside(address) {
    const { port1, port2 } = new MessageChannel();
    window.engineScope = port2;
    const script = document.createElement("script");
    script.src = address;
    script.onerror = () => port1.onerror?.(new ErrorEvent("error", { message: "the engine did not load" }));
    document.head.append(script);
    port1.terminate = () => {
      port1.close();
      script.remove();
    };
    return port1;
  }

  // ---------------------------------------------------------------- charts as files

  // A drawing of its own: title, lines with the colours they have now, legend. It needs no style sheet.
  function saveChart(figure, kind) {
    const drawn = figure.querySelector("svg");
    const text = (of) => of.textContent.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    const { color, backgroundColor } = getComputedStyle(document.body);
    const lines = [...drawn.querySelectorAll("path")].map((path) => {
      const { stroke, strokeWidth, strokeDasharray } = getComputedStyle(path);
      return `<path d="${path.getAttribute("d")}" fill="none" stroke="${stroke}" stroke-width="${strokeWidth}" stroke-dasharray="${strokeDasharray}" vector-effect="non-scaling-stroke"/>`;
    });
    const [title, now] = figure.querySelectorAll("figcaption > *");
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="330" viewBox="0 0 300 110" font-family="sans-serif" font-size="6" fill="${color}"><rect width="300" height="110" fill="${backgroundColor}"/><text x="2" y="8">${text(title)}</text><text x="298" y="8" text-anchor="end">${text(now)}</text><text x="298" y="18" text-anchor="end">${text(figure.querySelector(".chart-top"))}</text><g transform="translate(0 13)">${lines.join("")}</g><text x="2" y="106">${text(figure.querySelector("p"))}</text></svg>`;
    const blob = new Blob([svg], { type: "image/svg+xml" });
    if (kind === "SVG") return offer(blob, "chart.svg");
    const image = new Image();
    image.onload = () => {
      const canvas = element("canvas", { width: 1800, height: 660 });
      canvas.getContext("2d").drawImage(image, 0, 0, 1800, 660);
      canvas.toBlob((png) => offer(png, "chart.png"));
      URL.revokeObjectURL(image.src);
    };
    image.src = URL.createObjectURL(blob);
  }

  function offer(blob, name) {
    const link = element("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // ---------------------------------------------------------------- the start

  addEventListener("TrunkApplicationStarted", () => {
    if (root.dataset.boot === "failed") return;
    root.dataset.boot = "ready";
    document.getElementById("skeleton")?.remove();
  });

  addEventListener("DOMContentLoaded", () => {
    if (typeof WebAssembly !== "object") {
      crash("This browser does not run WebAssembly, which the simulator is made of.");
    }
    setTimeout(() => {
      const status = document.getElementById("boot-status");
      if (status) status.textContent = "Still loading the engine. A slow connection may need a little longer…";
    }, 8000);
  });

  // ---------------------------------------------------------------- what can go wrong

  addEventListener("app-panic", ({ detail }) => crash(detail));

  addEventListener(
    "error",
    (event) => {
      if (event.target instanceof HTMLScriptElement) {
        // One of our own scripts did not arrive. Before the start that is fatal; later, whoever
        // added the script deals with it.
        if (root.dataset.boot === "loading") crash(`${event.target.src} could not be loaded.`);
        return;
      }
      if (!(event instanceof ErrorEvent)) return;
      // A browser's note that a layout took two rounds, and errors of browser extensions.
      if (event.message.startsWith("ResizeObserver loop")) return;
      if (/^[a-z-]+-extension:/.test(event.filename)) return;
      crash(event.error ?? event.message);
    },
    true,
  );

  addEventListener("unhandledrejection", ({ reason }) => crash(reason));

  // ---------------------------------------------------------------- the crash screen

  let screen = null;

  function crash(what) {
    const { message, stack } = described(what);
    if (screen) {
      // A panic is followed by the trap it ends in; the first message is the telling one.
      screen.report.value += `\n\nthen: ${message}`;
      return;
    }
    const starting = root.dataset.boot === "loading";
    root.dataset.boot = "failed";
    const looping = crashedHereBefore();
    screen = build({ starting, looping, report: reportText(message, stack) });
    document.body.append(screen.host);
    screen.dialog.showModal();
  }

  function described(what) {
    if (typeof what === "string") return { message: what, stack: "" };
    return { message: String(what?.message ?? what ?? "unknown"), stack: String(what?.stack ?? "") };
  }

  // Two crashes at the same state within ten seconds: going back there would only crash again.
  function crashedHereBefore() {
    const state = playground.lastGood ?? location.hash;
    const now = Date.now();
    return storage(() => {
      const last = JSON.parse(sessionStorage.getItem(PREFIX + "crash") ?? "null");
      sessionStorage.setItem(PREFIX + "crash", JSON.stringify({ state, at: now }));
      return last !== null && last.state === state && now - last.at < 10_000;
    }, false);
  }

  function reportText(message, stack) {
    const commands = Array.from(playground.lastCommands ?? []).slice(-20);
    const lines = [
      "Amazon ECS playground, crash report",
      `build: ${named("build") || "unknown"}`,
      `page: ${location.pathname}${location.hash.slice(0, 2000)}`,
      `browser: ${navigator.userAgent}`,
      "",
      message,
    ];
    if (stack && stack !== message) lines.push("", stack);
    if (commands.length > 0) lines.push("", "last commands:", ...commands.map((line) => `  ${line}`));
    return lines.join("\n");
  }

  function reload(fragment) {
    if (fragment !== null) history.replaceState(null, "", location.pathname + location.search + fragment);
    location.reload();
  }

  // Nothing saved is deleted: it is set aside under another name, the theme excepted.
  function startFresh() {
    storage(() => {
      const aside = `${PREFIX}aside.`;
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(PREFIX) || key.startsWith(aside) || key === PREFIX + "theme") continue;
        localStorage.setItem(aside + key.slice(PREFIX.length), localStorage.getItem(key));
        localStorage.removeItem(key);
      }
      sessionStorage.removeItem(PREFIX + "crash");
    });
    reload("");
  }

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  function build({ starting, looping, report }) {
    // Its own shadow root and style sheet: readable even when the page's styles did not arrive.
    const host = element("div", { id: "crash" });
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CRASH_STYLES);
    shadow.adoptedStyleSheets = [sheet];

    const area = element("textarea", { id: "report", readOnly: true, rows: 10, value: report, spellcheck: false });
    const copied = element("span");
    copied.setAttribute("role", "status");
    const copy = element("button", {
      textContent: "Copy report",
      onclick: async () => {
        area.select();
        try {
          await navigator.clipboard.writeText(area.value);
          copied.textContent = "Copied.";
        } catch {
          copied.textContent = "Selected: copy it with your keyboard.";
        }
      },
    });
    const back = element("button", {
      textContent: starting ? "Try again" : "Reload at last good state",
      className: "first",
      onclick: () => reload(playground.lastGood),
    });
    const fresh = element("button", { textContent: "Start fresh", onclick: startFresh });
    if (looping) fresh.className = "first";

    let advice = "Your work is saved on this device as far as the last good state.";
    if (starting) advice = "A part may not have arrived, or what is saved here may not be readable.";
    if (looping) advice = "The same state failed twice, so going back to it would not help.";

    const dialog = element(
      "dialog",
      {},
      element("h1", { id: "title", textContent: starting ? "The playground could not start" : "The playground has stopped" }),
      element("p", {
        id: "what",
        textContent: `Something went wrong inside the playground itself. ${advice} Start fresh sets saved work aside and deletes nothing.`,
      }),
      element("label", { htmlFor: "report", textContent: "Report, for an issue. Nothing was sent." }),
      area,
      element("div", { className: "row" }, ...(looping ? [] : [back]), fresh, copy, copied),
    );
    dialog.setAttribute("role", "alertdialog");
    dialog.setAttribute("aria-labelledby", "title");
    dialog.setAttribute("aria-describedby", "what");
    (looping ? fresh : back).autofocus = true;
    // There is nothing behind it to go back to: Escape does not close it, in older browsers too.
    dialog.setAttribute("closedby", "none");
    dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.preventDefault());
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    shadow.append(dialog);
    return { host, dialog, report: area };
  }

  const CRASH_STYLES = `
    dialog {
      box-sizing: border-box; width: min(640px, calc(100vw - 32px)); max-height: calc(100vh - 32px);
      padding: 24px; border: 1px solid light-dark(#c3cad4, #3a4656); border-radius: 12px; overflow: auto;
      font: 14px/1.5 system-ui, sans-serif;
      color: light-dark(#161b22, #e6ebf2); background: light-dark(#ffffff, #141a22);
    }
    dialog::backdrop { background: rgb(10 14 20 / 0.6); }
    h1 { margin: 0 0 8px; font-size: 20px; line-height: 1.2; }
    p { margin: 0 0 16px; }
    label { display: block; margin-bottom: 4px; font-size: 12px; color: light-dark(#5a6675, #93a1b3); }
    textarea {
      box-sizing: border-box; width: 100%; padding: 8px; border: 1px solid light-dark(#c3cad4, #3a4656);
      border-radius: 8px; font: 12px/1.5 ui-monospace, monospace; resize: vertical;
      color: inherit; background: light-dark(#f1f3f6, #1a212b);
    }
    .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-top: 16px; }
    button {
      min-height: 36px; padding: 4px 14px; border: 1px solid light-dark(#c3cad4, #3a4656); border-radius: 8px;
      font: inherit; color: inherit; background: none; cursor: pointer;
    }
    button.first {
      border-color: transparent; font-weight: 600;
      color: light-dark(#ffffff, #0d1117); background: light-dark(#3b4cca, #8ea0ff);
    }
    :focus-visible { outline: 2px solid light-dark(#3b4cca, #8ea0ff); outline-offset: 2px; }
  `;
})();
