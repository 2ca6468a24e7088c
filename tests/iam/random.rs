//! Random cases: requests and policies over few words, so that much of it matches.

use serde_json::{Map, Value, json};

pub use crate::draws::Draws;

const USER: &str = "arn:aws:iam::111122223333:user/ana";
const OTHER: &str = "arn:aws:iam::444455556666:user/ben";
const ROLE: &str = "arn:aws:iam::111122223333:role/app/deployer";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/deployer/ci";
const LINKED: &str = "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForECS/x";
const FEDERATED: &str = "arn:aws:sts::111122223333:federated-user/ana";
const ROOT: &str = "arn:aws:iam::111122223333:root";
const SERVICE: &str = "ecs-tasks.amazonaws.com";

const PRINCIPALS: [&str; 12] = [
    USER,
    USER,
    OTHER,
    ROLE,
    SESSION,
    SESSION,
    LINKED,
    FEDERATED,
    ROOT,
    SERVICE,
    "anonymous",
    "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
];
const ACTIONS: [&str; 8] = [
    "ecs:RunTask",
    "ecs:StopTask",
    "s3:GetObject",
    "kms:Decrypt",
    "sts:AssumeRole",
    "sts:TagSession",
    "ecr:GetImage",
    "sts:GetCallerIdentity",
];
const RESOURCES: [&str; 6] = [
    "arn:aws:ecs:us-west-2:111122223333:task/prod/a?b",
    "arn:aws:s3:::envs/ana/app*.env",
    "arn:aws:kms:us-west-2:111122223333:key/1",
    "arn:aws:iam::111122223333:role/app/deployer",
    "arn:aws:ecr:us-west-2:444455556666:repository/web",
    "*",
];
const KEYS: [&str; 8] = [
    "ex:text",
    "ex:Number",
    "ex:date",
    "ex:bool",
    "ex:ip",
    "ex:arn",
    "ex:blob",
    "aws:username",
];
const OPERATORS: [&str; 27] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
];

impl Draws {
    /// One value, or a list of up to three.
    fn some(&mut self, most: u64, mut value: impl FnMut(&mut Draws) -> Value) -> Value {
        if self.one_in(2) {
            return value(self);
        }
        let count = self.below(most + 1);
        (0..count).map(|_| value(self)).collect()
    }

    /// A case as `ecs-sim iam evaluate` reads it.
    pub fn case(&mut self) -> Value {
        let principal: Value = match self.pick(&PRINCIPALS) {
            "anonymous" => json!({ "type": "Anonymous" }),
            text => text.into(),
        };
        let context: Map<String, Value> = (0..self.below(5))
            .map(|_| {
                let key = self.pick(&KEYS);
                (key.to_owned(), self.some(3, |draws| draws.asked(key)))
            })
            .collect();
        let request = json!({
            "principal": principal, "action": self.pick(&ACTIONS), "resource": self.pick(&RESOURCES),
            "resource_account": self.pick(&["111122223333", "111122223333", "444455556666"]), "context": context,
        });
        let mut policies = Map::new();
        policies.insert("identity".into(), self.policies(false));
        for (name, principals) in [("boundary", false), ("vpc_endpoint", true)] {
            if self.one_in(4) {
                policies.insert(name.into(), self.policies(principals));
            }
        }
        if self.one_in(4) {
            policies.insert("session".into(), self.policy(false));
        }
        if self.one_in(2) {
            policies.insert("resource_policy".into(), self.policy(true));
        }
        for (name, principals) in [("scp", false), ("rcp", true)] {
            if self.one_in(4) {
                let levels: Vec<Value> = (0..self.below(3))
                    .map(|_| json!({ "org": "x", "policies": self.policies(principals) }))
                    .collect();
                policies.insert(name.into(), levels.into());
            }
        }
        json!({ "id": 1, "request": request, "policies": policies })
    }

