//! The elements of a statement: actions, resources, principals, conditions.

use crate::iam::json::{Kind, Node};
use crate::iam::operator::Operator;
use crate::iam::place::Span;
use crate::iam::policy::{ActionPattern, Condition, Element, Items, ResourcePattern, Text, Value};
use crate::iam::principal;
use crate::iam::read::forms::{action_form, nearest_operator, resource_form, value_form};
use crate::iam::read::{At, NO_ACTIONS, NO_RESOURCES, Reading};

impl Reading {
    pub(super) fn actions(&mut self, value: Node<'_>, negated: bool, at: At<'_>) -> Element {
        let first = self.policy.actions.len() as u32;
        for entry in value.one_or_many() {
            if entry.kind() != Kind::String {
                self.refuse(
                    at,
                    entry.place(),
                    "an action is a text",
                    "write `service:Name`",
                );
                continue;
            }
            let text = self.text(entry);
            let form = action_form(self.policy.text(text), text);
            let place = self.place(entry);
            self.policy.actions.push(ActionPattern { place, form });
        }
        let end = self.policy.actions.len() as u32;
        self.refuse_empty(first == end, value, at, "iam 1.2 #11", NO_ACTIONS);
        self.element(value, negated, Items { first, end })
    }

    pub(super) fn resources(&mut self, value: Node<'_>, negated: bool, at: At<'_>) -> Element {
        let first = self.policy.resources.len() as u32;
        for entry in value.one_or_many() {
            // IAM stores a `null` in a list of resources; it is no resource.
            let null_in_list = entry.kind() == Kind::Null && value.kind() == Kind::List;
            if entry.kind() != Kind::String && !null_in_list {
                self.refuse(
                    at,
                    entry.place(),
                    "a resource is a text",
                    "write an ARN or `*`",
                );
                continue;
            }
            let text = match null_in_list {
                true => Text::default(),
                false => self.text(entry),
            };
            let form = resource_form(self.policy.text(text), self.policy.variables);
            let place = self.place(entry);
            self.policy
                .resources
                .push(ResourcePattern { place, text, form });
        }
        let end = self.policy.resources.len() as u32;
        self.refuse_empty(first == end, value, at, "iam 1.2 #12", NO_RESOURCES);
        self.element(value, negated, Items { first, end })
    }

    fn refuse_empty(
        &mut self,
        empty: bool,
        value: Node<'_>,
        at: At<'_>,
        rule: &'static str,
        literal: &str,
    ) {
        if empty && value.kind() == Kind::List && value.elements().next().is_none() {
            self.refuse_with(
                at,
                value.place(),
                "the list is empty",
                "name at least one",
                rule,
                literal,
            );
        }
    }

    fn element(&mut self, value: Node<'_>, negated: bool, items: Items) -> Element {
        Element {
            negated,
            items,
            place: self.place(value),
        }
    }

    pub(super) fn principals(&mut self, value: Node<'_>, negated: bool, at: At<'_>) -> Element {
        let first = self.policy.principals.len() as u32;
        match value.kind() {
            Kind::String => self.principal("AWS", value),
            Kind::Object => {
                self.refuse_repeated(value, at);
                for (key, entries) in value.members() {
                    let group = key.as_str().unwrap_or("");
                    if !matches!(group, "AWS" | "Service" | "Federated" | "CanonicalUser") {
                        let message = format!("`{group}` is no type of principal");
                        let help = "the types are AWS, Service, Federated and CanonicalUser";
                        self.refuse(at, key.place(), &message, help);
                    }
                    for entry in entries.one_or_many() {
                        match entry.kind() {
                            Kind::String => self.principal(group, entry),
                            _ => self.refuse(
                                at,
                                entry.place(),
                                "a principal is a text",
                                "write an ARN, an account number or a service",
                            ),
                        }
                    }
                }
            }
            _ => self.refuse(
                at,
                value.place(),
                "a principal is `*` or an object",
                "write `{ \"AWS\": … }` or `{ \"Service\": … }`",
            ),
        }
        let end = self.policy.principals.len() as u32;
        self.element(value, negated, Items { first, end })
    }

    fn principal(&mut self, group: &str, entry: Node<'_>) {
        let text = self.text(entry);
        let place = self.place(entry);
        let pattern = principal::pattern(group, self.policy.text(text), text, place);
        self.policy.principals.push(pattern);
    }

    pub(super) fn conditions(&mut self, block: Node<'_>, index: usize) -> Items {
        let first = self.policy.conditions.len() as u32;
        let at = At::Statement(index, "Condition");
        if block.kind() != Kind::Object {
            let help = "write `{ \"operator\": { \"key\": \"value\" } }`";
            self.refuse(at, block.place(), "a condition is an object", help);
            return Items::default();
        }
        self.refuse_repeated(block, at);
        for (name, keys) in block.members() {
            let operator = Operator::from_name(name.as_str().unwrap_or(""));
            if keys.kind() != Kind::Object {
                let help = "write `{ \"key\": \"value\" }`";
                self.refuse(
                    at,
                    keys.place(),
                    "an operator holds an object of keys and values",
                    help,
                );
                continue;
            }
            self.refuse_repeated(keys, at);
            match operator {
                Some(operator) => {
                    for (key, values) in keys.members() {
                        self.condition(operator, name, key, values, at);
                    }
                }
                // IAM takes an operator it does not know as long as there is nothing to compare.
                None if keys.members().next().is_none() => {}
                None => {
                    let name_text = name.as_str().unwrap_or("");
                    let message = format!("`{name_text}` is no condition operator");
                    let help = match name_text.eq_ignore_ascii_case("NullIfExists") {
                        true => "Null already asks whether the key exists".to_owned(),
                        false => nearest_operator(name_text),
                    };
                    self.refuse(at, name.place(), &message, &help);
                }
            }
        }
        let end = self.policy.conditions.len() as u32;
        Items { first, end }
    }

    fn condition(
        &mut self,
        operator: Operator,
        name: Node<'_>,
        key: Node<'_>,
        values: Node<'_>,
        at: At<'_>,
    ) {
        let first = self.policy.values.len() as u32;
        for entry in values.one_or_many() {
            if entry.as_scalar().is_none() {
                self.refuse(
                    at,
                    entry.place(),
                    "a condition compares texts, numbers and booleans",
                    "write a value, or a list of values",
                );
                continue;
            }
            let text = self.text(entry);
            let form = value_form(operator, self.policy.text(text), self.policy.variables);
            let place = self.place(entry);
            self.policy.values.push(Value { place, text, form });
        }
        let end = self.policy.values.len() as u32;
        let place = Span {
            start: key.place().start,
            end: values.place().end,
        };
        let condition = Condition {
            operator,
            operator_place: self.place(name),
            key: self.text(key),
            values: Items { first, end },
            place: place.less(self.base),
        };
        self.policy.conditions.push(condition);
    }
}
