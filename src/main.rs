//! The page: Leptos and drawing, in the browser only.

#[cfg(target_arch = "wasm32")]
mod ui;

#[cfg(target_arch = "wasm32")]
fn main() {
    ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("ecs-playground runs in a browser: use scripts/serve");
    std::process::exit(2);
}
