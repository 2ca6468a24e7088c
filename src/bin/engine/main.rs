//! The engine program: the whole simulation, in a worker or beside the page.

#[cfg(target_arch = "wasm32")]
mod worker;

#[cfg(target_arch = "wasm32")]
fn main() {
    worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("engine runs in a browser's worker: use scripts/serve");
    std::process::exit(2);
}
