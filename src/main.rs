//! The page: Leptos and drawing, in the browser only.

#[cfg(target_arch = "wasm32")]
fn main() {
    use leptos::prelude::*;
    leptos::mount::mount_to_body(|| view! { <p>"Amazon ECS playground"</p> });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("ecs-playground runs in a browser: use scripts/serve");
    std::process::exit(2);
}
