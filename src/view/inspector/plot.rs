//! Lines of a chart: values at instants as paths on 300 by 80.

use crate::kernel::SimTime;

/// Left edge and right edge of a chart in time, and the value at its top.
#[derive(Clone, Copy)]
pub struct Plot {
    pub from: SimTime,
    pub to: SimTime,
    pub top: u32,
}

impl Plot {
    /// Straight lines between the values; a gap where there is none.
    pub fn line(self, values: impl Iterator<Item = (SimTime, Option<u32>)>) -> String {
        let (mut path, mut draws) = (String::new(), false);
        for (at, value) in values {
            if let Some(value) = value {
                let letter = if draws { 'L' } else { 'M' };
                path.push_str(&format!("{letter}{} {} ", self.x(at), self.y(value)));
            }
            draws = value.is_some();
        }
        path
    }

    /// Level from each instant to the next.
    pub fn steps(self, values: impl Iterator<Item = (SimTime, u32)>) -> String {
        let mut path = String::new();
        for (at, value) in values {
            let (x, y) = (self.x(at), self.y(value));
            match path.is_empty() {
                true => path.push_str(&format!("M{x} {y} ")),
                false => path.push_str(&format!("H{x} V{y} ")),
            }
        }
        path
    }

    pub fn level(self, value: u32) -> String {
        format!("M0 {0} L300 {0}", self.y(value))
    }

    fn x(self, at: SimTime) -> u64 {
        at.since(self.from).0 * 300 / self.to.since(self.from).0.max(1)
    }

    fn y(self, value: u32) -> u64 {
        78 - u64::from(value.min(self.top)) * 76 / u64::from(self.top.max(1))
    }
}
