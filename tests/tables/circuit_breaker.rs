//! The circuit breaker's threshold and its count: scheduler C01 to C12.

use ecs_playground::model::service::{CircuitBreaker, ThresholdType};

#[test]
fn thresholds() {
    use ThresholdType::{BoundedPercent, Count, UnboundedPercent};
    for (threshold_type, threshold_value, desired, expected, row) in [
        (BoundedPercent, 50, 1, 3, "C01"),
        (BoundedPercent, 50, 25, 13, "C02"),
        (BoundedPercent, 50, 400, 200, "C03"),
        (BoundedPercent, 50, 800, 200, "C04"),
        (BoundedPercent, 50, 6, 3, "C05"),
        (BoundedPercent, 50, 7, 4, "C05"),
        (UnboundedPercent, 50, 800, 400, "C06"),
        (UnboundedPercent, 50, 1, 1, "C07"),
        (Count, 5, 800, 5, "C08"),
        (BoundedPercent, 10, 100, 10, "C09"),
    ] {
        let breaker = CircuitBreaker {
            threshold_type,
            threshold_value,
            ..CircuitBreaker::default()
        };
        assert_eq!(breaker.threshold(desired), expected, "scheduler {row}");
    }
}

#[test]
fn defaults_are_what_describe_shows() {
    let breaker = CircuitBreaker::default();
    assert!(
        !breaker.enable && !breaker.rollback && breaker.reset_on_healthy_task,
        "scheduler 5.1"
    );
    assert_eq!(
        (breaker.threshold_type.word(), breaker.threshold_value),
        ("BOUNDED_PERCENT", 50)
    );
}
