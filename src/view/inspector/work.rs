//! The work a service is given: forms for a constant load, a ramp, a wave, a spike and one drawn by hand, and the curve
//! that each makes from the instant looked at. What follows from a load is the engine's business.

use std::sync::Arc;

use serde_json::Value;

use crate::api::json;
use crate::kernel::{SimSpan, SimTime};
use crate::model::ServiceId;
use crate::model::alarm::Metric;
use crate::model::scaling::{Curve, Load, Work};
use crate::sim::Command;
use crate::sim::command::NewLoad;
use crate::view::call::{Call, quote};
use crate::view::inspector::Action;
use crate::view::inspector::actions::request;
use crate::view::look::Look;
use crate::view::message::FormField;
use crate::world::World;
use crate::world::views::ServiceView;

/// Sliders of a drawn load.
const DRAWN: usize = 12;
/// Half a wave from its lowest to its highest, in thousandths: (1 - cos) / 2 every fifteen degrees.
const HALF_WAVE: [u64; 13] = [
    0, 17, 67, 146, 250, 371, 500, 629, 750, 854, 933, 983, 1_000,
];
/// How often a wave comes: a load has at most 200 points.
const WAVES: usize = 7;

/// Shape, label, detail, and its fields with what they usually are.
type Form = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str, u32)],
);

const FORMS: [Form; 4] = [
    (
        "constant",
        "A constant load",
        "The same from now on.",
        &[("to", "Work", 4)],
    ),
    (
        "ramp",
        "A ramp",
        "From one level to another, then level.",
        &[
            ("from", "From", 2),
            ("to", "To", 8),
            ("minutes", "Over minutes", 30),
        ],
    ),
    (
        "wave",
        "A daily wave",
        "Up and down again, seven times; a day has 1\u{a0}440 minutes.",
        &[
            ("from", "Lowest", 2),
            ("to", "Highest", 8),
            ("minutes", "Minutes a wave", 1_440),
        ],
    ),
    (
        "spike",
        "A spike",
        "Suddenly up, and down again.",
        &[
            ("from", "Usually", 2),
            ("to", "In the spike", 10),
            ("minutes", "For minutes", 15),
        ],
    ),
];

/// One form for each shape, for CPU in tasks' worth, or for requests where a policy follows them.
pub fn actions(look: &Look<'_>, id: ServiceId) -> Vec<Action> {
    let service = look.world.service(id);
    let target = look.world.scalable_target_of(id).map(|(_, target)| target);
    let mut policies = target.into_iter().flat_map(|it| &it.policies);
    let requests =
        policies.any(|policy| policy.rule.metric() == Some(Metric::RequestsPerTarget(id)));
    let what = if requests {
        "Requests a minute."
    } else {
        "CPU, in what one task does at 100 %."
    };
    let scale = if requests { 100 } else { 1 };
    let action = |shape: &str, label: &str, detail: &str, fields: Vec<FormField>| Action {
        label: label.to_owned(),
        detail: format!("{what} {detail}"),
        operation: "load".to_owned(),
        input: format!(
            "{{\"service\": {}, \"shape\": {}, \"of\": {}}}",
            quote(&service.row.name),
            quote(shape),
            quote(if requests { "requests" } else { "cpu" }),
        ),
        fields,
        ..Action::default()
    };
    let field = |path: &str, label: &str, value: u32| FormField {
        path: path.to_owned(),
        label: label.to_owned(),
        value: value.to_string(),
        ..FormField::default()
    };
    let of_form = |(shape, label, detail, fields): Form| {
        let own = |(path, label, value): &(&str, &str, u32)| {
            let value = if *path == "minutes" {
                *value
            } else {
                value * scale
            };
            field(path, label, value)
        };
        action(shape, label, detail, fields.iter().map(own).collect())
    };
    let mut actions = follow(look, &service);
    actions.extend(FORMS.into_iter().map(of_form));
    let mut fields = vec![
        field("to", "The top is", 10 * scale),
        field("minutes", "Over minutes", 60),
    ];
    for place in 0..DRAWN {
        let level = HALF_WAVE[12 - place.abs_diff(DRAWN / 2) * 2] / 10;
        let label = format!("Point {} of {DRAWN}", place + 1);
        fields.push(FormField {
            options: vec!["range".to_owned()],
            ..field(&place.to_string(), &label, level as u32 / 5 * 5)
        });
    }
    actions.push(action(
        "drawn",
        "Draw it by hand",
        "Each slider is a part of the top.",
        fields,
    ));
    actions
}

