//! The registry of our own choices: what AWS does not document and the simulation had to decide.
//!
//! A place that rests on one says `assumed!(NAME)`, so a reader finds all of them; the page lists the registry.

/// Marks code that rests on a registered choice.
#[macro_export]
macro_rules! assumed {
    ($name:ident) => {
        const _: $crate::kernel::Assumption = $crate::model::assumed::$name;
    };
}

crate::registry! {
    OUTSIDE_SESSION: "iam 7",
        "A role that a step names alone is a session somebody outside the account opened, called `session`; `ana/deployer` is the user ana in the role deployer, whose session is called ana.";
    SOURCE_OF_SERVICES: "iam 7",
        "A service that assumes a role sends aws:SourceAccount and, as aws:SourceArn, an ARN of ECS that only patterns on account and region match.";
    ROLE_CHECKS: "iam 11",
        "What a role may not do shows when the step is due: Fargate asks for the registry token, secrets, parameters and log streams before any container, the agent on EC2 for secrets first, for each image before its pull and for the log stream before the start. A refusal takes no time, a refused pull a second and a half. Not asked: writing to the stream (logs:PutLogEvents), making its group (logs:CreateLogGroup), the key of a parameter (kms:Decrypt), and files of variables in S3 (s3:GetObject, s3:GetBucketLocation).";
    INSTANCE_ROLE_ASKED: "iam 11",
        "Of the agent's calls only ecs:RegisterContainerInstance is asked, on the cluster; whoever may not do that never tries again. Of Managed Instances such a one ends, and five minutes later another is tried.";
    LINKED_ROLE_ASKED: "iam 11",
        "The service-linked role of ECS is looked for when a service or task set with load balancers is created or a service gets other ones.";
    FILTER_ORDER: "scheduler 1.3",
        "Inside one instance the checks run in the order status and agent, attributes, CPU, memory, ports, GPU, network interfaces, constraints. AWS documents that resources come before constraints, not the rest; the order decides which reason an instance shows.";
    CLOSEST_INSTANCE: "scheduler 1.3",
        "The closest matching container instance of a service event is the one that passes the most checks; among equals the lowest number.";
    PLACEMENT_TIE: "scheduler 3.2",
        "Instances that are equal after the last strategy: the one with the fewest tasks of the same service or group wins, then the one registered first.";
    SPREAD_WITHOUT_ATTRIBUTE: "scheduler 3.2",
        "Instances without the attribute named by a spread strategy form one group of their own.";
    SPREAD_COUNTS: "scheduler 3.2",
        "Spread counts tasks of the same service or group whose desired status is RUNNING.";
    RESOURCE_RELEASE: "scheduler 1.5",
        "The scheduler counts a task's resources as free from the moment it is asked to stop; the agent admits a new task only when the old one has really stopped, first come first served.";
    DAEMON_PORTS: "scheduler 1.4",
        "Instances register the six documented agent ports, 51680 included.";
    REGISTERED_MEMORY: "capacity 6.4",
        "The agent registers 97 % of an instance type's nominal memory.";
    SERVICE_TICK: "scheduler 4.2",
        "A service that has work to do is looked at every 10 s; after a request the first look comes within 1 s, after a task stopped by itself 10 to 20 s later.";
    LAUNCH_RATE: "scheduler Q04",
        "The limit of 500 task starts per service and minute is spread evenly: 83 per look of 10 s.";
    STOPPING_COUNTS: "scheduler 5.3",
        "Tasks that are stopping still count against maximumPercent until they are STOPPED.";
    PENDING_COUNT: "scheduler 4.1",
        "pendingCount includes PROVISIONING and ACTIVATING; a stopping task is in neither count.";
    SCALE_IN_ORDER: "scheduler 3.3",
        "Scale-in takes tasks of older deployments first, then tasks that are not RUNNING, then unhealthy ones, then those on DRAINING instances, then by the strategy; what is still equal is drawn from the seed.";
    DRAINED_LIKE_OLD: "scheduler 4.8",
        "During draining a RUNNING service task is treated like a task of an old revision: replaced within minimumHealthyPercent and maximumPercent.";
    STEADY_REPEAT: "scheduler 4.2",
        "The steady state event is written when the state is reached. AWS writes it again at intervals it does not document; that is left out.";
    IMAGE_SIZE: "agent-and-lifecycle 16",
        "Image sizes are not known: each image gets 60 to 300 MB from its name and the seed, pulled at 50 MB/s on EC2 and 40 MB/s on Fargate; an image already on an instance costs 300 ms.";
    CONTAINER_START: "agent-and-lifecycle 16",
        "Creating a container takes 0.4 to 0.8 s and starting it 0.4 to 1.2 s.";
    CONTAINER_STOP: "agent-and-lifecycle 5",
        "Containers end 1 to 3 s after SIGTERM with exit code 0.";
    ONE_SHOT_CONTAINER: "agent-and-lifecycle 5",
        "A container others wait for with COMPLETE or SUCCESS ends by itself with exit code 0 after 5 s; every other container runs until it is stopped.";
    HEALTH_CHECK_PASSES: "agent-and-lifecycle 7",
        "A container health check passes at its first probe, one interval after the container started.";
    ENI_TIME: "agent-and-lifecycle 16",
        "Attaching a network interface takes 3 to 10 s on EC2, a Fargate host 8 to 12 s; detaching takes 5 to 15 s.";
    FARGATE_ZONES: "scheduler 1.1",
        "Fargate spreads tasks over the zones of the subnets. The zone of a subnet is read from its last letter, otherwise from its place in the list.";
    FAILURE_ENTRIES: "scheduler P26",
        "RunTask reports one failure per container instance with that instance's first reason.";
    EVENT_REPEAT: "scheduler 6.1",
        "The same failure event is written again only after 6 h or after a placement succeeded in between.";
    THROTTLE_CURVE: "scheduler 4.5",
        "After two failed starts in a row a service waits 10 s before the next, then twice as long each time up to the documented 27 min; the event comes with the third failure, and a task that reaches RUNNING ends it.";
    TARGET_CHECK_PHASE: "scheduler 7",
        "Registering a target takes 1 to 3 s, and its first health check falls anywhere within the first interval, drawn from the seed.";
    DRAINING_FULL_DELAY: "scheduler 7",
        "Connections stay open while a target drains, so deregistration takes the whole delay of the target group.";
    TARGET_IN_EVERY_GROUP: "scheduler 4.3",
        "A task with several target groups counts as healthy when its target is healthy in every one of them.";
    REBALANCE_ZONES: "scheduler 3.4",
        "Zone rebalancing begins when the fullest and the emptiest usable zone of a steady service differ by two tasks or more. On EC2 a zone is usable when it has an ACTIVE, connected instance that meets the constraints.";
    PROTECTION_SCOPE: "scheduler 4.6",
        "Task protection holds against scale-in, deployments and zone rebalancing; not against StopTask, failed health checks, draining or the loss of the instance.";
    DAEMON_DESIRED: "scheduler 4.7",
        "A daemon service wants one task on each ACTIVE, connected instance that meets its constraints; on a DRAINING instance its task stops last.";
    MISSING_IMAGE: "scheduler 5.4",
        "An image the registry does not have fails after 1.5 s on EC2, where the agent does not ask again, and after 3 min on Fargate, where three starts were seen to take 8 to 12 min.";
    BREAKER_AFTER_RUNNING: "scheduler 5.4",
        "A container that exits after RUNNING without a health check is not counted by the circuit breaker.";
    UNHEALTHY_IN_PLACE: "scheduler 4.4",
        "A task that fails its health checks is replaced by one of the newest revision; during a rolling deployment an unhealthy task of an old revision is stopped, not replaced by its own revision.";
    DEPENDENCY_TEXT: "agent-and-lifecycle 5",
        "The reason of a container whose dependency can never be met is worded by us after the agent's `dependency graph` messages.";
    DRAINING_REASON: "scheduler 6.2",
        "An instance that is not ACTIVE, a DRAINING one included, shows the reason INACTIVE; ECS has no published word for it.";
    SHIFT_STEPS: "scheduler 5.7",
        "A shift of traffic takes effect at once on an Application Load Balancer; TEST_TRAFFIC_SHIFT is passed through without a test listener, and stages without a hook take no time.";
    TARGET_TRACKING: "scheduler 8.3",
        "Target tracking asks for the running tasks times metric over target, rounded up, after 3 minutes above the target or 15 minutes below nine tenths of it; a larger scale-out is allowed at once, scale-in waits for the cooldown.";
    ALARM_BAKE: "scheduler 5.5",
        "A rolling deployment with alarms and no bake time of its own bakes as long as its slowest alarm needs to notice, one to five minutes; an alarm that goes on is acted on 10 to 20 s later.";
    HOOK_ANSWERS: "scheduler 5.8",
        "A function that nobody described succeeds after a second. When a deployment rolls back, its hooks of the traffic shifts are called once more, and what they answer changes nothing.";
    ROLLBACK_WORDS: "scheduler 5.6",
        "rolloutStateReason of deployments that an alarm, a hook, a timeout or a person ended is worded by us after the one of the circuit breaker; so is the service event of a stage that timed out.";
    FARGATE_LAUNCHES: "scheduler 9",
        "An account launches 100 Fargate tasks at once and 20 a second after that, in all its services together; what a service cannot launch then it tries a second later. RunTask is not held back.";
    FARGATE_OUTAGE: "agent-and-lifecycle 8",
        "Fargate tasks in a zone that goes away stop at once, with the reason ECS gives for maintenance of their host; replacements go to the other zones as long as it lasts.";
    FORECAST_IS_LOAD: "scheduler 8.5",
        "The forecast of predictive scaling is the load the scenario draws: each hour needs what its middle needs, from the scheduling buffer before it on.";
    QUERY_PRECEDENCE: "scheduler 2.3",
        "In the cluster query language `not` binds tighter than `and`, `and` tighter than `or`; a regular expression has to match the whole value.";
    QUERY_ABSENT_ATTRIBUTE: "scheduler 2.4",
        "An instance without the attribute meets neither `!=` nor `!in` nor `!~`: they ask for another value.";
    LAUNCH_TYPE_DEFAULT: "scheduler 1.1",
        "Without launchType and without a capacity provider strategy the launch type is EC2.";
    REQUEST_SHAPE: "task-definition 1",
        "A request of the wrong shape is answered with InvalidParameterException; the sentence is ours.";
    REGISTRATION_ORDER: "task-definition 13",
        "Registration looks at the family, each container, names and references, the network, the task's size, then Fargate's rules; the first problem is the answer.";
    REGISTRATION_WORDS: "task-definition 16",
        "Where ECS's wording of a refusal is not known the sentence is ours, and says so.";
    FARGATE_CPU: "task-definition R13",
        "A CPU value that Fargate does not have is an invalid setting; a pair that does not exist is a missing configuration.";
    STORAGE_WITHOUT_FARGATE: "task-definition 16",
        "ephemeralStorage is refused whenever FARGATE is not asked for.";
    MANAGED_INSTANCES_FIT: "task-definition 16",
        "Managed Instances take the network modes awsvpc and host and the log drivers awslogs, splunk, awsfirelens and json-file; further limits are not known.";
    EXTERNAL_FIT: "scheduler 1.6",
        "A definition fits EXTERNAL unless it needs something those instances cannot register, such as awsvpc, EFS or EBS.";
    FAULT_INJECTION_MODES: "task-definition 1",
        "Fault injection needs the network mode awsvpc or host.";
    SEARCH_DOMAINS: "task-definition 16",
        "dnsSearchDomains are refused in awsvpc mode, as dnsServers are.";
    TWO_PROTOCOLS: "task-definition 3",
        "One container port for tcp and udp is refused in awsvpc mode, and accepted with a warning elsewhere.";
    ONE_MOUNT_PER_PATH: "task-definition 5",
        "A container path can be mounted only once.";
    FARGATE_TMPFS: "task-definition 16",
        "tmpfs is accepted on Fargate, with a warning.";
    ALL_GPUS: "scheduler 1.5",
        "A requirement of all GPUs counts as one for placement.";
    STRATEGY_ROUNDING: "capacity 1.5",
        "AWS says that tasks follow the weights and not how it rounds. Here each task goes to the provider furthest behind its share; of equals, to the one named first.";
    BASE_WITHOUT_WEIGHT: "capacity 1.4",
        "A provider with a base and the weight 0 gets its base and nothing more; AWS's texts disagree.";
    STRATEGY_SCALE_IN: "capacity 1.5",
        "Scale-in takes tasks from the provider furthest ahead of its share, and from a base only when nothing else is left.";
    RESERVATION_GROUPS: "capacity 2.3",
        "When several kinds of tasks wait, the instances that the neediest kind asks for are added, not the sum: the next minute sees the rest.";
    IN_SERVICE_COUNTS: "capacity 2.1",
        "Instances count as running from InService on, whether they are warming up, draining or not yet registered.";
    EMPTY_GROUP_METRIC: "capacity 2.4",
        "With no instance and no task the reservation is published at its target, so that nothing moves. Read literally, AWS's formula gives 100 and a group with a lower target would flap.";
    SCALE_IN_STEP: "capacity 2.4",
        "Each minute of the low alarm removes at most half of the warm instances and at least one; AWS documents the half, not the step.";
    GROUP_ZONE_TIES: "capacity 3.1",
        "Of zones with equally few instances an Auto Scaling group launches in the first by name.";
    GROUP_BALANCE: "capacity 3.1",
        "A group levels its zones when the fullest and the emptiest differ by two instances or more and every instance is in service: it launches first, and lets go when what it launched is in service. It launches nothing in a zone that is out, unless all of its zones are.";
    TERMINATION_TIES: "capacity 3.2",
        "Of instances that may go equally well, the one furthest into its hour of running goes, then the one launched first.";
    WINDOWS_FARGATE_MINIMUM: "capacity 4.7",
        "A Windows task on Fargate is billed for at least 5 minutes; older texts say 15.";
    SPOT_PRICE: "capacity 7",
        "A Spot instance costs 40 % of the on-demand price. The real price moves with the market; averages in public data lie between 32 and 48 %.";
    FIRST_FIT_PACKING: "capacity 7",
        "What instances of one type would cost is worked out by packing tasks once, largest first, each into the first instance with room and interfaces. Host ports and constraints do not count, and ECS places tasks one by one as they come: it may need more.";
    API_THROTTLING: "scheduler 6.1 #19",
        "While the service scheduler's calls are throttled it does nothing for a service that has something to do; tasks that are under way go on, and it looks again when the throttling is over. AWS says that it tries again later, not what gets through.";
    WAITING_ORDER: "capacity 2.5",
        "Tasks that wait in PROVISIONING are tried whenever an instance of their provider joins, drains or loses a task; tasks that ask for the same go one after the other, the oldest first. They wait 30 minutes; AWS says 10 to 30.";
    MACHINE_BOOT_TIME: "capacity 2.8",
        "An instance of an Auto Scaling group registers 60 to 90 s after its launch, and is in service 30 s before that.";
    GROUP_TYPES: "capacity 3.6",
        "A group with several instance types launches the one named first; which type Spot really has is not simulated.";
    MANAGED_SCALING_DEFAULT: "capacity 1.3",
        "A capacity provider without managedScaling has it off; with the object and no status it is on.";
    MANAGED_MIX_WORDS: "capacity 1.4",
        "A strategy of Managed Instances and other providers is refused, and so is their provider in a cluster that is not its own; the sentences are ours.";
    MANAGED_SELECTION: "capacity 5",
        "Managed Instances are of the cheapest on-demand type that holds the tasks which wait for one zone and that the requirements admit; without a list of allowed types no burstable one. Tasks spread over the zones of the provider's subnets, and are placed when the instances picked for them are all there.";
    MANAGED_CONSOLIDATION: "capacity 5",
        "Five minutes after the last change a fleet of Managed Instances is made cheaper, one instance at a time: an empty one ends, and one whose tasks fit on a cheaper type drains when such an instance stands beside it in its zone.";
    SUBNET_OF_A_ZONE: "capacity 6.3",
        "Each zone has one subnet, called by its letter. ECS does not look at its addresses before it starts a task: a task that gets none stops, and holds none while it does.";
    FARGATE_QUOTA_ANSWER: "capacity 4.4",
        "RunTask past the vCPU quota is answered with a failure in the words of the service event; what is stopping counts until it is STOPPED.";
    FARGATE_CAPACITY_PASSED_OVER: "capacity S18",
        "Where one line of a strategy has no Fargate capacity, its tasks stay missing and the other lines get theirs.";
    WAITING_ALL_OR_NONE: "capacity C29",
        "A RunTask call whose tasks would exceed the 500 that may wait is refused as a whole, whether or not some would find a place at once.";
}
