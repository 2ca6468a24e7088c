// Appended to the engine's glue by the build; starts the engine program where it finds itself, in
// a worker or, where workers are refused, beside the page by a script element. Either way the
// program finds what it answers through as `engineScope`, with postMessage and onmessage.
const here = self.document?.currentScript?.src ?? self.location.href;
const inWorker = !self.document;
if (inWorker) self.engineScope = self;

// A worker delivers messages as soon as its script has run, before the program can listen.
const early = [];
const keep = (event) => {
  early.push(event);
  event.stopImmediatePropagation();
};
if (inWorker) self.addEventListener("message", keep);

wasm_bindgen({ module_or_path: new URL("./ENGINE_WASM", here) }).then(
  () => {
    if (!inWorker) return;
    self.removeEventListener("message", keep);
    for (const { data } of early) self.dispatchEvent(new MessageEvent("message", { data }));
  },
  // Outside the promise, so that the page's `error` listener on the worker hears of it.
  (reason) => setTimeout(() => { throw reason; }),
);
