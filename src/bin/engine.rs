//! The engine program: holds the simulation in a worker and answers messages.

#[cfg(target_arch = "wasm32")]
fn main() {
    web_sys::console::log_1(&"engine".into());
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("engine runs in a browser's worker: use scripts/serve");
    std::process::exit(2);
}