    fn policies(&mut self, principals: bool) -> Value {
        (0..self.below(3))
            .map(|_| self.policy(principals))
            .collect()
    }

    fn policy(&mut self, principals: bool) -> Value {
        let count = 1 + self.below(2);
        let statements: Vec<Value> = (0..count).map(|_| self.statement(principals)).collect();
        let mut policy = json!({ "Statement": statements });
        if !self.one_in(5) {
            policy["Version"] = self
                .pick(&["2012-10-17", "2012-10-17", "2008-10-17"])
                .into();
        }
        policy
    }

    pub fn statement(&mut self, principals: bool) -> Value {
        let mut statement = json!({ "Effect": self.pick(&["Allow", "Allow", "Allow", "Deny"]) });
        let not = |draws: &mut Draws, name: &str| match draws.one_in(8) {
            true => format!("Not{name}"),
            false => name.to_owned(),
        };
        let name = not(self, "Action");
        statement[name] = self.nonempty(|draws| {
            draws
                .pick(&[
                    "*",
                    "*",
                    "ecs:*",
                    "ECS:run?ask",
                    "s3:Get*",
                    "kms:*",
                    "sts:*",
                    "ecr:getimage",
                    "s*:*",
                    "ecs:",
                    "ecs: RunTask",
                ])
                .into()
        });
        let name = not(self, "Resource");
        statement[name] = self.nonempty(|draws| {
            draws
                .pick(&[
                    "*",
                    "*",
                    "*",
                    "arn:aws:ecs:*:111122223333:task/*",
                    "arn:aws:ecs:us-west-2:*:task/prod/a${?}b",
                    "arn:aws:s3:::envs/${aws:username}/*",
                    "arn:aws:s3:::envs/${aws:username, 'ana'}/app${*}.env",
                    "arn:aws:s3",
                    "arn:aws:*",
                    "arn:aws:kms:us-west-2:111122223333:key/?",
                    "arn:aws:iam::*:role/app/*",
                    "arn:*:ECR:*:*:repository/*",
                    "arn:aws:s3:::envs/*/app${*}.env",
                    "arn:aws:ecs:us-west-2:111122223333",
                    "envs",
                ])
                .into()
        });
        if principals {
            let name = not(self, "Principal");
            statement[name] = self.principal();
        }
        if self.one_in(2) {
            let blocks: Map<String, Value> = (0..1 + self.below(2)).map(|_| self.block()).collect();
            statement["Condition"] = blocks.into();
        }
        statement
    }

    fn nonempty(&mut self, mut value: impl FnMut(&mut Draws) -> Value) -> Value {
        match self.some(3, &mut value) {
            Value::Array(values) if values.is_empty() => value(self),
            other => other,
        }
    }

    fn principal(&mut self) -> Value {
        if self.one_in(4) {
            return "*".into();
        }
        let aws = self.nonempty(|draws| {
            draws
                .pick(&[
                    "*",
                    USER,
                    OTHER,
                    ROLE,
                    ROLE,
                    SESSION,
                    SESSION,
                    FEDERATED,
                    ROOT,
                    ROOT,
                    "111122223333",
                    "444455556666",
                    "arn:aws:iam::111122223333:user/*",
                    "arn:aws:iam::111122223333:role/other",
                    LINKED,
                ])
                .into()
        });
        match self.below(4) {
            0 => json!({ "Service": SERVICE }),
            1 => json!({ "AWS": aws, "Service": [SERVICE, "ec2.amazonaws.com"] }),
            _ => json!({ "AWS": aws }),
        }
    }

