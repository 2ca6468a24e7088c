//! Panels as plain structs, the messages that carry them, and the session behind the messages.
//!
//! A panel is a pure function from the world and its log to strings and numbers ready to draw; a
//! component lays it out. Nothing here knows Leptos, a browser or a wall clock.

#[macro_use]
pub mod wire;

pub mod balancers;
pub mod call;
pub mod deed;
pub mod desk;
pub mod diff;
pub mod form;
pub mod frame;
pub mod hint;
pub mod inspector;
pub mod left;
pub mod look;
pub mod map;
pub mod message;
pub mod query;
pub mod rollout;
pub mod session;
pub mod text;
pub mod timeline;
pub mod track;
pub mod tree;
pub mod what_if;
pub mod why;

pub use frame::Frame;
pub use message::{Ask, Reply, ReplyKind, Request};
