//! Registration of task definitions: sheet `task-definition`, and the demand rows of sheet `scheduler`.
//!
//! One row is one line, whatever its length, so that the tables stay tables.

use ecs_playground::api::error::Exception;
use ecs_playground::api::task_definition::{judge, register};
use ecs_playground::model::task_definition::{
    Compatibility, Condition, Dependency, TaskDefinition,
};
use serde_json::{Value, json};

/// A definition that registers on EC2.
fn plain() -> Value {
    json!({ "family": "web", "containerDefinitions": [ { "name": "app", "image": "nginx:1.27", "memory": 256 } ] })
}

/// A definition that registers on Fargate.
fn fargate() -> Value {
    json!({
        "family": "web", "cpu": "256", "memory": "512", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
        "executionRoleArn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
        "containerDefinitions": [ { "name": "app", "image": "nginx:1.27" } ]
    })
}

/// `base` with values put at paths such as `containerDefinitions[0].memory`; `null` takes the key away.
fn with(mut base: Value, changes: &[(&str, Value)]) -> Value {
    for (path, value) in changes {
        let mut place = &mut base;
        for step in path.split(['.', '[']) {
            place = match step.strip_suffix(']') {
                Some(index) => {
                    let index: usize = index.parse().unwrap();
                    let list = place.as_array_mut().unwrap();
                    while list.len() <= index {
                        list.push(json!({}));
                    }
                    &mut list[index]
                }
                None => {
                    if place.is_null() {
                        *place = json!({});
                    }
                    place
                        .as_object_mut()
                        .unwrap()
                        .entry(step)
                        .or_insert(Value::Null)
                }
            };
        }
        *place = value.clone();
    }
    base
}

/// Two containers, `app` and `side`.
fn pair() -> Value {
    with(
        plain(),
        &[(
            "containerDefinitions[1]",
            json!({ "name": "side", "image": "busybox", "memory": 64, "essential": false }),
        )],
    )
}

fn registered(request: &Value) -> TaskDefinition {
    register(request, 1).unwrap_or_else(|error| panic!("{error} at {:?}\n{request:#}", error.path))
}

/// One row of the catalogue: what is registered, and ECS's answer.
struct Row {
    row: &'static str,
    request: Value,
    path: &'static str,
    message: &'static str,
    literal: bool,
}

fn check(rows: Vec<Row>) {
    for Row {
        row,
        request,
        path,
        message,
        literal,
    } in rows
    {
        let error = match register(&request, 1) {
            Ok(_) => panic!("{row}: registered\n{request:#}"),
            Err(error) => error,
        };
        assert_eq!(error.message, message, "{row}");
        assert_eq!(error.path.as_deref().unwrap_or(""), path, "{row}: path");
        assert_eq!(error.exception, Exception::Client, "{row}");
        let verdicts = judge(&request);
        let verdict = verdicts.first_refusal().unwrap();
        assert_eq!(
            (verdict.row, verdict.literal),
            (row, literal),
            "{row}: row and wording"
        );
    }
}

fn row(row: &'static str, request: Value, path: &'static str, message: &'static str) -> Row {
    Row {
        row,
        request,
        path,
        message,
        literal: true,
    }
}

/// A row whose wording is ours.
fn own(row_name: &'static str, request: Value, path: &'static str, message: &'static str) -> Row {
    Row {
        literal: false,
        ..row(row_name, request, path, message)
    }
}

const APP: &str = "containerDefinitions[0]";

#[test]
#[rustfmt::skip]
fn what_the_other_rows_start_from_registers() {
    registered(&plain());
    registered(&fargate());
    registered(&pair());
}

/// task-definition §12, R01-R11.
#[test]
#[rustfmt::skip]
fn family_containers_and_memory() {
    let c = |key: &str| format!("{APP}.{key}");
    let many: Vec<Value> = (0..11).map(|n| json!({ "name": format!("c{n}"), "image": "a", "memory": 8 })).collect();
    check(vec![
        own("R01", with(plain(), &[("family", json!("web app"))]), "family", "Invalid family name."),
        own("R01", with(plain(), &[("family", json!("w".repeat(256)))]), "family", "Invalid family name."),
        own("R02", with(plain(), &[("containerDefinitions", json!([]))]), "containerDefinitions", "Container list cannot be empty."),
        row("R03", with(plain(), &[("containerDefinitions", json!(many))]), "containerDefinitions", "Too many containers"),
        row("R04", with(plain(), &[(&c("name"), json!(""))]), "containerDefinitions[0].name", "Container.name should not be null or empty."),
        row("R04", with(plain(), &[(&c("name"), Value::Null)]), "containerDefinitions[0].name", "Container.name should not be null or empty."),
        own("R04", with(plain(), &[(&c("name"), json!("a.b"))]), "containerDefinitions[0].name", "Container.name contains invalid characters."),
        row("R05", with(plain(), &[(&c("image"), Value::Null)]), "containerDefinitions[0].image", "Container.image should not be null or empty."),
        row("R06", with(plain(), &[(&c("image"), json!("$IMAGE"))]), "containerDefinitions[0].image", "Container.image contains invalid characters."),
        row("R06", with(plain(), &[(&c("image"), json!("nginx latest"))]), "containerDefinitions[0].image", "Container.image contains invalid characters."),
        row("R06", with(plain(), &[(&c("image"), json!("nginx@sha256:abc"))]), "containerDefinitions[0].image", "Container.image contains invalid characters."),
        row("R07", with(pair(), &[("containerDefinitions[1].name", json!("app"))]), "containerDefinitions[1].name", "Container names must be unique within a task definition"),
        row("R08", with(plain(), &[(&c("essential"), json!(false))]), "containerDefinitions", "Task definition doesn't have any essential container"),
        row("R09", with(plain(), &[(&c("memory"), Value::Null)]), "containerDefinitions[0].memory", "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified."),
        row("R09", with(plain(), &[(&c("memory"), json!(0))]), "containerDefinitions[0].memory", "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified."),
        row("R10", with(plain(), &[(&c("memoryReservation"), json!(257))]), "containerDefinitions[0].memoryReservation", "'memory' must be greater than or equal to 'memoryReservation'"),
        row("R11", with(plain(), &[("memory", json!("255"))]), "containerDefinitions[0].memory", "The 'memory' setting for container 'app' is greater than for the task"),
    ]);
    // On the edge: accepted.
    registered(&with(plain(), &[(&c("memoryReservation"), json!(256)), ("memory", json!("256"))]));
    registered(&with(plain(), &[("containerDefinitions", json!(many[..10]))]));
    let digest = format!("repo/app@sha256:{}", "0".repeat(64));
    registered(&with(plain(), &[(&c("image"), json!(digest))]));
}

