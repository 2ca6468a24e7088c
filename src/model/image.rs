//! How the program in an image behaves in a run: AWS cannot tell, so scenarios and fault buttons do.

use crate::kernel::{SimSpan, SimTime};

/// What containers of one image do. The default never fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ImageBehaviour {
    /// The registry does not have it.
    pub missing: bool,
    /// The program ends by itself.
    pub exits: Option<Exit>,
    /// Its health check fails from this long after the start.
    pub unhealthy_after: Option<SimSpan>,
    /// It answers the load balancer only this long after it was registered.
    pub slow_start: Option<SimSpan>,
    /// It answers the load balancer's checks wrongly from this long after it was registered.
    pub target_unhealthy_after: Option<SimSpan>,
    /// The program does not react to SIGTERM.
    pub ignores_sigterm: bool,
}

/// How a program ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exit {
    pub after: SimSpan,
    pub code: u8,
}

impl ImageBehaviour {
    /// When a container started at `started_at` ends by itself.
    pub fn exits_at(&self, started_at: SimTime) -> SimTime {
        self.exits
            .map_or(SimTime::NEVER, |exit| started_at + exit.after)
    }

    /// Whether the load balancer's check at `now` passes.
    pub fn passes_target_check(&self, registered_at: SimTime, now: SimTime) -> bool {
        let started = self
            .slow_start
            .is_none_or(|after| registered_at + after <= now);
        started && now < self.target_fails_at(registered_at)
    }

    /// From when on the load balancer's checks fail.
    pub fn target_fails_at(&self, registered_at: SimTime) -> SimTime {
        self.target_unhealthy_after
            .map_or(SimTime::NEVER, |after| registered_at + after)
    }

    /// Whether a probe at `now` passes.
    pub fn passes_probe(&self, started_at: SimTime, now: SimTime) -> bool {
        self.unhealthy_after
            .is_none_or(|after| now < started_at + after)
    }
}
