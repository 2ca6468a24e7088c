//! A register of choices: each with a name, what was chosen, and the fact that leaves it open.
//!
//! The registers themselves are where the choices are: `model::assumed` for the simulation, `iam::assumed` for the
//! evaluator. Two, because the page shows the one and the evaluator knows nothing of the simulation.

/// One choice of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assumption {
    pub name: &'static str,
    /// What we chose, and that AWS does not say it.
    pub text: &'static str,
    /// The fact row or section that leaves it open.
    pub about: &'static str,
}

/// Declares a register: a constant for each choice, and `ALL` of them.
#[macro_export]
macro_rules! registry {
    ($($name:ident: $about:literal, $text:literal;)*) => {
        $(pub const $name: $crate::kernel::Assumption = $crate::kernel::Assumption {
            name: stringify!($name),
            text: $text,
            about: $about,
        };)*
        /// Every registered choice.
        pub const ALL: &[$crate::kernel::Assumption] = &[$($name),*];
    };
}
