//! The page's own program: Leptos, drawing, and the messages to the engine.
//!
//! Knows the browser and the panels of `view`. Does not know the simulation: it asks and draws.

mod actions;
mod app;
mod balancers;
mod chart;
mod dialogs;
mod dom;
mod editor;
mod engine;
mod files;
mod glue;
mod glyphs;
mod header;
mod inspector;
mod keys;
mod map;
mod outline;
mod pacing;
mod query;
mod resources;
mod rollout;
mod state;
mod store;
mod strip;
mod table;
mod theme;
mod timeline;
mod transport;

pub use app::start;
