//! The opening program: plays the scenario of a first visit, and is small because it can do nothing else.
//!
//! The page fetches the whole engine as soon as somebody touches something, and goes on with it from the same instant.
//! Built without the feature `whole`; `kernel::WHOLE` says what follows from that.

#[cfg(target_arch = "wasm32")]
#[path = "engine/worker.rs"]
mod worker;

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("opening runs in a browser's worker: use scripts/serve");
    std::process::exit(2);
}
