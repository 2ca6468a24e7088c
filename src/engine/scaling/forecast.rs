//! Predictive scaling: a floor under the count, some minutes before it is needed (scheduler 8.5).

use crate::assumed;
use crate::engine::metrics;
use crate::engine::scaling::{Change, Held, allowed, tracking};
use crate::kernel::{SimSpan, SimTime};
use crate::model::scaling::{Forecast, PolicyRule, ScalableTarget, ScalingReason};
use crate::world::views::ServiceView;

const HOUR: SimSpan = SimSpan::from_secs(3_600);

fn policies(target: &ScalableTarget) -> impl Iterator<Item = &Forecast> {
    target
        .policies
        .iter()
        .filter_map(|policy| match &policy.rule {
            PolicyRule::Forecast(forecast) => Some(forecast),
            _ => None,
        })
}

/// Tasks that the hour in which `now` plus the buffer lies needs in its middle.
fn needed(forecast: &Forecast, service: &ServiceView<'_>, now: SimTime) -> u32 {
    assumed!(FORECAST_IS_LOAD);
    let ahead = now + forecast.ahead;
    let hour = SimTime(ahead.0 - ahead.0 % HOUR.0);
    let middle = hour + SimSpan(HOUR.0 / 2);
    let one = metrics::worth(service.world, forecast.metric, middle).unwrap_or(0);
    tracking::capacity(1, one, forecast.target)
}

/// The floor of the policies that scale; zero without one.
pub(super) fn floor(target: &ScalableTarget, service: &ServiceView<'_>, now: SimTime) -> u32 {
    let scaling = policies(target).filter(|forecast| forecast.scales);
    scaling
        .map(|forecast| needed(forecast, service, now))
        .max()
        .unwrap_or(0)
}

/// MaxCapacity, or more when a forecast needs more and may have it.
pub(super) fn effective_max(
    target: &ScalableTarget,
    service: &ServiceView<'_>,
    now: SimTime,
) -> u32 {
    let raised = policies(target).filter_map(|forecast| {
        let buffer = forecast.raises_max.filter(|_| forecast.scales)?;
        Some(raised_max(
            needed(forecast, service, now),
            target.max,
            buffer,
        ))
    });
    raised.max().unwrap_or(target.max)
}

/// The maximum under a forecast of `needed` tasks with IncreaseMaxCapacity (scheduler S14).
pub fn raised_max(needed: u32, max: u32, buffer_percent: u32) -> u32 {
    let with_buffer = (u64::from(needed) * u64::from(100 + buffer_percent)).div_ceil(100) as u32;
    if needed > max { with_buffer } else { max }
}

/// More tasks when the floor is above what is desired.
pub(super) fn decide(
    target: &ScalableTarget,
    service: &ServiceView<'_>,
    now: SimTime,
) -> Result<Change, Held> {
    let scaling = policies(target).filter(|forecast| forecast.scales);
    let most = scaling.max_by_key(|forecast| needed(forecast, service, now));
    let forecast = most.ok_or(Held::Quiet)?;
    let asked = needed(forecast, service, now);
    let desired = service.row.settings.desired_count;
    if asked <= desired || asked <= service.running_count() {
        return Err(Held::Quiet);
    }
    let ahead = forecast.ahead;
    let reason = ScalingReason::Forecast { ahead, asked };
    match allowed(target, service, reason, SimSpan::ZERO) {
        Err(Held::Enough { .. }) => Err(Held::Quiet),
        decided => decided,
    }
}
