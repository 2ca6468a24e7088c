//! The page: Leptos and drawing, in the browser only.

#[cfg(target_arch = "wasm32")]
fn main() {
    use leptos::prelude::*;
    use leptos::wasm_bindgen::JsCast;

    // The outline that stands in `#app` until now is taken away by public/boot.js.
    let app = document()
        .get_element_by_id("app")
        .expect("index.html has #app");
    leptos::mount::mount_to(app.unchecked_into(), || {
        view! {
            <main>
                <h1>"Amazon ECS playground"</h1>
            </main>
        }
    })
    .forget();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("ecs-playground runs in a browser: use scripts/serve");
    std::process::exit(2);
}
