//! What chance is asked for: one number per use, so that adding a use moves no other draw.

use crate::kernel::Stream;

pub const TASK_ID: Stream = Stream(1);
pub const INSTANCE_ID: Stream = Stream(2);
pub const EC2_INSTANCE_ID: Stream = Stream(3);
pub const DEPLOYMENT_ID: Stream = Stream(4);
pub const EVENT_ID: Stream = Stream(5);
pub const CONTAINER_ID: Stream = Stream(6);
pub const IMAGE_SIZE: Stream = Stream(10);
pub const IMAGE_PULL: Stream = Stream(11);
pub const CONTAINER_START: Stream = Stream(12);
pub const CONTAINER_STOP: Stream = Stream(13);
pub const NETWORK_INTERFACE: Stream = Stream(14);
pub const FARGATE_HOST: Stream = Stream(15);
pub const TARGET_REGISTRATION: Stream = Stream(16);
pub const TARGET_CHECK: Stream = Stream(17);
pub const TARGET_GROUP_ID: Stream = Stream(18);
pub const SERVICE_DEPLOYMENT_ID: Stream = Stream(19);
pub const PLACEMENT_RANDOM: Stream = Stream(20);
pub const SCALE_IN: Stream = Stream(21);
pub const MACHINE_BOOT: Stream = Stream(23);
pub const REACTION: Stream = Stream(22);
