//! Shifting traffic: scheduler B01 to B07, as weights after each step.

use ecs_playground::model::traffic::{DeploymentStrategy, Shift};

#[test]
fn weights_after_each_step() {
    use DeploymentStrategy::{BlueGreen, Canary, Linear};
    for (strategy, step_tenths, weights, row) in [
        (
            Linear,
            100,
            vec![100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000],
            "B01",
        ),
        (Linear, 300, vec![300, 600, 900, 1_000], "B03"),
        (Linear, 200, vec![200, 400, 600, 800, 1_000], "B04"),
        (Linear, 1_000, vec![1_000], "5.7"),
        (Canary, 100, vec![100, 1_000], "B06"),
        (Canary, 50, vec![50, 1_000], "B07"),
        (Canary, 1_000, vec![1_000], "5.7"),
        (BlueGreen, 1_000, vec![1_000], "5.7"),
    ] {
        let shift = Shift {
            strategy,
            step_tenths,
            ..Shift::default()
        };
        assert_eq!(shift.weights(), weights, "scheduler {row}");
    }
    let ten = Shift {
        strategy: Linear,
        step_tenths: 100,
        step_bake_secs: 360,
        bake_secs: 900,
        ..Shift::default()
    };
    let waits = (ten.weights().len() as u64 - 1) * ten.step_bake_secs + ten.bake_secs;
    assert_eq!(waits / 60, 69, "scheduler B02");
}