    fn block(&mut self) -> (String, Value) {
        let base = self.pick(&OPERATORS);
        let set = self.pick(&["", "", "ForAllValues:", "ForAnyValue:"]);
        let suffix = if base != "Null" && self.one_in(3) {
            "IfExists"
        } else {
            ""
        };
        let keys: Map<String, Value> = (0..1 + self.below(2))
            .map(|_| {
                // Mostly the key that goes with the operator.
                let fitting = match base {
                    _ if base.starts_with("String") => "ex:text",
                    _ if base.starts_with("Numeric") => "EX:number",
                    _ if base.starts_with("Date") => "ex:date",
                    "Bool" => "ex:bool",
                    "BinaryEquals" => "ex:blob",
                    _ if base.contains("Ip") => "ex:ip",
                    _ => "ex:arn",
                };
                let key = if self.one_in(4) {
                    self.pick(&KEYS)
                } else {
                    fitting
                };
                (key.to_owned(), self.some(3, |draws| draws.own(base)))
            })
            .collect();
        (format!("{set}{base}{suffix}"), keys.into())
    }

    /// A value of a request under this key, now and then one that does not fit.
    fn asked(&mut self, key: &str) -> Value {
        if self.one_in(12) {
            return self.pick(&["", "odd", "arn:x", "5"]).into();
        }
        match key {
            "ex:text" => self.pick(&["ana", "Ana", "a*", "b", "éa"]).into(),
            "ex:Number" => self.pick(&[
                json!("5"),
                json!(7),
                json!("-1.5"),
                json!("10.0"),
                json!("1e1"),
            ]),
            "ex:date" => self.date(),
            "ex:bool" => self.pick(&[json!("true"), json!("False"), json!(true), json!("yes")]),
            "ex:ip" => self
                .pick(&["10.1.2.3", "10.9.0.1", "2001:db8::1", "10.1"])
                .into(),
            "ex:arn" => self
                .pick(&[
                    ROLE,
                    USER,
                    "arn:aws:ecs:us-west-2:111122223333:cluster/prod:x",
                    "ana",
                ])
                .into(),
            "ex:blob" => self.pick(&["aGVsbG8=", "aGVsbG8", "Zm9v"]).into(),
            _ => self.pick(&["ana", "ben", "*"]).into(),
        }
    }

    fn date(&mut self) -> Value {
        self.pick(&[
            "2026-11-22T10:00:00Z",
            "2026-11-22T12:00:00+02:00",
            "2026-11-22",
            "2026-11",
            "2026",
            "1795341600",
            "1795341600000",
            "2024-02-29T23:59:59.5Z",
        ])
        .into()
    }

    /// A value of a policy under this operator, now and then one that does not fit.
    fn own(&mut self, operator: &str) -> Value {
        if self.one_in(12) {
            return self.pick(&["odd", "5", "true"]).into();
        }
        match operator {
            _ if operator.starts_with("String") => self
                .pick(&[
                    "ana",
                    "ANA",
                    "a*",
                    "?na",
                    "${aws:username}",
                    "${aws:username, 'b'}",
                    "${*}",
                    "a${*}",
                    "${none}x",
                    "é*",
                ])
                .into(),
            _ if operator.starts_with("Numeric") => self.pick(&[
                json!("5.0"),
                json!(7),
                json!("0"),
                json!("-2"),
                json!("+10"),
            ]),
            _ if operator.starts_with("Date") => self.date(),
            "Bool" | "Null" => self.pick(&[
                json!("true"),
                json!("false"),
                json!(true),
                json!("TRUE"),
                json!("${aws:username}"),
            ]),
            "BinaryEquals" => self.pick(&["aGVsbG8=", "Zm9v"]).into(),
            _ if operator.contains("Ip") => self
                .pick(&[
                    "10.0.0.0/8",
                    "10.1.2.3",
                    "10.1.77.1/16",
                    "2001:db8::/32",
                    "::/0",
                    "10.0.0.0/99",
                ])
                .into(),
            _ => self
                .pick(&[
                    "arn:aws:iam::*:role/*",
                    "arn:aws:iam::111122223333:user/${aws:username}",
                    "arn:*:*:*:*:*",
                    "arn:aws:iam",
                    "arn:aws:ecs:us-*:111122223333:cluster/*:?",
                    "*",
                ])
                .into(),
        }
    }
}