/// task-definition §12, R12-R17; the order of R13 and R16 is our choice.
#[test]
#[rustfmt::skip]
fn task_sizes() {
    let r12 = "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.";
    let r13 = "Invalid 'cpu' setting for task.";
    let r16 = "No Fargate configuration exists for given values.";
    let windows = |cpu: &str, memory: &str| with(fargate(), &[("cpu", json!(cpu)), ("memory", json!(memory)), ("runtimePlatform", json!({ "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }))]);
    check(vec![
        row("R12", with(plain(), &[("cpu", json!("256")), ("containerDefinitions[0].cpu", json!(257))]), "cpu", r12),
        row("R13", with(plain(), &[("cpu", json!("127"))]), "cpu", r13),
        row("R13", with(plain(), &[("cpu", json!("lots"))]), "cpu", r13),
        row("R13", with(plain(), &[("cpu", json!("196609"))]), "cpu", r13),
        row("R13", with(fargate(), &[("cpu", json!("300"))]), "cpu", r13),
        own("R14", with(plain(), &[("memory", json!("1 TB"))]), "memory", "Invalid 'memory' setting for task."),
        row("R15", with(fargate(), &[("cpu", Value::Null)]), "cpu", "Fargate requires that 'cpu' be defined at the task level."),
        row("R15", with(fargate(), &[("memory", Value::Null), ("containerDefinitions[0].memory", json!(512))]), "memory", "Fargate requires that 'memory' be defined at the task level."),
        row("R16", with(fargate(), &[("memory", json!("4096"))]), "memory", r16),
        row("R16", with(fargate(), &[("memory", json!("768"))]), "memory", r16),
        row("R16", windows("512", "1024"), "cpu", r16),
        row("R16", windows("8192", "16384"), "cpu", r16),
        row("R17", with(fargate(), &[("networkMode", Value::Null)]), "networkMode", "Fargate only supports network mode ‘awsvpc’."),
        row("R17", with(fargate(), &[("networkMode", json!("bridge")), ("requiresCompatibilities", json!(["EC2", "FARGATE"]))]), "networkMode", "Fargate only supports network mode ‘awsvpc’."),
    ]);
    registered(&windows("1024", "2048"));
    registered(&with(plain(), &[("cpu", json!("128")), ("containerDefinitions[0].cpu", json!(128))]));
    registered(&with(plain(), &[("cpu", json!("192 vCPU"))]));
    registered(&with(fargate(), &[("cpu", json!(".25 vCPU")), ("memory", json!("0.5GB"))]));

    let error = register(&with(plain(), &[("cpu", json!(""))]), 1).unwrap_err();
    assert_eq!((error.exception, error.message.as_str()), (Exception::InvalidParameter, r13), "R13");
}

/// task-definition §4: every pair of the table, and its neighbours.
#[test]
#[rustfmt::skip]
fn fargate_pairs() {
    let accepted = |cpu: u32, memory: u32| register(&with(fargate(), &[("cpu", json!(cpu.to_string())), ("memory", json!(memory.to_string()))]), 1).is_ok();
    for (cpu, first, last, step) in
        [(256, 512, 512, 512), (256, 1024, 2048, 1024), (512, 1024, 4096, 1024), (1024, 2048, 8192, 1024), (2048, 4096, 16384, 1024), (4096, 8192, 30720, 1024), (8192, 16384, 61440, 4096), (16384, 32768, 122_880, 8192)]
    {
        for memory in (first..=last).step_by(step) {
            assert!(accepted(cpu, memory), "{cpu} {memory}");
            assert!(!accepted(cpu, memory + 256), "{cpu} {memory} + 256");
        }
        assert!(!accepted(cpu, first - 256), "{cpu} {first} - 256");
    }
    for (memory, ok) in [(61440, true), (122_880, true), (249_856, true), (65536, false), (245_760, false)] {
        assert_eq!(accepted(32768, memory), ok, "32768 {memory}");
    }
}

/// task-definition §12, R18-R32, R73: what Fargate refuses.
#[test]
#[rustfmt::skip]
fn fargate_refusals() {
    let f = |path: &str, value: Value| with(fargate(), &[(path, value)]);
    let linux = |key: &str, value: Value| f("containerDefinitions[0].linuxParameters", json!({ key: value }));
    let no_role = |path: &str, value: Value| with(fargate(), &[("executionRoleArn", Value::Null), (path, value)]);
    let awslogs = json!({ "logDriver": "awslogs", "options": { "awslogs-group": "g", "awslogs-region": "r", "awslogs-stream-prefix": "p" } });
    let firelens = json!({ "type": "fluentbit", "options": { "config-file-type": "s3", "config-file-value": "arn:aws:s3:::b/f.conf" } });
    check(vec![
        row("R18", f("containerDefinitions[0].privileged", json!(true)), "containerDefinitions[0].privileged", "Fargate requires that the 'privileged' setting be 'false'"),
        row("R19", f("pidMode", json!("host")), "pidMode", "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'."),
        row("R20", f("ipcMode", json!("none")), "ipcMode", "Fargate compatible task definitions do not support ipcMode"),
        row("R21", f("placementConstraints", json!([{ "type": "memberOf", "expression": "attribute:a == b" }])), "placementConstraints", "Fargate compatible task definitions do not support constraints"),
        row("R22", f("volumes", json!([{ "name": "v", "host": { "sourcePath": "/data" } }])), "volumes[0].host.sourcePath", "Fargate compatible task definitions do not support sourcePath"),
        row("R23", f("volumes", json!([{ "name": "v", "dockerVolumeConfiguration": { "scope": "task" } }])), "volumes[0].dockerVolumeConfiguration", "Fargate compatible task definitions do not support dockerVolumeConfiguration"),
        row("R24", linux("devices", json!([{ "hostPath": "/dev/fuse" }])), "containerDefinitions[0].linuxParameters.devices", "Fargate compatible task definitions do not support devices"),
        row("R24", linux("sharedMemorySize", json!(64)), "containerDefinitions[0].linuxParameters.sharedMemorySize", "Fargate compatible task definitions do not support sharedMemorySize"),
        row("R24", linux("maxSwap", json!(64)), "containerDefinitions[0].linuxParameters.maxSwap", "Fargate compatible task definitions do not support maxSwap"),
        row("R24", linux("swappiness", json!(60)), "containerDefinitions[0].linuxParameters.swappiness", "Fargate compatible task definitions do not support swappiness"),
        row("R24", f("containerDefinitions[0].dockerSecurityOptions", json!(["no-new-privileges"])), "containerDefinitions[0].dockerSecurityOptions", "Fargate compatible task definitions do not support dockerSecurityOptions"),
        row("R25", linux("capabilities", json!({ "add": ["SYS_PTRACE", "NET_ADMIN"] })), "containerDefinitions[0].linuxParameters.capabilities.add[1]", "NET_ADMIN is not allowed on Fargate."),
        row(
            "R26",
            f("containerDefinitions[0].resourceRequirements", json!([{ "type": "GPU", "value": "1" }])),
            "containerDefinitions[0].resourceRequirements",
            "Tasks using the Fargate launch type do not support GPU resource requirements",
        ),
        row(
            "R27",
            f("containerDefinitions[0].logConfiguration", json!({ "logDriver": "json-file" })),
            "containerDefinitions[0].logConfiguration.logDriver",
            "json-file is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]",
        ),
        row("R28", no_role("containerDefinitions[0].logConfiguration", awslogs.clone()), "containerDefinitions[0].logConfiguration", "Fargate requires task definition to have execution role ARN to support log driver awslogs."),
        row(
            "R29",
            no_role("containerDefinitions[0].image", json!("123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1")),
            "containerDefinitions[0].image",
            "Fargate requires task definition to have execution role ARN to support ECR images.",
        ),
        row("R30", f("containerDefinitions[0].firelensConfiguration", firelens), "containerDefinitions[0].firelensConfiguration.options", "Fargate launch type does not support FirelensConfiguration config file from 's3'"),
        row("R31", f("ephemeralStorage", json!({ "sizeInGiB": 20 })), "ephemeralStorage.sizeInGiB", "EphemeralStorage size should be at least 21"),
        own("R31", f("ephemeralStorage", json!({ "sizeInGiB": 201 })), "ephemeralStorage.sizeInGiB", "EphemeralStorage size should be at most 200"),
        row("R32", with(plain(), &[("ephemeralStorage", json!({ "sizeInGiB": 30 }))]), "ephemeralStorage", "Tasks using the EC2 launch type do not support EphemeralStorage"),
        own("R73", f("containerDefinitions[0].stopTimeout", json!(121)), "containerDefinitions[0].stopTimeout", "Invalid 'stopTimeout' setting for container 'app'."),
        own(
            "§6",
            f("containerDefinitions[0].logConfiguration", json!({ "logDriver": "awslogs", "options": { "awslogs-group": "g", "awslogs-region": "r" } })),
            "containerDefinitions[0].logConfiguration.options",
            "Log driver awslogs requires options: awslogs-stream-prefix",
        ),
    ]);
    registered(&f("containerDefinitions[0].logConfiguration", awslogs));
    registered(&f("containerDefinitions[0].stopTimeout", json!(120)));
    registered(&f("ephemeralStorage", json!({ "sizeInGiB": 21 })));
    registered(&linux("capabilities", json!({ "add": ["SYS_PTRACE"], "drop": ["ALL"] })));
    registered(&no_role("containerDefinitions[0].image", json!("public.ecr.aws/nginx/nginx:1")));
    let tmpfs = judge(&linux("tmpfs", json!([{ "containerPath": "/t", "size": 64 }])));
    assert!(tmpfs.first_refusal().is_none(), "§16: accepted");
    assert_eq!(tmpfs.list[0].message, "tmpfs may not be supported on Fargate", "§16: with a word");
}

/// task-definition §3 and §12, R33-R44.
#[test]
#[rustfmt::skip]
fn networks_and_ports() {
    let mode = |name: &str, path: &str, value: Value| with(plain(), &[("networkMode", json!(name)), (path, value)]);
    let ports = |name: &str, value: Value| mode(name, "containerDefinitions[0].portMappings", value);
    let r33 = |mode: &str| &*format!("When networkMode={mode}, the host ports and container ports in port mappings must match.").leak();
    let mapping = "containerDefinitions[0].portMappings[0]";
    let at = |tail: &str| &*format!("{mapping}{tail}").leak();
    let second = "containerDefinitions[0].portMappings[1]";
    check(vec![
        row("R33", ports("awsvpc", json!([{ "containerPort": 80, "hostPort": 8080 }])), at(".hostPort"), r33("awsvpc")),
        row("R33", ports("host", json!([{ "containerPort": 80, "hostPort": 8080 }])), at(".hostPort"), r33("host")),
        row("R34", ports("bridge", json!([{ "hostPort": 80 }])), at(".containerPort"), "Invalid 'containerPort' setting for container 'app'."),
        row("R34", ports("bridge", json!([{ "containerPort": 65536 }])), at(".containerPort"), "Invalid 'containerPort' setting for container 'app'."),
        row("R34", ports("bridge", json!([{ "containerPort": 0 }])), at(".containerPort"), "Invalid 'containerPort' setting for container 'app'."),
        own("R34", ports("bridge", json!([{ "containerPort": 80, "hostPort": -1 }])), at(".hostPort"), "Invalid 'hostPort' setting for container 'app'."),
        own("R35", ports("none", json!([{ "containerPort": 80 }])), "containerDefinitions[0].portMappings", "Port mappings are not supported when networkMode=none."),
        row("R36", with(pair(), &[("networkMode", json!("awsvpc")), ("containerDefinitions[0].links", json!(["side"]))]), "containerDefinitions[0].links", "Links are not supported when networkMode=awsvpc."),
        row("R36", with(pair(), &[("networkMode", json!("host")), ("containerDefinitions[0].links", json!(["side"]))]), "containerDefinitions[0].links", "Links are not supported when networkMode=host."),
        row("R37", mode("awsvpc", "containerDefinitions[0].hostname", json!("web")), "containerDefinitions[0].hostname", "hostname is not supported on container when networkMode=awsvpc."),
        row(
            "R38",
            mode("awsvpc", "containerDefinitions[0].extraHosts", json!([{ "hostname": "a", "ipAddress": "10.0.0.1" }])),
            "containerDefinitions[0].extraHosts",
            "Extra hosts are not supported on container when networkMode=awsvpc",
        ),
        row("R39", mode("awsvpc", "containerDefinitions[0].dnsServers", json!(["1.1.1.1"])), "containerDefinitions[0].dnsServers", "DNS servers are not supported on container when networkMode=awsvpc"),
        own("R39", mode("awsvpc", "containerDefinitions[0].dnsSearchDomains", json!(["a.b"])), "containerDefinitions[0].dnsSearchDomains", "DNS search domains are not supported on container when networkMode=awsvpc"),
        row("R40", mode("awsvpc", "containerDefinitions[0].disableNetworking", json!(true)), "containerDefinitions[0].disableNetworking", "Disable Networking is not supported on container when networkMode=awsvpc"),
        row("R41", ports("bridge", json!([{ "containerPort": 80, "name": "http" }, { "containerPort": 81, "name": "http" }])), "containerDefinitions[0].portMappings[1].name", "port mapping name is already used"),
        row("R42", ports("bridge", json!([{ "containerPortRange": "90-80" }])), at(".containerPortRange"), "Invalid 'containerPortRange' setting"),
        row("R42", ports("bridge", json!([{ "containerPortRange": "80" }])), at(".containerPortRange"), "Invalid 'containerPortRange' setting"),
        row("R43", ports("bridge", json!([{ "containerPortRange": "80-90", "containerPort": 80 }])), mapping, "cannot specify both single port and port range"),
        row("R44", ports("bridge", json!([{ "containerPortRange": "80-90" }, { "containerPortRange": "90-95" }])), second, "container port is used multiple times in task"),
        row("R44", ports("bridge", json!([{ "containerPortRange": "80-90" }, { "containerPort": 85 }])), second, "container port is used multiple times in task"),
        own("§3", ports("host", json!([{ "containerPortRange": "80-90" }])), at(".containerPortRange"), "Port ranges are not supported when networkMode=host."),
        own("§3", ports("bridge", json!([{ "containerPort": 80, "hostPort": 80 }, { "containerPort": 81, "hostPort": 80 }])), second, "Host port is used multiple times in task."),
        own("§3", ports("awsvpc", json!([{ "containerPort": 53 }, { "containerPort": 53, "protocol": "udp" }])), second, "A container port is mapped for tcp and for udp."),
        own("§3", ports("bridge", json!([{ "containerPort": 80, "name": "-http" }])), at(".name"), "Invalid port mapping name."),
    ]);
    registered(&ports("awsvpc", json!([{ "containerPort": 80, "hostPort": 80 }, { "containerPort": 81 }])));
    registered(&ports("host", json!([{ "containerPort": 80 }])));
    registered(&ports("bridge", json!([{ "containerPortRange": "80-90" }, { "containerPortRange": "80-90", "protocol": "udp" }])));
    registered(&ports("bridge", json!([{ "containerPort": 80 }, { "containerPort": 81, "hostPort": 0 }])));
    let dns = judge(&ports("bridge", json!([{ "containerPort": 53 }, { "containerPort": 53, "protocol": "udp" }])));
    assert!(dns.first_refusal().is_none(), "§3: tcp and udp on one port register under bridge");
    assert_eq!(dns.list[0].path, second, "§3: with a word");
}

/// task-definition §7 and §12, R45-R51.
#[test]
#[rustfmt::skip]
fn start_order() {
    let depends = |condition: &str| ("containerDefinitions[0].dependsOn", json!([{ "containerName": "side", "condition": condition }]));
    let on = |path: &str, value: Value| with(pair(), &[(path, value)]);
    let condition = "containerDefinitions[0].dependsOn[0].condition";
    let r46 = "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container";
    check(vec![
        row(
            "R45",
            on("containerDefinitions[0].dependsOn", json!([{ "containerName": "sid", "condition": "START" }])),
            "containerDefinitions[0].dependsOn[0].containerName",
            "Cannot depend on container sid because it does not exist",
        ),
        row("R46", with(pair(), &[depends("SUCCESS"), ("containerDefinitions[1].essential", Value::Null)]), condition, r46),
        row("R46", with(pair(), &[depends("COMPLETE"), ("containerDefinitions[1].essential", json!(true))]), condition, r46),
        row("R47", with(pair(), &[depends("HEALTHY")]), condition, "A dependency container with HEALTHY condition must have health check configured"),
        own(
            "R48",
            with(pair(), &[depends("START"), ("containerDefinitions[1].dependsOn", json!([{ "containerName": "app", "condition": "START" }]))]),
            "containerDefinitions[0].dependsOn",
            "Container dependency cycle detected: app -> side -> app.",
        ),
        own("R48", with(pair(), &[depends("START"), ("containerDefinitions[1].links", json!(["app:a"]))]), "containerDefinitions[0].dependsOn", "Container dependency cycle detected: app -> side -> app."),
        own(
            "R48",
            with(pair(), &[("containerDefinitions[0].links", json!(["side"])), ("containerDefinitions[1].volumesFrom", json!([{ "sourceContainer": "app" }]))]),
            "containerDefinitions[0].links",
            "Container dependency cycle detected: app -> side -> app.",
        ),
        own("R48", on("containerDefinitions[0].dependsOn", json!([{ "containerName": "app", "condition": "START" }])), "containerDefinitions[0].dependsOn", "Container dependency cycle detected: app -> app."),
        own("R49", on("containerDefinitions[0].links", json!(["db:database"])), "containerDefinitions[0].links[0]", "Invalid 'links' setting. Unknown container: 'db'"),
        row("R50", on("containerDefinitions[0].mountPoints", json!([{ "sourceVolume": "data", "containerPath": "/d" }])), "containerDefinitions[0].mountPoints[0].sourceVolume", "Unknown volume 'data'"),
        row("R51", on("containerDefinitions[0].volumesFrom", json!([{ "sourceContainer": "db" }])), "containerDefinitions[0].volumesFrom[0].sourceContainer", "Invalid 'volumesFrom' setting. Unknown container: 'db'"),
    ]);
    let error = register(&on("containerDefinitions[0].dependsOn", json!([{ "containerName": "sid", "condition": "START" }])), 1).unwrap_err();
    assert_eq!(error.help.as_deref(), Some("did you mean `side`?"));

    let definition = registered(&with(pair(), &[depends("SUCCESS"), ("containerDefinitions[0].links", json!(["side"]))]));
    assert_eq!(definition.containers[0].depends_on, [Dependency { container: 1, condition: Condition::Success }, Dependency { container: 1, condition: Condition::Start },]);
    let healthy = with(pair(), &[depends("HEALTHY"), ("containerDefinitions[1].healthCheck", json!({ "command": ["CMD", "true"] }))]);
    let check = registered(&healthy).containers[1].health_check.unwrap();
    // task-definition §7: defaults.
    assert_eq!((check.interval_secs, check.timeout_secs, check.retries, check.start_period_secs), (30, 5, 3, 0));
    // A diamond is no circle.
    let diamond = json!({ "family": "d", "containerDefinitions": [
        { "name": "a", "image": "i", "memory": 8, "dependsOn": [{ "containerName": "b", "condition": "START" }, { "containerName": "c", "condition": "START" }] },
        { "name": "b", "image": "i", "memory": 8, "dependsOn": [{ "containerName": "d", "condition": "START" }] },
        { "name": "c", "image": "i", "memory": 8, "dependsOn": [{ "containerName": "d", "condition": "START" }] },
        { "name": "d", "image": "i", "memory": 8 },
    ] });
    registered(&diamond);
}

/// task-definition §5 and §12, R52-R55, R70, R71.
#[test]
#[rustfmt::skip]
fn volumes() {
    let volumes = |value: Value| with(plain(), &[("volumes", value)]);
    let efs = |value: Value| with(plain(), &[("volumes", json!([{ "name": "e", "efsVolumeConfiguration": value }])), ("containerDefinitions[0].mountPoints", json!([{ "sourceVolume": "e", "containerPath": "/e" }]))]);
    check(vec![
        row("R52", volumes(json!([{ "name": "ebs", "configuredAtLaunch": true }])), "volumes[0].name", "Volumes [ebs] are not referenced by any of the containers"),
        row(
            "R53",
            efs(json!({ "fileSystemId": "fs-1", "rootDirectory": "/x", "transitEncryption": "ENABLED", "authorizationConfig": { "accessPointId": "fsap-1" } })),
            "volumes[0].efsVolumeConfiguration.rootDirectory",
            "When using an EFS access point, the root directory must either be set to \"/\" or be omitted",
        ),
        row("R54", efs(json!({ "fileSystemId": "fs-1", "authorizationConfig": { "iam": "ENABLED" } })), "volumes[0].efsVolumeConfiguration.transitEncryption", "EFS IAM authorization requires TransitEncryption to be enabled"),
        own(
            "§5",
            efs(json!({ "fileSystemId": "fs-1", "authorizationConfig": { "accessPointId": "fsap-1" } })),
            "volumes[0].efsVolumeConfiguration.transitEncryption",
            "An EFS access point requires TransitEncryption to be enabled",
        ),
        row("R55", efs(json!({ "fileSystemId": "fs-1", "transitEncryptionPort": 2999 })), "volumes[0].efsVolumeConfiguration.transitEncryptionPort", "TransitEncryptionPort requires that TransitEncryption is enabled"),
        own("R70", volumes(json!([{ "name": "v", "host": {}, "dockerVolumeConfiguration": {} }])), "volumes[0]", "A volume can be of one kind only."),
        own("R70", volumes(json!([{ "name": "v", "dockerVolumeConfiguration": { "autoprovision": true } }])), "volumes[0].dockerVolumeConfiguration.autoprovision", "Only volumes with scope shared can be autoprovisioned."),
        own(
            "R70",
            with(
                plain(),
                &[
                    ("volumes", json!([{ "name": "a", "configuredAtLaunch": true }, { "name": "b", "configuredAtLaunch": true }])),
                    ("containerDefinitions[0].mountPoints", json!([{ "sourceVolume": "a", "containerPath": "/a" }, { "sourceVolume": "b", "containerPath": "/b" }])),
                ],
            ),
            "volumes[1].configuredAtLaunch",
            "A task definition can have only one volume that is configured at launch.",
        ),
        own("R71", volumes(json!([{ "name": "v" }, { "name": "v" }])), "volumes[1].name", "Volume names must be unique."),
    ]);
    let unmounted = judge(&volumes(json!([{ "name": "v" }])));
    assert!(unmounted.first_refusal().is_none(), "§5: an unmounted ordinary volume is fine");
    assert_eq!(unmounted.list[0].message, "no container mounts the volume `v`");
}

/// task-definition §6, §8, §9 and §12, R56-R69.
#[test]
#[rustfmt::skip]
fn logs_secrets_and_limits() {
    let app = |key: &str, value: Value| with(plain(), &[(&format!("containerDefinitions[0].{key}"), value)]);
    let awslogs = |options: Value| app("logConfiguration", json!({ "logDriver": "awslogs", "options": options }));
    let role = |request: Value| with(request, &[("executionRoleArn", json!("exec"))]);
    let secret = json!([{ "name": "TOKEN", "valueFrom": "token" }]);
    let file = |value: &str| json!([{ "type": "s3", "value": value }]);
    let files: Vec<Value> = (0..11).map(|n| json!({ "type": "s3", "value": format!("arn:aws:s3:::b/{n}.env") })).collect();
    let check_of = |key: &str, value: Value| app("healthCheck", json!({ "command": ["CMD", "true"], key: value }));
    let proxy = |properties: Value| json!({ "type": "APPMESH", "containerName": "app", "properties": properties });
    let r56 = "Log driver awslogs requires options: ";
    let r59 = "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as 'TOKEN'.";
    let options = "containerDefinitions[0].logConfiguration.options";
    check(vec![
        row("R56", awslogs(json!({})), options, &*format!("{r56}awslogs-region, awslogs-group").leak()),
        row("R56", awslogs(json!({ "awslogs-region": "r" })), options, &*format!("{r56}awslogs-group").leak()),
        row(
            "R57",
            awslogs(json!({ "awslogs-region": "r", "awslogs-group": "g", "awslogs-endpoint": "e" })),
            "containerDefinitions[0].logConfiguration.options.awslogs-endpoint",
            "Log driver awslogs disallows options: awslogs-endpoint",
        ),
        own("§6", app("logConfiguration", json!({ "logDriver": "splunk", "options": { "splunk-url": "u" } })), options, "Log driver splunk requires options: splunk-token"),
        own("§6", app("logConfiguration", json!({ "logDriver": "awsfirelens" })), "containerDefinitions[0].logConfiguration", "A firelens configuration is required by the log driver awsfirelens."),
        row("R58", app("secrets", secret.clone()), "containerDefinitions[0].secrets", "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'"),
        row("R59", role(with(app("secrets", secret.clone()), &[("containerDefinitions[0].environment", json!([{ "name": "TOKEN", "value": "x" }]))])), "containerDefinitions[0].secrets[0].name", r59),
        row("R59", role(app("secrets", json!([secret[0], secret[0]]))), "containerDefinitions[0].secrets[1].name", r59),
        row("R60", role(app("environmentFiles", json!(files))), "containerDefinitions[0].environmentFiles", "The maximum number of environment files was exceeded. Specify ten or less and try again"),
        row("R61", role(app("environmentFiles", file("s3://b/a.env"))), "containerDefinitions[0].environmentFiles[0].value", "Invalid arn syntax"),
        own("§2", role(app("environmentFiles", file("arn:aws:s3:::b/a.txt"))), "containerDefinitions[0].environmentFiles[0].value", "The environment file must have the file extension .env."),
        own("§8", app("environmentFiles", file("arn:aws:s3:::b/a.env")), "containerDefinitions[0].environmentFiles", "'environmentFiles' requires a value for 'executionRoleArn'."),
        row(
            "R62",
            app("restartPolicy", json!({ "enabled": true, "restartAttemptPeriod": 59 })),
            "containerDefinitions[0].restartPolicy.restartAttemptPeriod",
            "the 'restartAttemptPeriod' setting for container 'app' must be between 60 and 1800",
        ),
        row("R63", app("ulimits", json!([{ "name": "nofile", "softLimit": 2, "hardLimit": 1 }])), "containerDefinitions[0].ulimits[0]", "Soft limit exceeds hard limit for ulimit nofile"),
        own("R64", check_of("interval", json!(4)), "containerDefinitions[0].healthCheck.interval", "Invalid 'interval' setting for container 'app'."),
        own("R64", check_of("timeout", json!(61)), "containerDefinitions[0].healthCheck.timeout", "Invalid 'timeout' setting for container 'app'."),
        own("R64", check_of("retries", json!(11)), "containerDefinitions[0].healthCheck.retries", "Invalid 'retries' setting for container 'app'."),
        own("R64", check_of("startPeriod", json!(301)), "containerDefinitions[0].healthCheck.startPeriod", "Invalid 'startPeriod' setting for container 'app'."),
        own("§7", app("healthCheck", json!({ "command": [] })), "containerDefinitions[0].healthCheck.command", "Invalid 'command' setting for container 'app'."),
        row("R65", with(plain(), &[("networkMode", json!("awsvpc")), ("proxyConfiguration", json!({ "containerName": "envoy" }))]), "proxyConfiguration.containerName", "Proxy container [envoy] does not exist"),
        row("R66", with(plain(), &[("proxyConfiguration", proxy(json!([])))]), "proxyConfiguration", "APPMESH proxy configuration is only supported in networkMode=awsvpc"),
        row("R67", with(plain(), &[("networkMode", json!("awsvpc")), ("proxyConfiguration", proxy(json!([])))]), "proxyConfiguration.properties", "Ingress port not found"),
        row("R68", with(plain(), &[("inferenceAccelerators", json!([{ "deviceName": "d", "deviceType": "t" }]))]), "inferenceAccelerators", "Unsupported field 'inferenceAccelerators'"),
        own(
            "R69",
            with(plain(), &[("runtimePlatform", json!({ "cpuArchitecture": "ARM64", "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" }))]),
            "runtimePlatform.cpuArchitecture",
            "Windows task definitions do not support the ARM64 architecture.",
        ),
    ]);
    registered(&app("ulimits", json!([{ "name": "core", "softLimit": -1, "hardLimit": -1 }])));
    registered(&check_of("startPeriod", json!(0)));
    registered(&app("restartPolicy", json!({ "enabled": true, "restartAttemptPeriod": 1800 })));
    registered(&role(app("secrets", secret)));
    let small = judge(&app("memory", json!(5)));
    assert!(small.first_refusal().is_none(), "R72: accepted at registration");
    assert_eq!(small.list[0].row, "R72");
}

/// Limits and platforms that have no row of their own; all wordings are ours.
#[test]
#[rustfmt::skip]
fn limits_and_platforms_without_a_row() {
    let t = |path: &str, value: Value| with(plain(), &[(path, value)]);
    let app = |key: &str, value: Value| t(&format!("containerDefinitions[0].{key}"), value);
    let managed = |path: &str, value: Value| with(plain(), &[("requiresCompatibilities", json!(["MANAGED_INSTANCES"])), ("networkMode", json!("awsvpc")), (path, value)]);
    let windows = |path: &str, value: Value| with(fargate(), &[
        ("cpu", json!("1024")), ("memory", json!("2048")), ("runtimePlatform", json!({ "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE" })), (path, value),
    ]);
    let gpu = |requirement: Value| app("resourceRequirements", json!([requirement]));
    let neuron = json!([{ "type": "NeuronDevice", "value": "ALL" }]);
    let member_of = |expression: Value| json!([{ "type": "memberOf", "expression": expression }]);
    let codes: Vec<u32> = (0..51).collect();
    let requirement = "containerDefinitions[0].resourceRequirements[0]";
    let role = "Role is not valid";
    check(vec![
        own("§1", t("taskRoleArn", json!("arn:aws:iam::1234:role/app")), "taskRoleArn", role),
        own("§1", t("executionRoleArn", json!("arn:aws:iam::123456789012:user/app")), "executionRoleArn", role),
        own("§1", t("taskRoleArn", json!("my role")), "taskRoleArn", role),
        own("§1", t("placementConstraints", member_of(Value::Null)), "placementConstraints[0].expression", "A memberOf constraint needs an expression."),
        own("§1", t("placementConstraints", member_of(json!("a".repeat(2001)))), "placementConstraints[0].expression", "A constraint expression can have at most 2000 characters."),
        own("§1", t("placementConstraints", json!(vec![member_of(json!("a == b"))[0].clone(); 11])), "placementConstraints", "A task definition can have at most 10 placement constraints."),
        own("§1", t("tags", json!([{ "key": "AWS:x" }])), "tags[0].key", "Tag keys that start with aws: are reserved."),
        own("§1", t("tags", json!([{ "key": "a" }, { "key": "a" }])), "tags[1].key", "Tag keys must be unique."),
        own("§1", app("command", json!(["x".repeat(65536)])), "", "The task definition is larger than 64 KiB."),
        own("§1", t("enableFaultInjection", json!(true)), "enableFaultInjection", "Fault injection is only supported when networkMode=awsvpc or networkMode=host."),
        own("§1", managed("networkMode", json!("bridge")), "networkMode", "Managed Instances only support networkMode awsvpc or host."),
        own("§1", t("trustedExecutionConfiguration", json!({ "isolationMode": "SHARED" })), "trustedExecutionConfiguration", "Trusted execution needs MANAGED_INSTANCES compatibility."),
        own("§1", managed("trustedExecutionConfiguration", json!({ "isolationMode": "CONFIDENTIAL_SANDBOX" })), "trustedExecutionConfiguration", "A confidential sandbox needs an attestationPolicy."),
        own("§1", with(t("ipcMode", json!("host")), &[("containerDefinitions[0].systemControls", json!([{ "namespace": "kernel.shmmax", "value": "1" }]))]), "containerDefinitions[0].systemControls[0]", "IPC system controls are not supported when ipcMode is host."),
        own("§1", with(t("runtimePlatform", json!({ "operatingSystemFamily": "WINDOWS_SERVER_2019_CORE" })), &[("pidMode", json!("host"))]), "pidMode", "Windows task definitions do not support pidMode."),
        own("§1", windows("runtimePlatform.operatingSystemFamily", json!("WINDOWS_SERVER_2025_CORE")), "runtimePlatform.operatingSystemFamily", "Fargate does not support the operating system family WINDOWS_SERVER_2025_CORE."),
        own("§2", app("cpu", json!(-1)), "containerDefinitions[0].cpu", "Invalid 'cpu' setting for container 'app'."),
        own("§2", app("linuxParameters", json!({ "swappiness": 101 })), "containerDefinitions[0].linuxParameters.swappiness", "swappiness must be between 0 and 100."),
        own("§2", with(fargate(), &[("containerDefinitions[0].credentialSpecs", json!(["credentialspec:arn"]))]), "containerDefinitions[0].credentialSpecs", "Fargate compatible task definitions only support domainless credential specs"),
        own("§4", windows("ephemeralStorage", json!({ "sizeInGiB": 30 })), "ephemeralStorage", "Windows on Fargate does not support ephemeralStorage."),
        own("§4", windows("containerDefinitions[0].user", json!("root")), "containerDefinitions[0].user", "Windows on Fargate does not support user."),
        own("§4", with(fargate(), &[("volumes", json!([{ "name": "f", "fsxWindowsFileServerVolumeConfiguration": {} }]))]), "volumes[0].fsxWindowsFileServerVolumeConfiguration", "Fargate compatible task definitions do not support fsxWindowsFileServerVolumeConfiguration"),
        own("§5", t("volumes", json!([{ "name": "a b" }])), "volumes[0].name", "Invalid volume name."),
        own("§5", with(t("volumes", json!([{ "name": "a" }])), &[("containerDefinitions[0].mountPoints", json!([{ "sourceVolume": "a", "containerPath": "/a" }, { "sourceVolume": "a", "containerPath": "/a" }]))]), "containerDefinitions[0].mountPoints[1].containerPath", "A container path can be mounted only once."),
        own("§6", app("firelensConfiguration", json!({ "type": "fluentbit", "options": { "config-file-type": "file" } })), "containerDefinitions[0].firelensConfiguration.options", "FireLens options config-file-type and config-file-value go together."),
        own("§6", with(pair(), &[("containerDefinitions[0].firelensConfiguration", json!({ "type": "fluentd" })), ("containerDefinitions[1].firelensConfiguration", json!({ "type": "fluentd" }))]), "containerDefinitions[1].firelensConfiguration", "A task definition can have only one FireLens container."),
        own("§7", app("restartPolicy", json!({ "enabled": true, "ignoredExitCodes": codes })), "containerDefinitions[0].restartPolicy.ignoredExitCodes", "A restart policy can ignore at most 50 exit codes."),
        own("§9", gpu(json!({ "type": "GPU", "value": "some" })), "containerDefinitions[0].resourceRequirements[0].value", "A GPU requirement is a number of GPUs or ALL."),
        own("§9", gpu(json!({ "type": "GPU" })), requirement, "A GPU requirement has either a value or a sharingStrategy."),
        own("§9", gpu(json!({ "type": "GPU", "value": "1", "sharingStrategy": {} })), requirement, "A GPU requirement has either a value or a sharingStrategy."),
        own("§9", with(gpu(json!({ "type": "GPU", "sharingStrategy": {} })), &[("requiresCompatibilities", json!(["EXTERNAL"]))]), requirement, "EXTERNAL compatible task definitions cannot share GPUs."),
        own("§9", app("resourceRequirements", neuron.clone()), requirement, "A NeuronDevice requirement has the value ALL and needs MANAGED_INSTANCES compatibility."),
        row("R61", app("firelensConfiguration", json!({ "type": "fluentbit", "options": { "config-file-type": "s3", "config-file-value": "b/f.conf" } })), "containerDefinitions[0].firelensConfiguration.options.config-file-value", "Invalid arn syntax"),
    ]);
    registered(&t("taskRoleArn", json!("arn:aws-cn:iam::123456789012:role/service/app")));
    registered(&t("taskRoleArn", json!("app-role")));
    registered(&app("command", json!(["x".repeat(65000)])));
    assert_eq!(registered(&managed("containerDefinitions[0].resourceRequirements", neuron)).compatibilities, [Compatibility::ManagedInstances]);
    registered(&windows("containerDefinitions[0].readonlyRootFilesystem", json!(false)));
}

/// task-definition §13: the first problem is the answer, and all of them can be had.
#[test]
#[rustfmt::skip]
fn the_first_problem_is_the_answer() {
    let request = json!({
        "family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "host", "cpu": "256", "memory": "512",
        "containerDefinitions": [
            { "name": "app", "image": "", "dependsOn": [{ "containerName": "gone", "condition": "START" }] },
            { "name": "app", "image": "i", "privileged": true, "portMappings": [{ "containerPort": 1, "hostPort": 2 }] }
        ]
    });
    let rows: Vec<&str> = judge(&request).list.iter().map(|verdict| verdict.row).collect();
    assert_eq!(rows, ["R05", "R07", "R45", "R33", "R17", "R18"]);
    assert_eq!(register(&request, 1).unwrap_err().message, "Container.image should not be null or empty.");
}

/// task-definition §10: what the service fills in.
#[test]
#[rustfmt::skip]
fn defaults_come_back() {
    let request = with(
        fargate(),
        &[
            ("cpu", json!(".25 vCPU")),
            ("memory", json!("0.5 GB")),
            ("containerDefinitions[0].portMappings", json!([{ "containerPort": 80 }])),
            ("containerDefinitions[0].user", Value::Null),
            ("tags", json!([{ "key": "team", "value": "a" }])),
        ],
    );
    assert_eq!(
        registered(&request).json,
        json!({
            "family": "web", "cpu": "256", "memory": "512", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
            "executionRoleArn": "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
            "containerDefinitions": [{
                "name": "app", "image": "nginx:1.27", "cpu": 0, "essential": true, "environment": [], "mountPoints": [],
                "volumesFrom": [], "systemControls": [],
                "portMappings": [{ "containerPort": 80, "hostPort": 80, "protocol": "tcp" }]
            }],
            "volumes": [], "placementConstraints": [],
            "compatibilities": ["EC2", "FARGATE", "MANAGED_INSTANCES"],
            "requiresAttributes": [{ "name": "com.amazonaws.ecs.capability.docker-remote-api.1.18" }, { "name": "ecs.capability.task-eni" }]
        })
    );
    let bridge = registered(&with(plain(), &[("containerDefinitions[0].portMappings", json!([{ "containerPort": 80 }]))]));
    assert_eq!(bridge.json["containerDefinitions"][0]["portMappings"][0]["hostPort"], 0);
    assert!(bridge.json.get("networkMode").is_none(), "echoed only when given");
}

/// task-definition §10: compatibilities, compared as sets.
#[test]
#[rustfmt::skip]
fn compatibilities() {
    use Compatibility::{Ec2, External, Fargate, ManagedInstances};
    for (what, request, fits) in [
        ("bridge", plain(), vec![Ec2, External]),
        ("fits Fargate without asking", with(fargate(), &[("requiresCompatibilities", Value::Null)]), vec![Ec2, Fargate, ManagedInstances]),
        ("size that Fargate lacks", with(fargate(), &[("requiresCompatibilities", Value::Null), ("cpu", json!("300"))]), vec![Ec2, ManagedInstances]),
        ("host", with(plain(), &[("networkMode", json!("host"))]), vec![Ec2, External, ManagedInstances]),
        ("journald", with(fargate(), &[("requiresCompatibilities", Value::Null), ("containerDefinitions[0].logConfiguration", json!({ "logDriver": "journald" }))]), vec![Ec2]),
    ] {
        assert_eq!(registered(&request).compatibilities, fits, "{what}");
    }
}

/// task-definition §10: attributes and what brings them about.
#[test]
#[rustfmt::skip]
fn required_attributes() {
    let old = "com.amazonaws.ecs.capability.";
    let app = |key: &str, value: Value| with(plain(), &[(&format!("containerDefinitions[0].{key}"), value)]);
    let awslogs = json!({ "logDriver": "awslogs", "options": { "awslogs-group": "g", "awslogs-region": "r", "mode": "blocking" } });
    for (what, request, wanted) in [
        ("nothing", plain(), vec![]),
        ("task size alone (seen in real output)", with(plain(), &[("cpu", json!("256")), ("memory", json!("512"))]), vec![]),
        ("task role", with(plain(), &[("taskRoleArn", json!("app"))]), vec![format!("{old}docker-remote-api.1.18"), format!("{old}task-iam-role")]),
        ("task role under host", with(plain(), &[("taskRoleArn", json!("app")), ("networkMode", json!("host"))]), vec![format!("{old}docker-remote-api.1.18"), format!("{old}task-iam-role-network-host")]),
        ("privileged", app("privileged", json!(true)), vec![format!("{old}privileged-container")]),
        ("health check", app("healthCheck", json!({ "command": ["CMD", "true"] })), vec![format!("{old}docker-remote-api.1.24"), "ecs.capability.container-health-check".into()]),
        ("awslogs", app("logConfiguration", awslogs), vec![format!("{old}docker-remote-api.1.18"), format!("{old}docker-remote-api.1.19"), format!("{old}docker-remote-api.1.28"), format!("{old}logging-driver.awslogs")]),
        (
            "ECR image with execution role",
            with(app("image", json!("123456789012.dkr.ecr.eu-west-1.amazonaws.com/a")), &[("executionRoleArn", json!("e"))]),
            vec![format!("{old}ecr-auth"), "ecs.capability.execution-role-ecr-pull".into()],
        ),
        (
            "secrets of both stores",
            with(app("secrets", json!([{ "name": "A", "valueFrom": "a" }, { "name": "B", "valueFrom": "arn:aws:secretsmanager:r:1:secret:b" }])), &[("executionRoleArn", json!("e"))]),
            vec!["ecs.capability.secrets.asm.environment-variables".into(), "ecs.capability.secrets.ssm.environment-variables".into()],
        ),
    ] {
        assert_eq!(registered(&request).required_attributes, wanted, "{what}");
    }
}

/// scheduler §10 P07-P09, P13, P14; scheduler §1.5.
#[test]
#[rustfmt::skip]
fn demand() {
    let two = json!({ "family": "t", "containerDefinitions": [
        { "name": "a", "image": "i", "memory": 300, "memoryReservation": 128, "cpu": 256 },
        { "name": "b", "image": "i", "memory": 256 },
    ] });
    assert_eq!(registered(&two).demand().memory_mib, 384, "P07");
    assert_eq!(registered(&with(two.clone(), &[("memory", json!("512"))])).demand().memory_mib, 512, "P08");
    assert_eq!(registered(&two).demand().cpu_units, 256, "P09");
    assert_eq!(registered(&with(two.clone(), &[("cpu", json!("512"))])).demand().cpu_units, 512, "§1.5: task level wins");

    let ports = |mode: &str, mappings: Value| {
        let demand = registered(&with(plain(), &[("networkMode", json!(mode)), ("containerDefinitions[0].portMappings", mappings)])).demand();
        (demand.tcp_ports, demand.udp_ports, demand.network_interfaces)
    };
    let none: Vec<u16> = vec![];
    assert_eq!(ports("bridge", json!([{ "containerPort": 80, "hostPort": 80 }])), (vec![80], none.clone(), 0), "P13");
    assert_eq!(ports("bridge", json!([{ "containerPort": 80, "hostPort": 0 }, { "containerPort": 81 }])), (none.clone(), none.clone(), 0), "P14");
    assert_eq!(ports("host", json!([{ "containerPort": 53, "protocol": "udp" }, { "containerPort": 80 }])), (vec![80], vec![53], 0), "§1.5: host mode is always static");
    assert_eq!(ports("awsvpc", json!([{ "containerPort": 80 }])), (none.clone(), none, 1), "§1.5: own network, one interface");

    let gpus = |requirement: Value| registered(&with(two.clone(), &[("containerDefinitions[0].resourceRequirements", json!([requirement])), ("containerDefinitions[1].resourceRequirements", json!([requirement]))])).demand().gpus;
    assert_eq!(gpus(json!({ "type": "GPU", "value": "2" })), 4, "§1.5: pinned GPUs add up");
    assert_eq!(gpus(json!({ "type": "GPU", "sharingStrategy": { "nvidiaMps": { "memory": 1024 } } })), 1, "§1.5: shared ones are one");
}

/// task-definition §10: a described definition registers again, and gives the same.
#[test]
#[rustfmt::skip]
fn describe_output_registers_again() {
    let first = registered(&with(fargate(), &[("containerDefinitions[0].portMappings", json!([{ "containerPort": 80, "name": "http" }]))]));
    let mut described = first.json.clone();
    for (key, value) in [("taskDefinitionArn", json!("arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1")), ("revision", json!(1)), ("status", json!("ACTIVE")), ("registeredAt", json!(1.5e9)), ("registeredBy", json!("me"))]
    {
        described[key] = value;
    }
    let wrapped = json!({ "taskDefinition": described, "tags": [{ "key": "aws:x", "value": "y" }] });
    let error = register(&wrapped, 2).unwrap_err();
    assert_eq!(error.path.as_deref(), Some("tags[0].key"), "tags beside the definition are part of the request");
    let again = register(&json!({ "taskDefinition": described, "tags": [] }), 2).unwrap();
    assert_eq!((again.json.clone(), again.reference()), (first.json, "web:2".to_owned()));
}
