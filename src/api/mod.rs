//! ECS-shaped requests: what may be asked, how it is written, and how it is refused.
//!
//! `shapes` is the one table of keys; `check`, `document` and the operations all read it. `json` turns text into a tree
//! with places, `input` reads a checked value, `error` names ECS's exceptions.
//! `operations` is where a request meets the world.

pub mod authorize;
pub mod check;
pub mod document;
pub mod error;
pub mod finding;
pub mod input;
pub mod json;
pub mod operation;
pub mod operations;
pub mod shapes;
pub mod spelling;
pub mod task_definition;
