//! The page as a whole: header, three zones, footer, and what lies over them.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::dialogs::Dialogs;
use super::dom::{button, el, region};
use super::engine::{Link, Listener};
use super::glyphs::Sprite;
use super::header::{Footer, Header};
use super::inspector::InspectorPanel;
use super::map::MapPanel;
use super::resources::Resources;
use super::state::{App, Engine, Phase, Place, app};
use super::strip::Strip;
use super::timeline::TimelinePanel;
use super::{files, keys, pacing};

/// Mounts the page.
pub fn start() {
    std::panic::set_hook(Box::new(report_panic));
    let Some(root) = document().get_element_by_id("app") else {
        return;
    };
    let root: web_sys::HtmlElement = root.unchecked_into();
    root.set_text_content(None);
    leptos::mount::mount_to(root, Page).forget();
}

/// The crash screen lives in the boot file, outside what has just stopped working.
fn report_panic(info: &std::panic::PanicHookInfo<'_>) {
    console_error_panic_hook::hook(info);
    let init = web_sys::CustomEventInit::new();
    init.set_detail(&JsValue::from_str(&info.to_string()));
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict("app-panic", &init) {
        let _ = window().dispatch_event(&event);
    }
}

#[component]
fn Page() -> impl IntoView {
    let app = App::new();
    provide_context(app);
    let listener = Listener {
        heard: Box::new(move |reply| app.heard(reply)),
        lost: Box::new(move |why| app.phase.set(Phase::Lost(why))),
        fetching: Box::new(move |fetching| {
            app.engine.set(match fetching {
                true => Engine::Awaited,
                false => Engine::Whole,
            });
        }),
    };
    let link = Link::start(!files::has_saved(), listener);
    fetch_on_touch(&link);
    app.link.set_value(Some(link));
    keys::listen(app);
    pacing::follow(app);
    files::keep_place(app);
    files::open_first(app);

    let place = move || match app.place.get() {
        Place::Resources => "resources",
        Place::Map => "map",
        Place::Inspector => "inspector",
    };
    let waits = move || app.head.with(|head| head.title.is_empty());
    view! {
        <Sprite/>
        <a class="skip" href="#centre">"To the map"</a>
        <Header/>
        <main class="zones-page" class:waits=waits data-place=place>
            <section class="zone-left" aria-label="Resources and editor"><Resources/></section>
            <section class="zone-centre" id="centre" tabindex="-1" aria-label="Cluster and time">
                <PlaceTabs/>
                <Lost/>
                <MapPanel/>
                <Strip/>
                <TimelinePanel/>
            </section>
            <section class="zone-right" aria-label="Inspector"><InspectorPanel/></section>
        </main>
        <Footer/>
        <Dialogs/>
        <Narration/>
    }
}

/// Whoever touches the page will soon ask for more than the opening program can do.
fn fetch_on_touch(link: &Link) {
    for event in ["pointermove", "pointerdown", "keydown", "focusin"] {
        let link = link.clone();
        let once = Closure::once_into_js(move || link.fetch_whole());
        let options = web_sys::AddEventListenerOptions::new();
        options.set_once(true);
        let _ = window().add_event_listener_with_callback_and_add_event_listener_options(
            event,
            once.unchecked_ref(),
            &options,
        );
    }
}

/// On a narrow page one zone shows at a time.
#[component]
fn PlaceTabs() -> impl IntoView {
    let app = app();
    let host = NodeRef::new();
    region(host, move || {
        let place = app.place.get();
        let tab = |to: Place, label: &'static str| {
            button("place-tab", label, move || app.place.set(to))
                .aria("aria-pressed", place == to)
                .into()
        };
        vec![
            tab(Place::Resources, "Resources"),
            tab(Place::Map, "Map"),
            tab(Place::Inspector, "Inspector"),
        ]
    });
    view! { <div node_ref=host class="place-tabs" role="group" aria-label="Part of the page"></div> }
}

/// What stands over the map when the engine is gone.
#[component]
fn Lost() -> impl IntoView {
    let app = app();
    let host = NodeRef::new();
    region(host, move || {
        let Phase::Lost(why) = app.phase.get() else {
            return Vec::new();
        };
        let again = move || {
            if let Some(link) = app.link.get_value() {
                app.phase.set(Phase::Loading);
                link.restart();
                files::open_first(app);
            }
        };
        vec![
            el("div", "lost")
                .attr("role", "alert")
                .child(el("b", "").text("The engine stopped."))
                .child(el("p", "").text("Your work is saved up to the last change that worked. Start the engine again to go on from there."))
                .child(el("p", "mono").text(why))
                .child(button("primary", "Start the engine again", again))
                .into(),
        ]
    });
    view! { <div node_ref=host></div> }
}

/// Says what happens, at most once a second.
#[component]
fn Narration() -> impl IntoView {
    let app = app();
    let text = RwSignal::new(String::new());
    let waiting = StoredValue::new(false);
    Effect::new(move |_: Option<()>| {
        app.said.track();
        if !waiting.get_value() {
            waiting.set_value(true);
            text.set(app.said.get_untracked());
            let later = move || {
                waiting.set_value(false);
                let latest = app.said.get_untracked();
                if text.with_untracked(|said| *said != latest) {
                    text.set(latest);
                }
            };
            set_timeout(later, std::time::Duration::from_secs(1));
        }
    });
    view! { <div class="unseen" role="status" aria-live="polite">{move || text.get()}</div> }
}
