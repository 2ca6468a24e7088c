//! `ecs-sim`: the headless program. Compiles to nothing for wasm32.

fn main() {}
