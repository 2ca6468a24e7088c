// The content security policy of the page: nothing inline, nothing from another origin. The build
// writes it into index.html, and the local server sends it as a header as well.

export const POLICY = [
  "default-src 'none'",
  // WebAssembly may be compiled; eval stays forbidden.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
