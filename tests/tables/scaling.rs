//! Target tracking: scheduler S01 to S06, as arithmetic and as a story.

use ecs_playground::engine::scaling::{capacity, low_threshold};
use ecs_playground::kernel::SimTime;
use ecs_playground::model::scaling::Curve;

#[test]
fn capacity_that_meets_the_target() {
    for (target, running, value, expected, row) in [
        (500, 4, 750, 6, "S01"),
        (500, 4, 520, 5, "S02"),
        (500, 10, 200, 4, "S05"),
        (500, 4, 500, 4, "8.3"),
        (500, 3, 0, 0, "8.3"),
    ] {
        assert_eq!(
            capacity(running, value, target),
            expected,
            "scheduler {row}"
        );
    }
}

#[test]
fn the_low_alarm_stands_at_nine_tenths() {
    for (target, threshold, row) in [(700, 630, "S03"), (800, 720, "S04")] {
        assert_eq!(low_threshold(target), threshold, "scheduler {row}");
    }
}

#[test]
fn a_load_runs_in_straight_lines_between_its_points() {
    let at = SimTime::from_secs;
    let curve = Curve {
        points: vec![(at(60), 1_000), (at(120), 3_000), (at(180), 0)],
    };
    for (secs, value) in [
        (0, 1_000),
        (60, 1_000),
        (90, 2_000),
        (120, 3_000),
        (150, 1_500),
        (180, 0),
        (999, 0),
    ] {
        assert_eq!(curve.at(at(secs)), value, "at {secs} s");
    }
    assert_eq!(Curve::default().at(at(5)), 0);
}