/// What makes work visible: bounds, then a policy that follows the CPU.
fn follow(look: &Look<'_>, service: &ServiceView<'_>) -> Vec<Action> {
    let cluster = &look.world.cluster(service.row.cluster).row.name;
    let resource = format!("service/{cluster}/{}", service.row.name);
    let call = |operation| {
        Call::new(operation)
            .text("ServiceNamespace", "ecs")
            .text("ResourceId", &resource)
            .text("ScalableDimension", "ecs:service:DesiredCount")
    };
    let Some((_, target)) = look.world.scalable_target_of(service.id) else {
        let most = service.row.settings.desired_count.max(1) * 3;
        let call = call("RegisterScalableTarget")
            .number("MinCapacity", 1)
            .number("MaxCapacity", u64::from(most));
        let label = format!("Let it scale from 1 to {most} tasks");
        return vec![request(
            &label,
            "Sets the bounds; a policy says when.",
            &call,
            false,
        )];
    };
    if !target.policies.is_empty() {
        return Vec::new();
    }
    let rule = r#"{"TargetValue": 60.0, "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}}"#;
    let call = call("PutScalingPolicy")
        .text("PolicyName", "cpu-at-60")
        .text("PolicyType", "TargetTrackingScaling")
        .raw("TargetTrackingScalingPolicyConfiguration", rule.to_owned());
    vec![request(
        "Keep its CPU at 60 %",
        "Target tracking; give it work to follow.",
        &call,
        false,
    )]
}

/// The command behind such a form, or what is wrong with what was filled in.
pub fn command(world: &World, now: SimTime, input: &str) -> Result<Command, String> {
    let value = json::value(input).map_err(|_| "the input is not JSON".to_owned())?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let number = |key: &str, most: f64| match text(key).parse::<f64>() {
        Ok(number) if (0.0..=most).contains(&number) => Ok(number),
        _ => Err(format!(
            "{key}: `{}` is not a number from 0 to {most}",
            text(key)
        )),
    };
    let level = |key: &str| number(key, 4_000_000.0).map(|it| (it * 1_000.0 + 0.5) as u32);
    let named = |it: &crate::world::views::ServiceView<'_>| *it.row.name == *text("service");
    let found = world.services().filter(named).last();
    let service = found.ok_or("there is no such service here")?;
    let from = match value.get("from") {
        None => 0,
        Some(_) => level("from")?,
    };
    let to = level("to")?;
    if from > to && text("shape") != "ramp" {
        return Err("the usual level lies above the highest".to_owned());
    }
    let shape = text("shape");
    let span = match shape {
        "constant" => SimSpan::ZERO,
        _ => SimSpan::from_secs((number("minutes", 100_000.0)? * 60.0) as u64),
    };
    let mut drawn = Vec::new();
    if shape == "drawn" {
        for place in 0..DRAWN {
            drawn.push((number(&place.to_string(), 100.0)? * 10.0) as u64);
        }
    }
    let points = points(shape, now, from, to, span, &drawn);
    let curve = Curve { points };
    let before = service.row.load.as_deref().cloned().unwrap_or_default();
    let load = match text("of") {
        "requests" => Load {
            requests: curve,
            ..before
        },
        _ => Load {
            cpu: Work::Tasks(curve),
            ..before
        },
    };
    let service = service.row.name.to_string();
    Ok(Command::Load(Arc::new(NewLoad { service, load })))
}

/// The corners of a shape; `drawn` are thousandths of `to`.
fn points(
    shape: &str,
    now: SimTime,
    from: u32,
    to: u32,
    span: SimSpan,
    drawn: &[u64],
) -> Vec<(SimTime, u32)> {
    let part =
        |thousandths: u64| from + (u64::from(to.saturating_sub(from)) * thousandths / 1_000) as u32;
    let after = |part: u64, of: u64| now + SimSpan(span.0 * part / of.max(1));
    let second = SimSpan::from_secs(1);
    match shape {
        "ramp" => vec![(now, from), (now + span, to)],
        "spike" => vec![
            (now, from),
            (now + second, to),
            (now + second + span, to),
            (now + second + second + span, from),
        ],
        "wave" => {
            let level = |step: usize| part(HALF_WAVE[12 - (step % 24).abs_diff(12)]);
            (0..=24 * WAVES)
                .map(|step| (after(step as u64, 24), level(step)))
                .collect()
        }
        "drawn" => {
            let place = |(place, level): (usize, &u64)| {
                (
                    after(place as u64, drawn.len() as u64 - 1),
                    (u64::from(to) * level / 1_000) as u32,
                )
            };
            drawn.iter().enumerate().map(place).collect()
        }
        _ => vec![(now, to)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shape_goes_through_its_corners() {
        let (start, minutes) = (SimTime(60_000_000), SimSpan::from_secs(24 * 60));
        let at = |shape: &str, minute: u64| {
            let drawn: Vec<u64> = (0..12).map(|place| place * 90).collect();
            let points = points(shape, start, 2_000, 8_000, minutes, &drawn);
            assert!(points.len() <= 200 && points.is_sorted());
            Curve { points }.at(start + SimSpan::from_secs(minute * 60))
        };
        for (shape, minute, level) in [
            ("constant", 0, 8_000),
            ("constant", 99, 8_000),
            ("ramp", 0, 2_000),
            ("ramp", 12, 5_000),
            ("ramp", 24, 8_000),
            ("ramp", 90, 8_000),
            ("wave", 0, 2_000),
            ("wave", 6, 5_000),
            ("wave", 12, 8_000),
            ("wave", 24, 2_000),
            ("wave", 36, 8_000),
            ("spike", 0, 2_000),
            ("spike", 1, 8_000),
            ("spike", 23, 8_000),
            ("spike", 25, 2_000),
            ("drawn", 0, 0),
            ("drawn", 24, 7_920),
        ] {
            assert_eq!(at(shape, minute), level, "{shape} after {minute} minutes");
        }
    }
}
