//! The policy evaluator: worked examples, every operator, laws, and a second evaluator that is slow and plain.

#![cfg(not(target_arch = "wasm32"))]

mod accounts;
mod agreement;
mod calls;
mod catalog;
mod changes;
mod command;
#[path = "../support/draws.rs"]
mod draws;
mod findings;
mod ladder;
mod laws;
mod matching;
mod messages;
mod mutated;
mod notation;
mod operators;
mod random;
mod second;
mod worked_examples;
