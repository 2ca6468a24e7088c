//! The task sizes that Fargate offers.
//!
//! As of 2026-11-22. Source: ECS Developer Guide, task definition differences for Fargate (the 32 vCPU row is from
//! June 2026); the same table is task-definition §4.

/// One CPU value and the memory values that go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FargateSize {
    pub cpu_units: u32,
    /// First, last and step; all in MiB. A step of 0 means that only `memory_listed` counts.
    memory_first_mib: u32,
    memory_last_mib: u32,
    memory_step_mib: u32,
    memory_listed_mib: &'static [u32],
    /// Whether Windows families may use it.
    pub windows: bool,
}

/// All sizes, smallest first.
pub const FARGATE_SIZES: &[FargateSize] = &[
    listed(256, &[512, 1024, 2048]),
    stepped(512, 1024, 4096, 1024, false),
    stepped(1024, 2048, 8192, 1024, true),
    stepped(2048, 4096, 16384, 1024, true),
    stepped(4096, 8192, 30720, 1024, true),
    stepped(8192, 16384, 61440, 4096, false),
    stepped(16384, 32768, 122_880, 8192, false),
    listed(32768, &[61440, 122_880, 249_856]),
];

/// Ephemeral storage when the definition asks for none.
pub const EPHEMERAL_STORAGE_DEFAULT_GIB: u32 = 20;
/// Smallest ephemeral storage that can be asked for.
pub const EPHEMERAL_STORAGE_MIN_GIB: u32 = 21;
/// Largest ephemeral storage that can be asked for.
pub const EPHEMERAL_STORAGE_MAX_GIB: u32 = 200;

const fn listed(cpu_units: u32, memory_listed_mib: &'static [u32]) -> FargateSize {
    FargateSize {
        cpu_units,
        memory_first_mib: 0,
        memory_last_mib: 0,
        memory_step_mib: 0,
        memory_listed_mib,
        windows: false,
    }
}

const fn stepped(cpu_units: u32, first: u32, last: u32, step: u32, windows: bool) -> FargateSize {
    FargateSize {
        cpu_units,
        memory_first_mib: first,
        memory_last_mib: last,
        memory_step_mib: step,
        memory_listed_mib: &[],
        windows,
    }
}

impl FargateSize {
    /// The memory values in MiB, smallest first.
    pub fn memory_mib(&self) -> Vec<u32> {
        if self.memory_step_mib == 0 {
            return self.memory_listed_mib.to_vec();
        }
        (self.memory_first_mib..=self.memory_last_mib)
            .step_by(self.memory_step_mib as usize)
            .collect()
    }

    /// Whether this CPU value goes with that much memory.
    pub fn allows(&self, memory_mib: u32) -> bool {
        if self.memory_step_mib == 0 {
            return self.memory_listed_mib.contains(&memory_mib);
        }
        self.memory_first_mib <= memory_mib
            && memory_mib <= self.memory_last_mib
            && (memory_mib - self.memory_first_mib).is_multiple_of(self.memory_step_mib)
    }
}

/// The size with exactly that CPU value.
pub fn fargate_size(cpu_units: u32) -> Option<&'static FargateSize> {
    FARGATE_SIZES
        .iter()
        .find(|size| size.cpu_units == cpu_units)
}

/// The smallest pair that holds at least what is asked, as (cpu_units, memory_mib).
pub fn smallest_fitting(cpu_units: u32, memory_mib: u32) -> Option<(u32, u32)> {
    FARGATE_SIZES
        .iter()
        .filter(|size| size.cpu_units >= cpu_units)
        .find_map(|size| {
            let memory = size
                .memory_mib()
                .into_iter()
                .find(|memory| *memory >= memory_mib)?;
            Some((size.cpu_units, memory))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_number_of_combinations() {
        let combinations: usize = FARGATE_SIZES
            .iter()
            .map(|size| size.memory_mib().len())
            .sum();
        assert_eq!(combinations, 77);
    }

    #[test]
    fn a_pair_is_allowed_exactly_when_it_is_listed() {
        for size in FARGATE_SIZES {
            let values = size.memory_mib();
            for memory in (0..=260_000).step_by(256) {
                assert_eq!(
                    size.allows(memory),
                    values.contains(&memory),
                    "{} {memory}",
                    size.cpu_units
                );
            }
        }
    }

    #[test]
    fn smallest_pair_grows_cpu_when_memory_needs_it() {
        assert_eq!(smallest_fitting(0, 600), Some((256, 1024)));
        assert_eq!(smallest_fitting(300, 512), Some((512, 1024)));
        assert_eq!(smallest_fitting(256, 3000), Some((512, 3072)));
        assert_eq!(smallest_fitting(4096, 249_857), None);
    }
}
