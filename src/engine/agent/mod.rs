//! What the agent (or Fargate's host) does with the tasks it was given. Does not know services or placement.

pub mod access;
pub mod container;
pub mod lifecycle;
pub mod timing;
