//! Every command of the page with its key: the one list behind the keyboard, the palette and the
//! sheet of shortcuts.

use ecs_playground::view::Ask;
use ecs_playground::view::message::{Direction, Stride, Tab};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::state::{App, Dialog, Place};
use super::{files, pacing, theme};

/// One thing a person can tell the page to do.
pub struct Command {
    pub group: &'static str,
    pub label: &'static str,
    /// What the sheet and the palette print.
    pub keys: &'static str,
    pub run: fn(App),
}

const fn command(
    group: &'static str,
    label: &'static str,
    keys: &'static str,
    run: fn(App),
) -> Command {
    Command {
        group,
        label,
        keys,
        run,
    }
}

pub const COMMANDS: &[Command] = &[
    command("Time", "Play or pause", "Space", |app| {
        app.playing.update(|on| *on = !*on)
    }),
    command("Time", "Next event", ".", |app| {
        app.step(Stride::Event, Direction::Forward)
    }),
    command("Time", "Previous event", ",", |app| {
        app.step(Stride::Event, Direction::Back)
    }),
    command("Time", "Next decision", ">", |app| {
        app.step(Stride::Decision, Direction::Forward)
    }),
    command("Time", "Previous decision", "<", |app| {
        app.step(Stride::Decision, Direction::Back)
    }),
    command("Time", "Next service event", "]", |app| {
        app.step(Stride::ServiceEvent, Direction::Forward)
    }),
    command("Time", "Previous service event", "[", |app| {
        app.step(Stride::ServiceEvent, Direction::Back)
    }),
    command("Time", "To the start", "Home", |app| pacing::seek(app, 0)),
    command("Time", "To the end of what happened", "End", |app| {
        pacing::seek(app, app.clock.with_untracked(|clock| clock.end_us));
    }),
    command("Time", "Faster", "+", |app| pacing::change_speed(app, true)),
    command("Time", "Slower", "-", |app| {
        pacing::change_speed(app, false)
    }),
    command(
        "Time",
        "Bookmark this instant",
        "b",
        pacing::toggle_bookmark,
    ),
    command("Time", "Next bookmark", "n", pacing::next_bookmark),
    command(
        "Change",
        "Do the suggested next action",
        "d",
        super::resources::follow_hint,
    ),
    command("Change", "Undo", "Ctrl Z", |app| app.undo(Ask::Undo)),
    command("Change", "Redo", "Ctrl Shift Z", |app| app.undo(Ask::Redo)),
    command("Change", "Create a cluster", "", |app| {
        app.dialog.set(Dialog::Cluster)
    }),
    command("Change", "Add container instances", "", |app| {
        app.dialog.set(Dialog::Instances)
    }),
    command("Change", "Create a service", "", |app| {
        app.dialog.set(Dialog::Service)
    }),
    command("Change", "Deploy to a service", "", |app| {
        app.dialog.set(Dialog::Deploy)
    }),
    command("Look", "Why", "1", |app| show_tab(app, Tab::Why)),
    command("Look", "State", "2", |app| show_tab(app, Tab::State)),
    command("Look", "JSON", "3", |app| show_tab(app, Tab::Json)),
    command("Look", "Events", "4", |app| show_tab(app, Tab::Events)),
    command("Look", "Map as picture or outline", "o", |app| {
        app.outline.update(|on| *on = !*on)
    }),
    command(
        "Look",
        "Ask the cluster query box",
        "q",
        super::query::toggle,
    ),
    command("Look", "Nothing selected", "Escape", |app| app.select(None)),
    command("Page", "Light, dark or system colours", "t", theme::next),
    command("Page", "Open a scenario", "", |app| {
        app.dialog.set(Dialog::Scenarios)
    }),
    command("Page", "Save as a scenario file", "", files::download),
    command("Page", "Every command", "Ctrl K", |app| {
        app.dialog.set(Dialog::Palette)
    }),
    command("Page", "Shortcuts", "?", |app| {
        app.dialog.set(Dialog::Shortcuts)
    }),
    command("Page", "About this simulation", "", |app| {
        app.dialog.set(Dialog::About)
    }),
];

fn show_tab(app: App, tab: Tab) {
    app.place.set(Place::Inspector);
    app.open_tab(tab);
}

/// Listens on the window for as long as the page lives.
pub fn listen(app: App) {
    window_event_listener(leptos::ev::keydown, move |event| press(app, &event)).remove_on_cleanup();
}

/// Removes a listener with its owner.
trait RemoveOnCleanup {
    fn remove_on_cleanup(self);
}

impl RemoveOnCleanup for leptos::prelude::WindowListenerHandle {
    fn remove_on_cleanup(self) {
        on_cleanup(move || self.remove());
    }
}

fn press(app: App, event: &web_sys::KeyboardEvent) {
    let key = event.key();
    let chord = event.ctrl_key() || event.meta_key();
    if chord && !event.alt_key() {
        let typing = writes(event);
        match (key.as_str(), event.shift_key()) {
            ("k" | "K", _) => app.dialog.set(Dialog::Palette),
            ("z", false) if !typing => app.undo(Ask::Undo),
            ("z" | "Z", true) if !typing => app.undo(Ask::Redo),
            _ => return,
        }
        event.prevent_default();
        return;
    }
    if chord || event.alt_key() || event.default_prevented() {
        return;
    }
    if app.dialog.get_untracked() != Dialog::None
        || writes(event)
        || !app.single_keys.get_untracked()
    {
        return;
    }
    let in_widget = within(
        event,
        "[role=treegrid],[role=tablist],[role=radiogroup],.zones,select,input",
    );
    let name = match key.as_str() {
        " " if within(event, "button,summary,a,[role=button],select") => return,
        " " => "Space",
        "ArrowRight" if !in_widget => {
            if event.shift_key() {
                ">"
            } else {
                "."
            }
        }
        "ArrowLeft" if !in_widget => {
            if event.shift_key() {
                "<"
            } else {
                ","
            }
        }
        "Home" | "End" if in_widget => return,
        "=" => "+",
        other => other,
    };
    if let Some(command) = COMMANDS.iter().find(|command| command.keys == name) {
        event.prevent_default();
        (command.run)(app);
    }
}

/// Whether the key goes into a text.
fn writes(event: &web_sys::KeyboardEvent) -> bool {
    within(
        event,
        "textarea,input:not([type=range]):not([type=checkbox]):not([type=radio]),.code-host,[contenteditable]",
    )
}

fn within(event: &web_sys::KeyboardEvent, selector: &str) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}
