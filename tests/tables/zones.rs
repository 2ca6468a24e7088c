//! Zone balance: scheduler A01 to A05, as counts and the moves they need.

use ecs_playground::engine::service::rebalance::moves_needed;
use ecs_playground::kernel::Name;

#[test]
fn moves_until_balanced() {
    for (counts, moves, row) in [
        (&[2, 0][..], 1, "A01"),
        (&[2, 1], 0, "A02"),
        (&[2, 2, 1], 0, "A03"),
        (&[3, 1, 1], 1, "A04"),
        (&[3, 2, 1], 1, "A05"),
        (&[6, 0, 0], 4, "3.4: two stay"),
        (&[5], 0, "3.4: one zone is always balanced"),
        (&[], 0, "3.4: no zone"),
    ] {
        let counts = counts
            .iter()
            .map(|count| (Name::default(), *count))
            .collect();
        assert_eq!(moves_needed(&counts), moves, "scheduler {row}");
    }
}
