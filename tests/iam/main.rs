//! The policy evaluator: worked examples, every operator, laws, and a second evaluator that is slow and plain.

#![cfg(not(target_arch = "wasm32"))]

mod command;
mod worked_examples;
