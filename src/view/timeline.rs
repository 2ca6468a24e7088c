//! The timeline: the clock and what comes next, the deployment's lane, the ticks of what happened.

record! {
    /// Where the page looks, and what is next. Small, because it changes with every event.
    pub struct Clock {
        pub now_us: u64,
        pub now: String,
        /// Entries applied of entries known.
        pub seq: u64,
        pub last_seq: u64,
        /// The end of what has been simulated.
        pub end_us: u64,
        /// The last thing that happened, as a title.
        pub title: String,
        /// The next thing due, and when.
        pub next: String,
        pub next_at: String,
        /// Nothing is due any more: playing on changes only the clock.
        pub idle: bool,
    }
}

record! {
    /// What is drawn under the clock.
    pub struct History {
        pub lane: Option<Lane>,
        pub ticks: Vec<Tick>,
    }
}

record! {
    /// Tasks of a service by revision through time, between its limits.
    pub struct Lane {
        pub service: String,
        pub hue: u8,
        /// The top of the scale.
        pub most: u32,
        pub revisions: Vec<Strand>,
        pub points: Vec<Point>,
    }
}

record! {
    pub struct Strand {
        pub label: String,
        pub shade: u8,
    }
}

record! {
    /// From this instant on, until the next point.
    pub struct Point {
        pub at_us: u64,
        /// RUNNING tasks per revision, in the order of `Lane::revisions`.
        pub running: Vec<u32>,
        /// Tasks on their way up, over all revisions.
        pub starting: u32,
        pub lower: u32,
        pub upper: u32,
    }
}

record! {
    #[derive(Copy, Eq, PartialOrd, Ord)]
    pub struct Tick {
        pub at_us: u64,
        pub sort: TickSort,
    }
}

choices! {
    pub enum TickSort {
        Event,
        Decision,
        ServiceEvent,
        Request,
    }
}
