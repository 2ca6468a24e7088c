//! The availability zones a scenario can use.

/// us-east-1's zones, as the EC2 documentation lists them (2026-11-22).
pub const ZONES: [&str; 6] = [
    "us-east-1a",
    "us-east-1b",
    "us-east-1c",
    "us-east-1d",
    "us-east-1e",
    "us-east-1f",
];

/// The full name of a zone given as `us-east-1a` or only `a`.
pub fn zone(text: &str) -> Option<&'static str> {
    ZONES
        .into_iter()
        .find(|zone| *zone == text || zone.strip_prefix("us-east-1") == Some(text))
}
