//! What runs out, as a scenario writes it: quotas and subnets with an end, Fargate without capacity, a subnet that is full.
//!
//! Reads and writes the steps. Does not know who asks for capacity or addresses, nor when a limit is lifted again.

use serde_json::Value;

use crate::api::input::Input;
use crate::api::json::{Member, object};
use crate::api::shapes::{Kind, Shape};
use crate::catalog::zones::{ZONES, zone};
use crate::kernel::{SimSpan, SimTime};
use crate::model::quota::{Limit, addresses};
use crate::scenario::What;
use crate::scenario::load::Loader;
use crate::scenario::shape::{COUNT, TEXT, key, needed};

pub static LIMITS: Shape = Shape {
    name: "limits",
    fields: &[
        key("fargateVcpus", COUNT, "quota of vCPUs on Fargate"),
        key("fargateSpotVcpus", COUNT, "the same for Fargate Spot"),
        key(
            "subnets",
            Kind::List {
                of: &Kind::Object(&SUBNET),
                min: 0,
                max: 6,
            },
            "how large the subnet of a zone is; without end when absent",
        ),
        key("over", Kind::Flag, "what is named has no end any more"),
    ],
};

static SUBNET: Shape = Shape {
    name: "subnet",
    fields: &[
        needed("zone", TEXT, "the zone, or only its letter"),
        needed(
            "prefix",
            Kind::Integer { min: 16, max: 28 },
            "its prefix length, such as 28",
        ),
    ],
};

pub static FARGATE_UNAVAILABLE: Shape = Shape {
    name: "fargateUnavailable",
    fields: &[
        key(
            "provider",
            Kind::Word(&["FARGATE", "FARGATE_SPOT"]),
            "FARGATE when absent",
        ),
        key("zone", TEXT, "the zone; all of them when absent"),
        key("for", TEXT, "how long; for good when absent"),
        key("over", Kind::Flag, "there is capacity again"),
    ],
};

pub static SUBNET_EXHAUSTED: Shape = Shape {
    name: "subnetExhausted",
    fields: &[
        needed("zone", TEXT, "the zone, or only its letter"),
        key("for", TEXT, "how long; for good when absent"),
        key("over", Kind::Flag, "there are addresses again"),
    ],
};

pub static API_THROTTLED: Shape = Shape {
    name: "apiThrottled",
    fields: &[
        key("for", TEXT, "how long; for good when absent"),
        key("over", Kind::Flag, "it is over"),
    ],
};

/// The faults that make something run out.
pub const SHORTAGES: [&str; 3] = ["fargateUnavailable", "subnetExhausted", "apiThrottled"];

impl Loader<'_> {
    pub(super) fn limits(&mut self, member: &Member, path: &str) -> Option<What> {
        self.check(&member.value, &LIMITS, path);
        let value = member.value.to_value();
        let input = Input::new(&value);
        let ends = |to: u32| (input.bool("over") != Some(true)).then_some(to);
        let mut limits = Vec::new();
        for (key, spot) in [("fargateVcpus", false), ("fargateSpotVcpus", true)] {
            let to = input.u32(key);
            limits.extend(to.map(|to| (Limit::FargateVcpus { spot }, ends(to))));
        }
        for subnet in input.objects("subnets") {
            let zone = self.zone_of(member, path, subnet.str("zone"))?;
            let prefix = subnet.u32("prefix").filter(|it| (16..=28).contains(it))?;
            limits.push((Limit::Addresses { zone }, ends(addresses(prefix))));
        }
        Some(What::Limits(limits, None))
    }

    /// The fault called `key`, when this is one that makes something run out.
    pub(super) fn shortage(&mut self, member: &Member, path: &str) -> Option<What> {
        let value = member.value.to_value();
        let input = Input::new(&value);
        let key = SHORTAGES.into_iter().find(|key| input.has(key))?;
        let said = input.object(key);
        let named = match said.str("zone") {
            None => None,
            name => Some(self.zone_of(member, path, name)?),
        };
        let limit = match key {
            "fargateUnavailable" => Limit::FargateCapacity {
                spot: said.str("provider") == Some("FARGATE_SPOT"),
                zone: named,
            },
            "subnetExhausted" => Limit::AddressesTaken { zone: named? },
            _ => Limit::SchedulerCalls,
        };
        let over = said.bool("over") == Some(true);
        let lasts = self.lasts(member, key, path);
        Some(What::Limits(vec![(limit, (!over).then_some(0))], lasts))
    }

    fn zone_of(&mut self, member: &Member, path: &str, name: Option<&str>) -> Option<&'static str> {
        let found = name.and_then(zone);
        if found.is_none() {
            let help = format!("one of {}, or only the letter", ZONES.join(", "));
            self.error(path, member.value.span, "unknown zone", help);
        }
        found
    }
}

/// The step that says the same, as the loader reads it.
pub fn written(
    limits: &[(Limit, Option<u32>)],
    lasts: Option<SimSpan>,
    span: fn(SimTime) -> String,
) -> (&'static str, Value) {
    let (mut thing, mut subnets, mut over) = (object! {}, Vec::new(), false);
    for (limit, to) in limits {
        let (key, mut fault) = match *limit {
            Limit::FargateVcpus { spot } => {
                let key = if spot {
                    "fargateSpotVcpus"
                } else {
                    "fargateVcpus"
                };
                thing[key] = to.unwrap_or(0).into();
                over |= to.is_none();
                continue;
            }
            Limit::Addresses { zone } => {
                let has = (16..=28).find(|prefix| Some(addresses(*prefix)) == *to);
                let has = has.unwrap_or(28);
                over |= to.is_none();
                subnets.push(object! { "zone": zone, "prefix": has });
                continue;
            }
            Limit::FargateCapacity { spot, zone } => {
                let provider = if spot { "FARGATE_SPOT" } else { "FARGATE" };
                let mut fault = object! { "provider": provider };
                if let Some(zone) = zone {
                    fault["zone"] = zone.into();
                }
                ("fargateUnavailable", fault)
            }
            Limit::AddressesTaken { zone } => ("subnetExhausted", object! { "zone": zone }),
            Limit::SchedulerCalls => ("apiThrottled", object! {}),
        };
        if let Some(lasts) = lasts {
            fault["for"] = span(SimTime(lasts.0)).into();
        }
        if to.is_none() {
            fault["over"] = true.into();
        }
        return ("fault", object! { key: fault });
    }
    if !subnets.is_empty() {
        thing["subnets"] = subnets.into();
    }
    if over {
        thing["over"] = true.into();
    }
    ("limits", thing)
}
