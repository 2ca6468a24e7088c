//! How a service deploys: strategy with its numbers, limits, circuit breaker. Shared by the dialogs that set it.

use leptos::prelude::*;

use super::super::dom::Element;
use super::{choice, entry};

#[derive(Clone, Copy)]
pub struct Fields {
    strategy: RwSignal<String>,
    lower: RwSignal<String>,
    upper: RwSignal<String>,
    bake: RwSignal<String>,
    step: RwSignal<String>,
    step_bake: RwSignal<String>,
    pause: RwSignal<String>,
    breaker: RwSignal<String>,
}

/// Value and label.
pub fn options(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(value, label)| (value.to_string(), label.to_string()))
        .collect()
}

impl Fields {
    pub fn new() -> Fields {
        let field = |value: &str| RwSignal::new(value.to_string());
        Fields {
            strategy: field("ROLLING"),
            lower: field("100"),
            upper: field("200"),
            bake: field("5"),
            step: field("10"),
            step_bake: field("6"),
            pause: field(""),
            breaker: field("rollback"),
        }
    }

    /// `deploymentConfiguration` as JSON.
    pub fn configuration(self) -> String {
        let mut json = String::from("{\"strategy\": \"");
        let mut add = |key: &str, value: &str| {
            json.push_str(key);
            json.push_str(if value.is_empty() { "0" } else { value });
        };
        let strategy = self.strategy.get();
        add("", &strategy);
        add("\", \"minimumHealthyPercent\": ", &self.lower.get());
        add(", \"maximumPercent\": ", &self.upper.get());
        let breaker = match self.breaker.get().as_str() {
            "rollback" => "true, \"rollback\": true}",
            "fail" => "true, \"rollback\": false}",
            _ => "false, \"rollback\": false}",
        };
        add(", \"deploymentCircuitBreaker\": {\"enable\": ", breaker);
        if strategy != "ROLLING" {
            add(", \"bakeTimeInMinutes\": ", &self.bake.get());
            if self.pause.get() == "yes" {
                add(
                    ", \"lifecycleHooks\": ",
                    r#"[{"targetType": "PAUSE", "lifecycleStages": ["PRE_PRODUCTION_TRAFFIC_SHIFT"]}]"#,
                );
            }
        }
        match strategy.as_str() {
            "LINEAR" => {
                add(
                    ", \"linearConfiguration\": {\"stepPercent\": ",
                    &self.step.get(),
                );
                add(", \"stepBakeTimeInMinutes\": ", &self.step_bake.get());
                add("", "}");
            }
            "CANARY" => {
                add(
                    ", \"canaryConfiguration\": {\"canaryPercent\": ",
                    &self.step.get(),
                );
                add(", \"canaryBakeTimeInMinutes\": ", &self.step_bake.get());
                add("", "}");
            }
            _ => {}
        }
        add("", "}");
        json
    }

    /// Adds the fields that go with the strategy chosen.
    pub fn entries(self, grid: Element) -> Element {
        let strategies = options(&[
            ("ROLLING", "Rolling: task by task"),
            ("BLUE_GREEN", "Blue/green: all traffic at once"),
            ("LINEAR", "Linear: in equal steps"),
            ("CANARY", "Canary: a small share first"),
        ]);
        let breakers = options(&[
            ("rollback", "Fails the deployment and rolls back"),
            ("fail", "Fails the deployment"),
            ("", "Off: tries for ever"),
        ]);
        let pauses = options(&[
            ("", "Goes on by itself"),
            ("yes", "Waits for you before each shift"),
        ]);
        let mut grid = grid
            .child(choice(
                "Deployment strategy",
                self.strategy,
                &strategies,
                "",
            ))
            .child(choice("Circuit breaker", self.breaker, &breakers, ""));
        let strategy = self.strategy.get();
        if strategy == "ROLLING" {
            return grid
                .child(entry(
                    "Minimum healthy percent",
                    "number",
                    self.lower,
                    "How much must stay while deploying.",
                ))
                .child(entry(
                    "Maximum percent",
                    "number",
                    self.upper,
                    "How much may exist while deploying.",
                ));
        }
        if strategy != "BLUE_GREEN" {
            grid = grid
                .child(entry(
                    "Percent of each step",
                    "number",
                    self.step,
                    "A canary has one, then all.",
                ))
                .child(entry("Minutes after a step", "number", self.step_bake, ""));
        }
        grid.child(entry(
            "Bake time in minutes",
            "number",
            self.bake,
            "How long both revisions run at the end.",
        ))
        .child(choice("Before traffic shifts", self.pause, &pauses, ""))
    }
}
