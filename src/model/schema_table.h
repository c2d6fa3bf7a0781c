/* Made by tests/heat/schema.py from Heat 19.0.0; do not edit. */
#pragma once

#include "schema.h"

/* clang-format off */
static const WfProperty schema_0[] = {
    {"Key", .kind = SCHEMA_STRING, .required = true},
    {"Value", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_1[] = {
    {"AvailabilityZones", .kind = SCHEMA_LIST, .required = true},
    {"Cooldown", .kind = SCHEMA_INTEGER}, {"DesiredCapacity", .kind = SCHEMA_INTEGER},
    {"HealthCheckGracePeriod", .kind = SCHEMA_INTEGER},
    {"HealthCheckType", .kind = SCHEMA_STRING, .allowed = "EC2 ELB"},
    {"InstanceId", .kind = SCHEMA_STRING}, {"LaunchConfigurationName", .kind = SCHEMA_STRING},
    {"LoadBalancerNames", .kind = SCHEMA_LIST},
    {"MaxSize", .kind = SCHEMA_INTEGER, .required = true},
    {"MinSize", .kind = SCHEMA_INTEGER, .required = true},
    {"Tags", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0},
    {"VPCZoneIdentifier", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {0},
};

static const WfProperty schema_2[] = {
    {"MaxBatchSize", .kind = SCHEMA_INTEGER}, {"MinInstancesInService", .kind = SCHEMA_INTEGER},
    {"PauseTime", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_3[] = {
    {"AutoScalingRollingUpdate", .kind = SCHEMA_MAP, .below = schema_2}, {0},
};

static const WfProperty schema_4[] = {
    {"DeleteOnTermination", .kind = SCHEMA_BOOLEAN}, {"Iops", .kind = SCHEMA_NUMBER},
    {"SnapshotId", .kind = SCHEMA_STRING}, {"VolumeSize", .kind = SCHEMA_STRING},
    {"VolumeType", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_5[] = {
    {"DeviceName", .kind = SCHEMA_STRING, .required = true},
    {"Ebs", .kind = SCHEMA_MAP, .below = schema_4}, {"NoDevice", .kind = SCHEMA_MAP},
    {"VirtualName", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_6[] = {
    {"BlockDeviceMappings", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_5},
    {"ImageId", .kind = SCHEMA_STRING}, {"InstanceId", .kind = SCHEMA_STRING},
    {"InstanceType", .kind = SCHEMA_STRING}, {"KernelId", .kind = SCHEMA_STRING},
    {"KeyName", .kind = SCHEMA_STRING},
    {"NovaSchedulerHints", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0},
    {"RamDiskId", .kind = SCHEMA_STRING}, {"SecurityGroups", .kind = SCHEMA_LIST},
    {"UserData", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_7[] = {
    {0},
};

static const WfProperty schema_8[] = {
    {"AdjustmentType", .kind = SCHEMA_STRING, .allowed =
     "ChangeInCapacity ExactCapacity PercentChangeInCapacity", .required = true},
    {"AutoScalingGroupName", .kind = SCHEMA_STRING, .required = true},
    {"Cooldown", .kind = SCHEMA_INTEGER},
    {"MinAdjustmentStep", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX},
    {"ScalingAdjustment", .kind = SCHEMA_INTEGER, .required = true}, {0},
};

static const WfProperty schema_9[] = {
    {"Parameters", .kind = SCHEMA_MAP}, {"TemplateURL", .kind = SCHEMA_STRING, .required = true},
    {"TimeoutInMinutes", .kind = SCHEMA_INTEGER}, {0},
};

static const WfProperty schema_10[] = {
    {"Count", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX, .defaults = true},
    {"Handle", .kind = SCHEMA_STRING, .required = true},
    {"Timeout", .kind = SCHEMA_INTEGER, .min = 1, .max = 43200, .required = true}, {0},
};

static const WfProperty schema_11[] = {
    {"Domain", .kind = SCHEMA_STRING, .allowed = "vpc"}, {"InstanceId", .kind = SCHEMA_STRING},
    {0},
};

static const WfProperty schema_12[] = {
    {"AllocationId", .kind = SCHEMA_STRING}, {"EIP", .kind = SCHEMA_STRING},
    {"InstanceId", .kind = SCHEMA_STRING}, {"NetworkInterfaceId", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_13[] = {
    {"Device", .kind = SCHEMA_STRING, .required = true},
    {"VolumeId", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_14[] = {
    {"AvailabilityZone", .kind = SCHEMA_STRING},
    {"BlockDeviceMappings", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_5},
    {"DisableApiTermination", .kind = SCHEMA_STRING},
    {"ImageId", .kind = SCHEMA_STRING, .required = true},
    {"InstanceType", .kind = SCHEMA_STRING, .required = true}, {"KernelId", .kind = SCHEMA_STRING},
    {"KeyName", .kind = SCHEMA_STRING}, {"Monitoring", .kind = SCHEMA_BOOLEAN},
    {"NetworkInterfaces", .kind = SCHEMA_LIST},
    {"NovaSchedulerHints", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0},
    {"PlacementGroupName", .kind = SCHEMA_STRING}, {"PrivateIpAddress", .kind = SCHEMA_STRING},
    {"RamDiskId", .kind = SCHEMA_STRING}, {"SecurityGroupIds", .kind = SCHEMA_LIST},
    {"SecurityGroups", .kind = SCHEMA_LIST}, {"SourceDestCheck", .kind = SCHEMA_BOOLEAN},
    {"SubnetId", .kind = SCHEMA_STRING},
    {"Tags", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0},
    {"Tenancy", .kind = SCHEMA_STRING, .allowed = "dedicated default"},
    {"UserData", .kind = SCHEMA_STRING},
    {"Volumes", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_13}, {0},
};

static const WfProperty schema_15[] = {
    {"Tags", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0}, {0},
};

static const WfProperty schema_16[] = {
    {"Description", .kind = SCHEMA_STRING}, {"GroupSet", .kind = SCHEMA_LIST},
    {"PrivateIpAddress", .kind = SCHEMA_STRING}, {"SourceDestCheck", .kind = SCHEMA_BOOLEAN},
    {"SubnetId", .kind = SCHEMA_STRING, .required = true},
    {"Tags", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0}, {0},
};

static const WfProperty schema_17[] = {
    {"Tags", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0},
    {"VpcId", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_18[] = {
    {"CidrIp", .kind = SCHEMA_STRING}, {"FromPort", .kind = SCHEMA_STRING},
    {"IpProtocol", .kind = SCHEMA_STRING}, {"SourceSecurityGroupId", .kind = SCHEMA_STRING},
    {"SourceSecurityGroupName", .kind = SCHEMA_STRING},
    {"SourceSecurityGroupOwnerId", .kind = SCHEMA_STRING}, {"ToPort", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_19[] = {
    {"GroupDescription", .kind = SCHEMA_STRING, .required = true},
    {"SecurityGroupEgress", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_18},
    {"SecurityGroupIngress", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_18},
    {"VpcId", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_20[] = {
    {"AvailabilityZone", .kind = SCHEMA_STRING},
    {"CidrBlock", .kind = SCHEMA_STRING, .required = true},
    {"Tags", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0},
    {"VpcId", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_21[] = {
    {"RouteTableId", .kind = SCHEMA_STRING, .required = true},
    {"SubnetId", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_22[] = {
    {"CidrBlock", .kind = SCHEMA_STRING},
    {"InstanceTenancy", .kind = SCHEMA_STRING, .allowed = "default dedicated", .defaults = true},
    {"Tags", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0}, {0},
};

static const WfProperty schema_23[] = {
    {"InternetGatewayId", .kind = SCHEMA_STRING},
    {"VpcId", .kind = SCHEMA_STRING, .required = true}, {"VpnGatewayId", .kind = SCHEMA_STRING},
    {0},
};

static const WfProperty schema_24[] = {
    {"AvailabilityZone", .kind = SCHEMA_STRING, .required = true},
    {"Size", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX},
    {"SnapshotId", .kind = SCHEMA_STRING},
    {"Tags", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0}, {0},
};

static const WfProperty schema_25[] = {
    {"Device", .kind = SCHEMA_STRING, .required = true},
    {"InstanceId", .kind = SCHEMA_STRING, .required = true},
    {"VolumeId", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_26[] = {
    {"HealthyThreshold", .kind = SCHEMA_INTEGER, .required = true},
    {"Interval", .kind = SCHEMA_INTEGER, .required = true},
    {"Target", .kind = SCHEMA_STRING, .required = true},
    {"Timeout", .kind = SCHEMA_INTEGER, .required = true},
    {"UnhealthyThreshold", .kind = SCHEMA_INTEGER, .required = true}, {0},
};

static const WfProperty schema_27[] = {
    {"InstancePort", .kind = SCHEMA_INTEGER, .required = true},
    {"LoadBalancerPort", .kind = SCHEMA_INTEGER, .required = true},
    {"PolicyNames", .kind = SCHEMA_LIST},
    {"Protocol", .kind = SCHEMA_STRING, .allowed = "TCP HTTP", .required = true},
    {"SSLCertificateId", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_28[] = {
    {"AppCookieStickinessPolicy", .kind = SCHEMA_STRING},
    {"AvailabilityZones", .kind = SCHEMA_LIST, .required = true},
    {"HealthCheck", .kind = SCHEMA_MAP, .below = schema_26}, {"Instances", .kind = SCHEMA_LIST},
    {"LBCookieStickinessPolicy", .kind = SCHEMA_STRING},
    {"Listeners", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_27, .required = true},
    {"SecurityGroups", .kind = SCHEMA_LIST}, {"Subnets", .kind = SCHEMA_LIST}, {0},
};

static const WfProperty schema_29[] = {
    {"Serial", .kind = SCHEMA_INTEGER},
    {"Status", .kind = SCHEMA_STRING, .allowed = "Active Inactive"},
    {"UserName", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_30[] = {
    {"Password", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_31[] = {
    {"Groups", .kind = SCHEMA_LIST}, {"LoginProfile", .kind = SCHEMA_MAP, .below = schema_30},
    {"Path", .kind = SCHEMA_STRING}, {"Policies", .kind = SCHEMA_LIST}, {0},
};

static const WfProperty schema_32[] = {
    {"ErrorDocument", .kind = SCHEMA_STRING}, {"IndexDocument", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_33[] = {
    {"AccessControl", .kind = SCHEMA_STRING, .allowed =
     "Private PublicRead PublicReadWrite AuthenticatedRead "
     "BucketOwnerRead BucketOwnerFullControl"},
    {"Tags", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0},
    {"WebsiteConfiguration", .kind = SCHEMA_MAP, .below = schema_32}, {0},
};

static const WfProperty schema_34[] = {
    {"field", .kind = SCHEMA_STRING},
    {"op", .kind = SCHEMA_STRING, .allowed = "le ge eq lt gt ne"},
    {"type", .kind = SCHEMA_STRING, .allowed = "integer float string boolean datetime", .defaults =
     true},
    {"value", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_35[] = {
    {"description", .kind = SCHEMA_STRING},
    {"duration", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .required = true},
    {"name", .kind = SCHEMA_STRING, .required = true},
    {"start", .kind = SCHEMA_STRING, .required = true}, {"timezone", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_36[] = {
    {"alarm_actions", .kind = SCHEMA_LIST},
    {"alarm_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"comparison_operator", .kind = SCHEMA_STRING, .allowed = "le ge eq lt gt ne"},
    {"description", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"evaluation_periods", .kind = SCHEMA_INTEGER},
    {"insufficient_data_actions", .kind = SCHEMA_LIST},
    {"insufficient_data_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"matching_metadata", .kind = SCHEMA_MAP},
    {"meter_name", .kind = SCHEMA_STRING, .required = true}, {"ok_actions", .kind = SCHEMA_LIST},
    {"ok_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {"period", .kind = SCHEMA_INTEGER},
    {"query", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_34},
    {"repeat_actions", .kind = SCHEMA_BOOLEAN},
    {"severity", .kind = SCHEMA_STRING, .allowed = "low moderate critical", .defaults = true},
    {"statistic", .kind = SCHEMA_STRING, .allowed = "count avg sum min max"},
    {"threshold", .kind = SCHEMA_NUMBER, .required = true},
    {"time_constraints", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_35}, {0},
};

static const WfProperty schema_37[] = {
    {"operator", .kind = SCHEMA_STRING, .allowed = "or and", .required = true},
    {"rules", .kind = SCHEMA_LIST, .min = 2, .max = INT_MAX, .required = true}, {0},
};

static const WfProperty schema_38[] = {
    {"alarm_actions", .kind = SCHEMA_LIST},
    {"alarm_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"composite_rule", .kind = SCHEMA_MAP, .below = schema_37, .required = true},
    {"description", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"insufficient_data_actions", .kind = SCHEMA_LIST},
    {"insufficient_data_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"ok_actions", .kind = SCHEMA_LIST}, {"ok_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"repeat_actions", .kind = SCHEMA_BOOLEAN},
    {"severity", .kind = SCHEMA_STRING, .allowed = "low moderate critical", .defaults = true},
    {"time_constraints", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_35}, {0},
};

static const WfProperty schema_39[] = {
    {"alarm_actions", .kind = SCHEMA_LIST},
    {"alarm_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"description", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"event_type", .kind = SCHEMA_STRING}, {"insufficient_data_actions", .kind = SCHEMA_LIST},
    {"insufficient_data_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"ok_actions", .kind = SCHEMA_LIST}, {"ok_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"query", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_34},
    {"repeat_actions", .kind = SCHEMA_BOOLEAN},
    {"severity", .kind = SCHEMA_STRING, .allowed = "low moderate critical", .defaults = true},
    {"time_constraints", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_35}, {0},
};

static const WfProperty schema_40[] = {
    {"aggregation_method", .kind = SCHEMA_STRING}, {"alarm_actions", .kind = SCHEMA_LIST},
    {"alarm_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"comparison_operator", .kind = SCHEMA_STRING, .allowed = "le ge eq lt gt ne"},
    {"description", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"evaluation_periods", .kind = SCHEMA_INTEGER}, {"granularity", .kind = SCHEMA_INTEGER},
    {"insufficient_data_actions", .kind = SCHEMA_LIST},
    {"insufficient_data_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"metrics", .kind = SCHEMA_LIST, .required = true}, {"ok_actions", .kind = SCHEMA_LIST},
    {"ok_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"repeat_actions", .kind = SCHEMA_BOOLEAN},
    {"severity", .kind = SCHEMA_STRING, .allowed = "low moderate critical", .defaults = true},
    {"threshold", .kind = SCHEMA_NUMBER, .required = true},
    {"time_constraints", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_35}, {0},
};

static const WfProperty schema_41[] = {
    {"aggregation_method", .kind = SCHEMA_STRING}, {"alarm_actions", .kind = SCHEMA_LIST},
    {"alarm_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"comparison_operator", .kind = SCHEMA_STRING, .allowed = "le ge eq lt gt ne"},
    {"description", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"evaluation_periods", .kind = SCHEMA_INTEGER}, {"granularity", .kind = SCHEMA_INTEGER},
    {"insufficient_data_actions", .kind = SCHEMA_LIST},
    {"insufficient_data_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"metric", .kind = SCHEMA_STRING, .required = true}, {"ok_actions", .kind = SCHEMA_LIST},
    {"ok_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"query", .kind = SCHEMA_STRING, .required = true}, {"repeat_actions", .kind = SCHEMA_BOOLEAN},
    {"resource_type", .kind = SCHEMA_STRING, .required = true},
    {"severity", .kind = SCHEMA_STRING, .allowed = "low moderate critical", .defaults = true},
    {"threshold", .kind = SCHEMA_NUMBER, .required = true},
    {"time_constraints", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_35}, {0},
};

static const WfProperty schema_42[] = {
    {"aggregation_method", .kind = SCHEMA_STRING}, {"alarm_actions", .kind = SCHEMA_LIST},
    {"alarm_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"comparison_operator", .kind = SCHEMA_STRING, .allowed = "le ge eq lt gt ne"},
    {"description", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"evaluation_periods", .kind = SCHEMA_INTEGER}, {"granularity", .kind = SCHEMA_INTEGER},
    {"insufficient_data_actions", .kind = SCHEMA_LIST},
    {"insufficient_data_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"metric", .kind = SCHEMA_STRING, .required = true}, {"ok_actions", .kind = SCHEMA_LIST},
    {"ok_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"repeat_actions", .kind = SCHEMA_BOOLEAN},
    {"resource_id", .kind = SCHEMA_STRING, .required = true},
    {"resource_type", .kind = SCHEMA_STRING, .required = true},
    {"severity", .kind = SCHEMA_STRING, .allowed = "low moderate critical", .defaults = true},
    {"threshold", .kind = SCHEMA_NUMBER, .required = true},
    {"time_constraints", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_35}, {0},
};

static const WfProperty schema_43[] = {
    {"alarm_actions", .kind = SCHEMA_LIST},
    {"alarm_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"autoscaling_group_id", .kind = SCHEMA_STRING, .required = true},
    {"description", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"insufficient_data_actions", .kind = SCHEMA_LIST},
    {"insufficient_data_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"ok_actions", .kind = SCHEMA_LIST}, {"ok_queues", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"pool", .kind = SCHEMA_STRING, .required = true}, {"repeat_actions", .kind = SCHEMA_BOOLEAN},
    {"severity", .kind = SCHEMA_STRING, .allowed = "low moderate critical", .defaults = true},
    {"stack", .kind = SCHEMA_STRING, .required = true},
    {"time_constraints", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_35}, {0},
};

static const WfProperty schema_44[] = {
    {"certificate_ref", .kind = SCHEMA_STRING}, {"intermediates_ref", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING}, {"private_key_passphrase_ref", .kind = SCHEMA_STRING},
    {"private_key_ref", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_45[] = {
    {"name", .kind = SCHEMA_STRING, .required = true},
    {"ref", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_46[] = {
    {"name", .kind = SCHEMA_STRING},
    {"secrets", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_45}, {0},
};

static const WfProperty schema_47[] = {
    {"algorithm", .kind = SCHEMA_STRING}, {"bit_length", .kind = SCHEMA_INTEGER},
    {"ca_id", .kind = SCHEMA_STRING}, {"expiration", .kind = SCHEMA_STRING},
    {"mode", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"pass_phrase", .kind = SCHEMA_STRING}, {"payload_content_type", .kind = SCHEMA_STRING},
    {"profile", .kind = SCHEMA_STRING}, {"request_data", .kind = SCHEMA_STRING},
    {"request_type", .kind = SCHEMA_STRING, .allowed = "stored-key simple-cmc custom"},
    {"source_container_ref", .kind = SCHEMA_STRING}, {"subject_dn", .kind = SCHEMA_STRING},
    {"type", .kind = SCHEMA_STRING, .allowed = "key asymmetric certificate", .required = true},
    {0},
};

static const WfProperty schema_48[] = {
    {"name", .kind = SCHEMA_STRING}, {"private_key_passphrase_ref", .kind = SCHEMA_STRING},
    {"private_key_ref", .kind = SCHEMA_STRING}, {"public_key_ref", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_49[] = {
    {"algorithm", .kind = SCHEMA_STRING},
    {"bit_length", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX},
    {"expiration", .kind = SCHEMA_STRING}, {"mode", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING}, {"payload", .kind = SCHEMA_STRING},
    {"payload_content_encoding", .kind = SCHEMA_STRING, .allowed = "base64"},
    {"payload_content_type", .kind = SCHEMA_STRING, .allowed =
     "text/plain application/octet-stream"},
    {"secret_type", .kind = SCHEMA_STRING, .allowed =
     "symmetric public private certificate passphrase opaque", .defaults = true},
    {0},
};

static const WfProperty schema_50[] = {
    {"extra_capability", .kind = SCHEMA_MAP}, {"name", .kind = SCHEMA_STRING, .required = true},
    {0},
};

static const WfProperty schema_51[] = {
    {"event_type", .kind = SCHEMA_STRING, .required = true},
    {"time", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_52[] = {
    {"affinity", .kind = SCHEMA_BOOLEAN},
    {"amount", .kind = SCHEMA_INTEGER, .min = 0, .max = 2147483647},
    {"before_end", .kind = SCHEMA_STRING, .allowed = "default snapshot", .defaults = true},
    {"disk_gb", .kind = SCHEMA_INTEGER, .min = 0, .max = 2147483647},
    {"hypervisor_properties", .kind = SCHEMA_STRING},
    {"max", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX},
    {"memory_mb", .kind = SCHEMA_INTEGER, .min = 0, .max = 2147483647},
    {"min", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX},
    {"resource_properties", .kind = SCHEMA_STRING},
    {"resource_type", .kind = SCHEMA_STRING, .allowed = "virtual:instance physical:host", .required
     = true},
    {"vcpus", .kind = SCHEMA_INTEGER, .min = 0, .max = 2147483647}, {0},
};

static const WfProperty schema_53[] = {
    {"before_end_date", .kind = SCHEMA_STRING},
    {"end_date", .kind = SCHEMA_STRING, .required = true},
    {"events", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_51},
    {"name", .kind = SCHEMA_STRING, .required = true},
    {"reservations", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_52, .required =
     true},
    {"start_date", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_54[] = {
    {"cipher", .kind = SCHEMA_STRING, .allowed = "aes-xts-plain64 aes-cbc-essiv"},
    {"control_location", .kind = SCHEMA_STRING, .allowed = "front-end back-end", .defaults = true},
    {"key_size", .kind = SCHEMA_INTEGER}, {"provider", .kind = SCHEMA_STRING, .required = true},
    {"volume_type", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_55[] = {
    {"qos_specs", .kind = SCHEMA_STRING, .required = true},
    {"volume_types", .kind = SCHEMA_LIST, .item = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_56[] = {
    {"name", .kind = SCHEMA_STRING}, {"specs", .kind = SCHEMA_MAP, .required = true}, {0},
};

static const WfProperty schema_57[] = {
    {"backup_gigabytes", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"backups", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"gigabytes", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"project", .kind = SCHEMA_STRING, .required = true},
    {"snapshots", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"volumes", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX}, {0},
};

static const WfProperty schema_58[] = {
    {"availability_zone", .kind = SCHEMA_STRING}, {"backup_id", .kind = SCHEMA_STRING},
    {"description", .kind = SCHEMA_STRING}, {"image", .kind = SCHEMA_STRING},
    {"imageRef", .kind = SCHEMA_STRING}, {"metadata", .kind = SCHEMA_MAP},
    {"multiattach", .kind = SCHEMA_BOOLEAN}, {"name", .kind = SCHEMA_STRING},
    {"read_only", .kind = SCHEMA_BOOLEAN}, {"scheduler_hints", .kind = SCHEMA_MAP},
    {"size", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX},
    {"snapshot_id", .kind = SCHEMA_STRING}, {"source_volid", .kind = SCHEMA_STRING},
    {"volume_type", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_59[] = {
    {"instance_uuid", .kind = SCHEMA_STRING, .required = true},
    {"mountpoint", .kind = SCHEMA_STRING}, {"volume_id", .kind = SCHEMA_STRING, .required = true},
    {0},
};

static const WfProperty schema_60[] = {
    {"description", .kind = SCHEMA_STRING}, {"is_public", .kind = SCHEMA_BOOLEAN},
    {"metadata", .kind = SCHEMA_MAP}, {"name", .kind = SCHEMA_STRING, .required = true},
    {"projects", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {0},
};

static const WfProperty schema_61[] = {
    {"description", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 160},
    {"name", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 255},
    {"records", .kind = SCHEMA_LIST, .required = true},
    {"ttl", .kind = SCHEMA_INTEGER, .min = 1, .max = 2147483647},
    {"type", .kind = SCHEMA_STRING, .allowed = "A AAAA CNAME MX SRV TXT SPF NS PTR SSHFP SOA",
     .required = true},
    {"zone", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_62[] = {
    {"description", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 160},
    {"email", .kind = SCHEMA_STRING}, {"masters", .kind = SCHEMA_LIST},
    {"name", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 255, .required = true},
    {"primaries", .kind = SCHEMA_LIST},
    {"ttl", .kind = SCHEMA_INTEGER, .min = 1, .max = 2147483647},
    {"type", .kind = SCHEMA_STRING, .allowed = "PRIMARY SECONDARY", .defaults = true}, {0},
};

static const WfProperty schema_63[] = {
    {"architecture", .kind = SCHEMA_STRING},
    {"container_format", .kind = SCHEMA_STRING, .allowed = "ami ari aki bare ova ovf", .required =
     true},
    {"disk_format", .kind = SCHEMA_STRING, .allowed = "ami ari aki vhd vmdk raw qcow2 vdi iso",
     .required = true},
    {"extra_properties", .kind = SCHEMA_MAP}, {"id", .kind = SCHEMA_STRING},
    {"is_public", .kind = SCHEMA_BOOLEAN}, {"kernel_id", .kind = SCHEMA_STRING},
    {"location", .kind = SCHEMA_STRING, .required = true},
    {"min_disk", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .defaults = true},
    {"min_ram", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .defaults = true},
    {"name", .kind = SCHEMA_STRING}, {"os_distro", .kind = SCHEMA_STRING},
    {"owner", .kind = SCHEMA_STRING}, {"protected", .kind = SCHEMA_BOOLEAN},
    {"ramdisk_id", .kind = SCHEMA_STRING}, {"tags", .kind = SCHEMA_LIST}, {0},
};

static const WfProperty schema_64[] = {
    {"active", .kind = SCHEMA_BOOLEAN}, {"architecture", .kind = SCHEMA_STRING},
    {"container_format", .kind = SCHEMA_STRING, .allowed = "ami ari aki bare ovf ova docker",
     .required = true},
    {"disk_format", .kind = SCHEMA_STRING, .allowed =
     "ami ari aki vhd vhdx vmdk raw qcow2 vdi iso ploop", .required = true},
    {"extra_properties", .kind = SCHEMA_MAP}, {"id", .kind = SCHEMA_STRING},
    {"kernel_id", .kind = SCHEMA_STRING}, {"location", .kind = SCHEMA_STRING, .required = true},
    {"members", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"min_disk", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .defaults = true},
    {"min_ram", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .defaults = true},
    {"name", .kind = SCHEMA_STRING}, {"os_distro", .kind = SCHEMA_STRING},
    {"os_version", .kind = SCHEMA_STRING}, {"owner", .kind = SCHEMA_STRING},
    {"protected", .kind = SCHEMA_BOOLEAN}, {"ramdisk_id", .kind = SCHEMA_STRING},
    {"tags", .kind = SCHEMA_LIST},
    {"visibility", .kind = SCHEMA_STRING, .allowed = "public private community shared", .defaults =
     true},
    {0},
};

static const WfProperty schema_65[] = {
    {"AllowedResources", .kind = SCHEMA_LIST, .required = true}, {0},
};

static const WfProperty schema_66[] = {
    {"max_batch_size", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX, .defaults = true},
    {"min_in_service", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .defaults = true},
    {"pause_time", .kind = SCHEMA_NUMBER, .min = 0, .max = INT_MAX, .defaults = true}, {0},
};

static const WfProperty schema_67[] = {
    {"cooldown", .kind = SCHEMA_INTEGER}, {"desired_capacity", .kind = SCHEMA_INTEGER},
    {"max_size", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .required = true},
    {"min_size", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .required = true},
    {"resource", .kind = SCHEMA_MAP, .required = true},
    {"rolling_updates", .kind = SCHEMA_MAP, .below = schema_66}, {0},
};

static const WfProperty schema_68[] = {
    {"cloud_config", .kind = SCHEMA_MAP}, {0},
};

static const WfProperty schema_69[] = {
    {"actions", .kind = SCHEMA_LIST, .allowed = "CREATE DELETE SUSPEND RESUME", .defaults = true},
    {"jitter_multiplier", .kind = SCHEMA_NUMBER, .min = 0, .max = INT_MAX, .defaults = true},
    {"max_jitter", .kind = SCHEMA_NUMBER, .min = 0, .max = INT_MAX, .defaults = true},
    {"min_wait", .kind = SCHEMA_NUMBER, .min = 0, .max = INT_MAX, .defaults = true}, {0},
};

static const WfProperty schema_70[] = {
    {"container", .kind = SCHEMA_STRING, .min = 1, .max = INT_MAX},
    {"object", .kind = SCHEMA_STRING, .min = 1, .max = INT_MAX}, {0},
};

static const WfProperty schema_71[] = {
    {"deployment_swift_data", .kind = SCHEMA_MAP, .below = schema_70},
    {"metadata", .kind = SCHEMA_MAP}, {"name", .kind = SCHEMA_STRING},
    {"software_config_transport", .kind = SCHEMA_STRING, .allowed =
     "POLL_SERVER_CFN POLL_SERVER_HEAT POLL_TEMP_URL ZAQAR_MESSAGE", .defaults = true},
    {0},
};

static const WfProperty schema_72[] = {
    {"AvailabilityZones", .kind = SCHEMA_LIST, .required = true},
    {"LaunchConfigurationName", .kind = SCHEMA_STRING, .required = true},
    {"LoadBalancerNames", .kind = SCHEMA_LIST}, {"Size", .kind = SCHEMA_INTEGER, .required = true},
    {"Tags", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_0}, {0},
};

static const WfProperty schema_73[] = {
    {"RollingUpdate", .kind = SCHEMA_MAP, .below = schema_2}, {0},
};

static const WfProperty schema_74[] = {
    {"config", .kind = SCHEMA_STRING, .required = true}, {"filename", .kind = SCHEMA_STRING},
    {"subtype", .kind = SCHEMA_STRING},
    {"type", .kind = SCHEMA_STRING, .allowed = "text multipart", .defaults = true}, {0},
};

static const WfProperty schema_75[] = {
    {"group", .kind = SCHEMA_STRING},
    {"parts", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_74}, {0},
};

static const WfProperty schema_76[] = {
    {"class", .kind = SCHEMA_STRING, .allowed =
     "lettersdigits letters lowercase uppercase digits hexdigits " "octdigits", .defaults = true},
    {"min", .kind = SCHEMA_INTEGER, .min = 1, .max = 512, .defaults = true}, {0},
};

static const WfProperty schema_77[] = {
    {"min", .kind = SCHEMA_INTEGER, .min = 1, .max = 512, .defaults = true},
    {"sequence", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_78[] = {
    {"character_classes", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_76},
    {"character_sequences", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_77},
    {"length", .kind = SCHEMA_INTEGER, .min = 1, .max = 512, .defaults = true},
    {"salt", .kind = SCHEMA_STRING},
    {"sequence", .kind = SCHEMA_STRING, .allowed =
     "lettersdigits letters lowercase uppercase digits hexdigits " "octdigits"},
    {0},
};

static const WfProperty schema_79[] = {
    {"concurrent", .kind = SCHEMA_BOOLEAN}, {"resource_properties", .kind = SCHEMA_MAP},
    {"resources", .kind = SCHEMA_ANY}, {0},
};

static const WfProperty schema_80[] = {
    {"resource_list", .kind = SCHEMA_LIST}, {0},
};

static const WfProperty schema_81[] = {
    {"metadata", .kind = SCHEMA_MAP}, {"properties", .kind = SCHEMA_MAP},
    {"type", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_82[] = {
    {"count", .kind = SCHEMA_ANY}, {"index_var", .kind = SCHEMA_ANY},
    {"removal_policies", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_80},
    {"removal_policies_mode", .kind = SCHEMA_STRING, .allowed = "append update", .defaults = true},
    {"resource_def", .kind = SCHEMA_MAP, .below = schema_81}, {0},
};

static const WfProperty schema_83[] = {
    {"max_batch_size", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX, .defaults = true},
    {"pause_time", .kind = SCHEMA_NUMBER, .min = 0, .max = INT_MAX, .defaults = true}, {0},
};

static const WfProperty schema_84[] = {
    {"batch_create", .kind = SCHEMA_MAP, .below = schema_83},
    {"rolling_update", .kind = SCHEMA_MAP, .below = schema_66}, {0},
};

static const WfProperty schema_85[] = {
    {"adjustment_type", .kind = SCHEMA_STRING, .allowed =
     "change_in_capacity exact_capacity percent_change_in_capacity", .required = true},
    {"auto_scaling_group_id", .kind = SCHEMA_STRING, .required = true},
    {"cooldown", .kind = SCHEMA_NUMBER},
    {"min_adjustment_step", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX},
    {"scaling_adjustment", .kind = SCHEMA_NUMBER, .required = true}, {0},
};

static const WfProperty schema_86[] = {
    {"actions", .kind = SCHEMA_LIST, .item = SCHEMA_STRING, .min = 1, .max = INT_MAX, .defaults =
     true},
    {"config", .kind = SCHEMA_STRING}, {"tool", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_87[] = {
    {"default", .kind = SCHEMA_ANY}, {"description", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING}, {"replace_on_change", .kind = SCHEMA_BOOLEAN},
    {"type", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_88[] = {
    {"description", .kind = SCHEMA_STRING}, {"error_output", .kind = SCHEMA_BOOLEAN},
    {"name", .kind = SCHEMA_STRING}, {"type", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_89[] = {
    {"configs", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_86, .min = 1, .max =
     INT_MAX, .required = true},
    {"inputs", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_87},
    {"options", .kind = SCHEMA_MAP},
    {"outputs", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_88}, {0},
};

static const WfProperty schema_90[] = {
    {"config", .kind = SCHEMA_STRING}, {"group", .kind = SCHEMA_STRING},
    {"inputs", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_87},
    {"options", .kind = SCHEMA_MAP},
    {"outputs", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_88}, {0},
};

static const WfProperty schema_91[] = {
    {"actions", .kind = SCHEMA_LIST}, {"config", .kind = SCHEMA_STRING},
    {"input_values", .kind = SCHEMA_MAP}, {"name", .kind = SCHEMA_STRING},
    {"server", .kind = SCHEMA_STRING},
    {"signal_transport", .kind = SCHEMA_STRING, .allowed =
     "CFN_SIGNAL TEMP_URL_SIGNAL HEAT_SIGNAL NO_SIGNAL " "ZAQAR_SIGNAL", .defaults = true},
    {0},
};

static const WfProperty schema_92[] = {
    {"actions", .kind = SCHEMA_LIST}, {"config", .kind = SCHEMA_STRING},
    {"input_values", .kind = SCHEMA_MAP}, {"name", .kind = SCHEMA_STRING},
    {"servers", .kind = SCHEMA_MAP},
    {"signal_transport", .kind = SCHEMA_STRING, .allowed =
     "CFN_SIGNAL TEMP_URL_SIGNAL HEAT_SIGNAL NO_SIGNAL " "ZAQAR_SIGNAL", .defaults = true},
    {0},
};

static const WfProperty schema_93[] = {
    {"batch_create", .kind = SCHEMA_MAP, .below = schema_83},
    {"rolling_update", .kind = SCHEMA_MAP, .below = schema_83}, {0},
};

static const WfProperty schema_94[] = {
    {"ca_cert", .kind = SCHEMA_STRING}, {"credential_secret_id", .kind = SCHEMA_STRING},
    {"insecure", .kind = SCHEMA_BOOLEAN}, {"region_name", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_95[] = {
    {"context", .kind = SCHEMA_MAP, .below = schema_94}, {"parameters", .kind = SCHEMA_MAP},
    {"template", .kind = SCHEMA_STRING, .required = true}, {"timeout", .kind = SCHEMA_INTEGER},
    {0},
};

static const WfProperty schema_96[] = {
    {"config", .kind = SCHEMA_MAP}, {"group", .kind = SCHEMA_STRING},
    {"inputs", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_87},
    {"options", .kind = SCHEMA_MAP},
    {"outputs", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_88}, {0},
};

static const WfProperty schema_97[] = {
    {"actions", .kind = SCHEMA_LIST}, {"config", .kind = SCHEMA_STRING},
    {"input_key", .kind = SCHEMA_STRING}, {"input_values", .kind = SCHEMA_MAP},
    {"input_values_validate", .kind = SCHEMA_STRING, .allowed = "LAX STRICT", .defaults = true},
    {"name", .kind = SCHEMA_STRING}, {"server", .kind = SCHEMA_STRING},
    {"signal_transport", .kind = SCHEMA_STRING, .allowed =
     "CFN_SIGNAL TEMP_URL_SIGNAL HEAT_SIGNAL NO_SIGNAL " "ZAQAR_SIGNAL", .defaults = true},
    {0},
};

static const WfProperty schema_98[] = {
    {"actions", .kind = SCHEMA_LIST}, {"config", .kind = SCHEMA_STRING},
    {"input_key", .kind = SCHEMA_STRING}, {"input_values", .kind = SCHEMA_MAP},
    {"input_values_validate", .kind = SCHEMA_STRING, .allowed = "LAX STRICT", .defaults = true},
    {"name", .kind = SCHEMA_STRING}, {"servers", .kind = SCHEMA_MAP},
    {"signal_transport", .kind = SCHEMA_STRING, .allowed =
     "CFN_SIGNAL TEMP_URL_SIGNAL HEAT_SIGNAL NO_SIGNAL " "ZAQAR_SIGNAL", .defaults = true},
    {0},
};

static const WfProperty schema_99[] = {
    {"count", .kind = SCHEMA_INTEGER, .min = 1, .max = 1000, .defaults = true},
    {"handle", .kind = SCHEMA_STRING, .required = true},
    {"timeout", .kind = SCHEMA_NUMBER, .min = 1, .max = 43200, .required = true}, {0},
};

static const WfProperty schema_100[] = {
    {"create", .kind = SCHEMA_NUMBER}, {"delete", .kind = SCHEMA_NUMBER},
    {"update", .kind = SCHEMA_NUMBER}, {0},
};

static const WfProperty schema_101[] = {
    {"action_wait_secs", .kind = SCHEMA_MAP, .below = schema_100},
    {"attr_wait_secs", .kind = SCHEMA_NUMBER}, {"client_name", .kind = SCHEMA_STRING},
    {"constraint_prop_secs", .kind = SCHEMA_NUMBER}, {"entity_name", .kind = SCHEMA_STRING},
    {"fail", .kind = SCHEMA_BOOLEAN}, {"update_replace", .kind = SCHEMA_BOOLEAN},
    {"update_replace_value", .kind = SCHEMA_STRING}, {"value", .kind = SCHEMA_STRING},
    {"wait_secs", .kind = SCHEMA_NUMBER}, {0},
};

static const WfProperty schema_102[] = {
    {"type", .kind = SCHEMA_STRING, .allowed = "string number comma_delimited_list json boolean"},
    {"value", .kind = SCHEMA_ANY, .required = true}, {0},
};

static const WfProperty schema_103[] = {
    {"count", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX, .defaults = true},
    {"handle", .kind = SCHEMA_STRING, .required = true},
    {"timeout", .kind = SCHEMA_NUMBER, .min = 1, .max = 43200, .required = true}, {0},
};

static const WfProperty schema_104[] = {
    {"signal_transport", .kind = SCHEMA_STRING, .allowed =
     "CFN_SIGNAL TEMP_URL_SIGNAL HEAT_SIGNAL NO_SIGNAL " "ZAQAR_SIGNAL TOKEN_SIGNAL", .defaults =
     true},
    {0},
};

static const WfProperty schema_105[] = {
    {"address", .kind = SCHEMA_STRING, .required = true}, {"extra", .kind = SCHEMA_MAP},
    {"is_smartnic", .kind = SCHEMA_BOOLEAN}, {"local_link_connection", .kind = SCHEMA_MAP},
    {"node", .kind = SCHEMA_STRING, .required = true}, {"physical_network", .kind = SCHEMA_STRING},
    {"portgroup", .kind = SCHEMA_STRING}, {"pxe_enabled", .kind = SCHEMA_BOOLEAN}, {0},
};

static const WfProperty schema_106[] = {
    {"description", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"name", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_107[] = {
    {"enabled", .kind = SCHEMA_BOOLEAN},
    {"interface", .kind = SCHEMA_STRING, .allowed = "public internal admin", .required = true},
    {"name", .kind = SCHEMA_STRING}, {"region", .kind = SCHEMA_STRING},
    {"service", .kind = SCHEMA_STRING, .required = true},
    {"url", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_108[] = {
    {"domain", .kind = SCHEMA_STRING}, {"project", .kind = SCHEMA_STRING},
    {"role", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_109[] = {
    {"description", .kind = SCHEMA_STRING}, {"domain", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING},
    {"roles", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_108}, {0},
};

static const WfProperty schema_110[] = {
    {"group", .kind = SCHEMA_STRING, .required = true},
    {"roles", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_108}, {0},
};

static const WfProperty schema_111[] = {
    {"description", .kind = SCHEMA_STRING}, {"domain", .kind = SCHEMA_STRING},
    {"enabled", .kind = SCHEMA_BOOLEAN}, {"name", .kind = SCHEMA_STRING},
    {"parent", .kind = SCHEMA_STRING}, {"tags", .kind = SCHEMA_LIST}, {0},
};

static const WfProperty schema_112[] = {
    {"description", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"id", .kind = SCHEMA_STRING}, {"parent_region", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_113[] = {
    {"domain", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_114[] = {
    {"description", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"name", .kind = SCHEMA_STRING}, {"type", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_115[] = {
    {"default_project", .kind = SCHEMA_STRING}, {"description", .kind = SCHEMA_STRING},
    {"domain", .kind = SCHEMA_STRING}, {"email", .kind = SCHEMA_STRING},
    {"enabled", .kind = SCHEMA_BOOLEAN}, {"groups", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING}, {"password", .kind = SCHEMA_STRING},
    {"roles", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_108}, {0},
};

static const WfProperty schema_116[] = {
    {"roles", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_108},
    {"user", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_117[] = {
    {"coe", .kind = SCHEMA_STRING, .allowed = "kubernetes swarm mesos", .required = true},
    {"dns_nameserver", .kind = SCHEMA_STRING},
    {"docker_storage_driver", .kind = SCHEMA_STRING, .allowed = "devicemapper overlay", .defaults =
     true},
    {"docker_volume_size", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX},
    {"external_network", .kind = SCHEMA_STRING, .required = true},
    {"fixed_network", .kind = SCHEMA_STRING}, {"fixed_subnet", .kind = SCHEMA_STRING},
    {"flavor", .kind = SCHEMA_STRING}, {"floating_ip_enabled", .kind = SCHEMA_BOOLEAN},
    {"http_proxy", .kind = SCHEMA_STRING}, {"https_proxy", .kind = SCHEMA_STRING},
    {"image", .kind = SCHEMA_STRING, .required = true}, {"keypair", .kind = SCHEMA_STRING},
    {"labels", .kind = SCHEMA_MAP}, {"master_flavor", .kind = SCHEMA_STRING},
    {"master_lb_enabled", .kind = SCHEMA_BOOLEAN}, {"name", .kind = SCHEMA_STRING},
    {"network_driver", .kind = SCHEMA_STRING}, {"no_proxy", .kind = SCHEMA_STRING},
    {"public", .kind = SCHEMA_BOOLEAN}, {"registry_enabled", .kind = SCHEMA_BOOLEAN},
    {"server_type", .kind = SCHEMA_STRING, .allowed = "vm bm", .defaults = true},
    {"tls_disabled", .kind = SCHEMA_BOOLEAN},
    {"volume_driver", .kind = SCHEMA_STRING, .allowed = "cinder rexray"}, {0},
};

static const WfProperty schema_118[] = {
    {"cluster_template", .kind = SCHEMA_STRING, .required = true},
    {"create_timeout", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .defaults = true},
    {"discovery_url", .kind = SCHEMA_STRING}, {"keypair", .kind = SCHEMA_STRING},
    {"master_count", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX, .defaults = true},
    {"name", .kind = SCHEMA_STRING},
    {"node_count", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX, .defaults = true}, {0},
};

static const WfProperty schema_119[] = {
    {"description", .kind = SCHEMA_STRING}, {"dns_ip", .kind = SCHEMA_STRING},
    {"domain", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"password", .kind = SCHEMA_STRING}, {"server", .kind = SCHEMA_STRING},
    {"type", .kind = SCHEMA_STRING, .allowed = "ldap kerberos active_directory", .required = true},
    {"user", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_120[] = {
    {"access_level", .kind = SCHEMA_STRING, .allowed = "ro rw"},
    {"access_to", .kind = SCHEMA_STRING, .required = true},
    {"access_type", .kind = SCHEMA_STRING, .allowed = "ip user cert cephx", .required = true}, {0},
};

static const WfProperty schema_121[] = {
    {"access_rules", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_120},
    {"description", .kind = SCHEMA_STRING}, {"is_public", .kind = SCHEMA_BOOLEAN},
    {"metadata", .kind = SCHEMA_MAP}, {"name", .kind = SCHEMA_STRING},
    {"share_network", .kind = SCHEMA_STRING},
    {"share_protocol", .kind = SCHEMA_STRING, .allowed = "NFS CIFS GlusterFS HDFS CEPHFS",
     .required = true},
    {"share_type", .kind = SCHEMA_STRING}, {"size", .kind = SCHEMA_INTEGER, .required = true},
    {"snapshot", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_122[] = {
    {"description", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"neutron_network", .kind = SCHEMA_STRING}, {"neutron_subnet", .kind = SCHEMA_STRING},
    {"nova_network", .kind = SCHEMA_STRING},
    {"security_services", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {0},
};

static const WfProperty schema_123[] = {
    {"driver_handles_share_servers", .kind = SCHEMA_BOOLEAN, .required = true},
    {"extra_specs", .kind = SCHEMA_MAP}, {"is_public", .kind = SCHEMA_BOOLEAN},
    {"name", .kind = SCHEMA_STRING, .required = true},
    {"snapshot_support", .kind = SCHEMA_BOOLEAN}, {0},
};

static const WfProperty schema_124[] = {
    {"input", .kind = SCHEMA_MAP}, {"name", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_125[] = {
    {"count", .kind = SCHEMA_INTEGER}, {"first_time", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING}, {"pattern", .kind = SCHEMA_STRING},
    {"workflow", .kind = SCHEMA_MAP, .below = schema_124, .required = true}, {0},
};

static const WfProperty schema_126[] = {
    {"params", .kind = SCHEMA_MAP}, {"workflow", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_127[] = {
    {"CREATE", .kind = SCHEMA_MAP, .below = schema_126},
    {"DELETE", .kind = SCHEMA_MAP, .below = schema_126},
    {"RESUME", .kind = SCHEMA_MAP, .below = schema_126},
    {"SUSPEND", .kind = SCHEMA_MAP, .below = schema_126},
    {"UPDATE", .kind = SCHEMA_MAP, .below = schema_126}, {0},
};

static const WfProperty schema_128[] = {
    {"actions", .kind = SCHEMA_MAP, .below = schema_127, .required = true},
    {"always_update", .kind = SCHEMA_BOOLEAN}, {"description", .kind = SCHEMA_STRING},
    {"input", .kind = SCHEMA_MAP}, {"replace_on_change_inputs", .kind = SCHEMA_LIST}, {0},
};

static const WfProperty schema_129[] = {
    {"concurrency", .kind = SCHEMA_INTEGER}, {"on_complete", .kind = SCHEMA_LIST},
    {"on_error", .kind = SCHEMA_LIST}, {"on_success", .kind = SCHEMA_LIST},
    {"pause_before", .kind = SCHEMA_BOOLEAN}, {"requires", .kind = SCHEMA_LIST},
    {"retry", .kind = SCHEMA_MAP}, {"timeout", .kind = SCHEMA_INTEGER},
    {"wait_after", .kind = SCHEMA_INTEGER}, {"wait_before", .kind = SCHEMA_INTEGER}, {0},
};

static const WfProperty schema_130[] = {
    {"action", .kind = SCHEMA_STRING}, {"concurrency", .kind = SCHEMA_INTEGER},
    {"description", .kind = SCHEMA_STRING}, {"input", .kind = SCHEMA_MAP},
    {"join", .kind = SCHEMA_STRING}, {"keep_result", .kind = SCHEMA_BOOLEAN},
    {"name", .kind = SCHEMA_STRING, .required = true}, {"on_complete", .kind = SCHEMA_LIST},
    {"on_error", .kind = SCHEMA_LIST}, {"on_success", .kind = SCHEMA_LIST},
    {"pause_before", .kind = SCHEMA_BOOLEAN}, {"policies", .kind = SCHEMA_MAP},
    {"publish", .kind = SCHEMA_MAP}, {"requires", .kind = SCHEMA_LIST},
    {"retry", .kind = SCHEMA_MAP}, {"target", .kind = SCHEMA_STRING},
    {"timeout", .kind = SCHEMA_INTEGER}, {"wait_after", .kind = SCHEMA_INTEGER},
    {"wait_before", .kind = SCHEMA_INTEGER}, {"with_items", .kind = SCHEMA_STRING},
    {"workflow", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_131[] = {
    {"description", .kind = SCHEMA_STRING}, {"input", .kind = SCHEMA_MAP},
    {"name", .kind = SCHEMA_STRING}, {"output", .kind = SCHEMA_MAP},
    {"params", .kind = SCHEMA_MAP}, {"tags", .kind = SCHEMA_LIST},
    {"task_defaults", .kind = SCHEMA_MAP, .below = schema_129},
    {"tasks", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_130, .min = 1, .max =
     INT_MAX, .required = true},
    {"type", .kind = SCHEMA_STRING, .allowed = "direct reverse", .required = true},
    {"use_request_body_as_input", .kind = SCHEMA_BOOLEAN}, {0},
};

static const WfProperty schema_132[] = {
    {"actions_enabled", .kind = SCHEMA_BOOLEAN},
    {"alarm_actions", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"description", .kind = SCHEMA_STRING},
    {"expression", .kind = SCHEMA_STRING, .required = true}, {"match_by", .kind = SCHEMA_LIST},
    {"name", .kind = SCHEMA_STRING}, {"ok_actions", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"severity", .kind = SCHEMA_STRING, .allowed = "low medium high critical", .defaults = true},
    {"undetermined_actions", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {0},
};

static const WfProperty schema_133[] = {
    {"address", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 512, .required = true},
    {"name", .kind = SCHEMA_STRING}, {"period", .kind = SCHEMA_INTEGER, .allowed = "0 60"},
    {"type", .kind = SCHEMA_STRING, .allowed = "email webhook pagerduty", .required = true}, {0},
};

static const WfProperty schema_134[] = {
    {"ip_version", .kind = SCHEMA_INTEGER, .allowed = "4 6", .defaults = true},
    {"name", .kind = SCHEMA_STRING}, {"shared", .kind = SCHEMA_BOOLEAN},
    {"tenant_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_135[] = {
    {"destination", .kind = SCHEMA_STRING, .required = true},
    {"nexthop", .kind = SCHEMA_STRING, .required = true},
    {"router_id", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_136[] = {
    {"destination", .kind = SCHEMA_STRING, .required = true},
    {"nexthop", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_137[] = {
    {"router", .kind = SCHEMA_STRING, .required = true},
    {"routes", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_136}, {0},
};

static const WfProperty schema_138[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"description", .kind = SCHEMA_STRING},
    {"firewall_policy_id", .kind = SCHEMA_STRING, .required = true},
    {"name", .kind = SCHEMA_STRING}, {"shared", .kind = SCHEMA_BOOLEAN},
    {"value_specs", .kind = SCHEMA_MAP}, {0},
};

static const WfProperty schema_139[] = {
    {"audited", .kind = SCHEMA_BOOLEAN}, {"description", .kind = SCHEMA_STRING},
    {"firewall_rules", .kind = SCHEMA_LIST}, {"name", .kind = SCHEMA_STRING},
    {"shared", .kind = SCHEMA_BOOLEAN}, {0},
};

static const WfProperty schema_140[] = {
    {"action", .kind = SCHEMA_STRING, .allowed = "allow deny", .defaults = true},
    {"description", .kind = SCHEMA_STRING}, {"destination_ip_address", .kind = SCHEMA_STRING},
    {"destination_port", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"ip_version", .kind = SCHEMA_STRING, .allowed = "4 6", .defaults = true},
    {"name", .kind = SCHEMA_STRING},
    {"protocol", .kind = SCHEMA_STRING, .allowed = "tcp udp icmp any", .defaults = true},
    {"shared", .kind = SCHEMA_BOOLEAN}, {"source_ip_address", .kind = SCHEMA_STRING},
    {"source_port", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_141[] = {
    {"dns_domain", .kind = SCHEMA_STRING}, {"dns_name", .kind = SCHEMA_STRING},
    {"fixed_ip_address", .kind = SCHEMA_STRING}, {"floating_ip_address", .kind = SCHEMA_STRING},
    {"floating_network", .kind = SCHEMA_STRING, .required = true},
    {"floating_network_id", .kind = SCHEMA_STRING}, {"floating_subnet", .kind = SCHEMA_STRING},
    {"port_id", .kind = SCHEMA_STRING}, {"value_specs", .kind = SCHEMA_MAP}, {0},
};

static const WfProperty schema_142[] = {
    {"fixed_ip_address", .kind = SCHEMA_STRING},
    {"floatingip_id", .kind = SCHEMA_STRING, .required = true},
    {"port_id", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_143[] = {
    {"external_port", .kind = SCHEMA_INTEGER, .min = 1, .max = 65535, .required = true},
    {"floating_ip", .kind = SCHEMA_STRING, .required = true},
    {"internal_ip_address", .kind = SCHEMA_STRING, .required = true},
    {"internal_port", .kind = SCHEMA_STRING, .required = true},
    {"internal_port_number", .kind = SCHEMA_INTEGER, .min = 1, .max = 65535},
    {"protocol", .kind = SCHEMA_STRING, .allowed = "tcp udp icmp icmp6 sctp dccp", .required =
     true},
    {0},
};

static const WfProperty schema_144[] = {
    {"description", .kind = SCHEMA_STRING}, {"destination_ip_prefix", .kind = SCHEMA_STRING},
    {"destination_port_range_max", .kind = SCHEMA_INTEGER, .min = 1, .max = 65535},
    {"destination_port_range_min", .kind = SCHEMA_INTEGER, .min = 1, .max = 65535},
    {"ethertype", .kind = SCHEMA_STRING, .allowed = "IPv4 IPv6", .defaults = true},
    {"l7_parameters", .kind = SCHEMA_MAP}, {"logical_destination_port", .kind = SCHEMA_STRING},
    {"logical_source_port", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"protocol", .kind = SCHEMA_STRING, .allowed = "tcp udp icmp"},
    {"source_ip_prefix", .kind = SCHEMA_STRING},
    {"source_port_range_max", .kind = SCHEMA_INTEGER, .min = 1, .max = 65535},
    {"source_port_range_min", .kind = SCHEMA_INTEGER, .min = 1, .max = 65535}, {0},
};

static const WfProperty schema_145[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN},
    {"delay", .kind = SCHEMA_INTEGER, .required = true}, {"expected_codes", .kind = SCHEMA_STRING},
    {"http_method", .kind = SCHEMA_STRING},
    {"max_retries", .kind = SCHEMA_INTEGER, .required = true},
    {"timeout", .kind = SCHEMA_INTEGER, .required = true},
    {"type", .kind = SCHEMA_STRING, .allowed = "PING TCP HTTP HTTPS", .required = true},
    {"url_path", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_146[] = {
    {"units", .kind = SCHEMA_STRING, .allowed = "seconds kilobytes", .defaults = true},
    {"value", .kind = SCHEMA_INTEGER}, {0},
};

static const WfProperty schema_147[] = {
    {"auth_algorithm", .kind = SCHEMA_STRING, .allowed = "sha1 sha256 sha384 sha512", .defaults =
     true},
    {"description", .kind = SCHEMA_STRING},
    {"encryption_algorithm", .kind = SCHEMA_STRING, .allowed = "3des aes-128 aes-192 aes-256",
     .defaults = true},
    {"ike_version", .kind = SCHEMA_STRING, .allowed = "v1 v2", .defaults = true},
    {"lifetime", .kind = SCHEMA_MAP, .below = schema_146}, {"name", .kind = SCHEMA_STRING},
    {"pfs", .kind = SCHEMA_STRING, .allowed = "group2 group5 group14", .defaults = true},
    {"phase1_negotiation_mode", .kind = SCHEMA_STRING, .allowed = "main", .defaults = true}, {0},
};

static const WfProperty schema_148[] = {
    {"auth_algorithm", .kind = SCHEMA_STRING, .allowed = "sha1", .defaults = true},
    {"description", .kind = SCHEMA_STRING},
    {"encapsulation_mode", .kind = SCHEMA_STRING, .allowed = "tunnel transport", .defaults = true},
    {"encryption_algorithm", .kind = SCHEMA_STRING, .allowed = "3des aes-128 aes-192 aes-256",
     .defaults = true},
    {"lifetime", .kind = SCHEMA_MAP, .below = schema_146}, {"name", .kind = SCHEMA_STRING},
    {"pfs", .kind = SCHEMA_STRING, .allowed = "group2 group5 group14", .defaults = true},
    {"transform_protocol", .kind = SCHEMA_STRING, .allowed = "esp ah ah-esp", .defaults = true},
    {0},
};

static const WfProperty schema_149[] = {
    {"actions", .kind = SCHEMA_STRING, .allowed = "clear disabled hold restart restart-by-peer",
     .defaults = true},
    {"interval", .kind = SCHEMA_INTEGER}, {"timeout", .kind = SCHEMA_INTEGER}, {0},
};

static const WfProperty schema_150[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"description", .kind = SCHEMA_STRING},
    {"dpd", .kind = SCHEMA_MAP, .below = schema_149},
    {"ikepolicy_id", .kind = SCHEMA_STRING, .required = true},
    {"initiator", .kind = SCHEMA_STRING, .allowed = "bi-directional response-only", .defaults =
     true},
    {"ipsecpolicy_id", .kind = SCHEMA_STRING, .required = true}, {"mtu", .kind = SCHEMA_INTEGER},
    {"name", .kind = SCHEMA_STRING}, {"peer_address", .kind = SCHEMA_STRING, .required = true},
    {"peer_cidrs", .kind = SCHEMA_LIST, .item = SCHEMA_STRING, .required = true},
    {"peer_id", .kind = SCHEMA_STRING, .required = true},
    {"psk", .kind = SCHEMA_STRING, .required = true},
    {"vpnservice_id", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_151[] = {
    {"name", .kind = SCHEMA_STRING, .required = true}, {"segmentation_id", .kind = SCHEMA_LIST},
    {0},
};

static const WfProperty schema_152[] = {
    {"device_name", .kind = SCHEMA_STRING, .required = true},
    {"interfaces", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_151, .required = true},
    {0},
};

static const WfProperty schema_153[] = {
    {"devices", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_152, .required = true},
    {"name", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_154[] = {
    {"l2_gateway_id", .kind = SCHEMA_STRING, .required = true},
    {"network_id", .kind = SCHEMA_STRING, .required = true},
    {"segmentation_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_155[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN},
    {"delay", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .required = true},
    {"expected_codes", .kind = SCHEMA_STRING},
    {"http_method", .kind = SCHEMA_STRING, .allowed =
     "GET HEAD POST PUT DELETE TRACE OPTIONS CONNECT PATCH", .defaults = true},
    {"max_retries", .kind = SCHEMA_INTEGER, .min = 1, .max = 10, .required = true},
    {"pool", .kind = SCHEMA_STRING, .required = true}, {"tenant_id", .kind = SCHEMA_STRING},
    {"timeout", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .required = true},
    {"type", .kind = SCHEMA_STRING, .allowed = "PING TCP HTTP HTTPS", .required = true},
    {"url_path", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_156[] = {
    {"action", .kind = SCHEMA_STRING, .allowed = "REJECT REDIRECT_TO_POOL REDIRECT_TO_URL",
     .required = true},
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"description", .kind = SCHEMA_STRING},
    {"listener", .kind = SCHEMA_STRING, .required = true}, {"name", .kind = SCHEMA_STRING},
    {"position", .kind = SCHEMA_NUMBER, .min = 1, .max = INT_MAX},
    {"redirect_pool", .kind = SCHEMA_STRING}, {"redirect_url", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_157[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN},
    {"compare_type", .kind = SCHEMA_STRING, .allowed =
     "REGEX STARTS_WITH ENDS_WITH CONTAINS EQUAL_TO", .required = true},
    {"invert", .kind = SCHEMA_BOOLEAN}, {"key", .kind = SCHEMA_STRING},
    {"l7policy", .kind = SCHEMA_STRING, .required = true},
    {"type", .kind = SCHEMA_STRING, .allowed = "HOST_NAME PATH FILE_TYPE HEADER COOKIE", .required
     = true},
    {"value", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_158[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN},
    {"connection_limit", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX, .defaults = true},
    {"default_pool", .kind = SCHEMA_STRING}, {"default_tls_container_ref", .kind = SCHEMA_STRING},
    {"description", .kind = SCHEMA_STRING}, {"loadbalancer", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING},
    {"protocol", .kind = SCHEMA_STRING, .allowed = "TCP HTTP HTTPS TERMINATED_HTTPS", .required =
     true},
    {"protocol_port", .kind = SCHEMA_INTEGER, .min = 1, .max = 65535, .required = true},
    {"sni_container_refs", .kind = SCHEMA_LIST}, {"tenant_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_159[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"description", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING}, {"provider", .kind = SCHEMA_STRING},
    {"tenant_id", .kind = SCHEMA_STRING}, {"vip_address", .kind = SCHEMA_STRING},
    {"vip_subnet", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_160[] = {
    {"cookie_name", .kind = SCHEMA_STRING},
    {"type", .kind = SCHEMA_STRING, .allowed = "SOURCE_IP HTTP_COOKIE APP_COOKIE", .required =
     true},
    {0},
};

static const WfProperty schema_161[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"description", .kind = SCHEMA_STRING},
    {"lb_algorithm", .kind = SCHEMA_STRING, .allowed = "ROUND_ROBIN LEAST_CONNECTIONS SOURCE_IP",
     .required = true},
    {"listener", .kind = SCHEMA_STRING}, {"loadbalancer", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING},
    {"protocol", .kind = SCHEMA_STRING, .allowed = "TCP HTTP HTTPS", .required = true},
    {"session_persistence", .kind = SCHEMA_MAP, .below = schema_160}, {0},
};

static const WfProperty schema_162[] = {
    {"address", .kind = SCHEMA_STRING, .required = true},
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"pool", .kind = SCHEMA_STRING, .required = true},
    {"protocol_port", .kind = SCHEMA_INTEGER, .min = 1, .max = 65535, .required = true},
    {"subnet", .kind = SCHEMA_STRING, .required = true},
    {"weight", .kind = SCHEMA_INTEGER, .min = 0, .max = 256, .defaults = true}, {0},
};

static const WfProperty schema_163[] = {
    {"members", .kind = SCHEMA_LIST}, {"pool_id", .kind = SCHEMA_STRING, .required = true},
    {"protocol_port", .kind = SCHEMA_INTEGER, .min = 0, .max = 65535, .required = true}, {0},
};

static const WfProperty schema_164[] = {
    {"description", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"shared", .kind = SCHEMA_BOOLEAN}, {0},
};

static const WfProperty schema_165[] = {
    {"direction", .kind = SCHEMA_STRING, .allowed = "ingress egress", .defaults = true},
    {"excluded", .kind = SCHEMA_BOOLEAN},
    {"metering_label_id", .kind = SCHEMA_STRING, .required = true},
    {"remote_ip_prefix", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_166[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"availability_zone_hints", .kind = SCHEMA_LIST},
    {"dhcp_agent_ids", .kind = SCHEMA_LIST}, {"dns_domain", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING}, {"port_security_enabled", .kind = SCHEMA_BOOLEAN},
    {"qos_policy", .kind = SCHEMA_STRING}, {"shared", .kind = SCHEMA_BOOLEAN},
    {"tags", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {"tenant_id", .kind = SCHEMA_STRING},
    {"value_specs", .kind = SCHEMA_MAP}, {0},
};

static const WfProperty schema_167[] = {
    {"network", .kind = SCHEMA_STRING, .required = true}, {"network_id", .kind = SCHEMA_STRING},
    {"segmentation_id", .kind = SCHEMA_INTEGER, .min = 0, .max = 4094},
    {"segmentation_type", .kind = SCHEMA_STRING, .allowed = "flat vlan", .defaults = true}, {0},
};

static const WfProperty schema_168[] = {
    {"id", .kind = SCHEMA_STRING, .required = true},
    {"interface_name", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_169[] = {
    {"connections", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_167},
    {"devices", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_168, .min = 1, .max =
     INT_MAX, .required = true},
    {"name", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_170[] = {
    {"address", .kind = SCHEMA_STRING}, {"admin_state_up", .kind = SCHEMA_BOOLEAN},
    {"connection_limit", .kind = SCHEMA_INTEGER}, {"description", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING}, {"protocol_port", .kind = SCHEMA_INTEGER, .required = true},
    {"session_persistence", .kind = SCHEMA_MAP, .below = schema_160},
    {"subnet", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_171[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"description", .kind = SCHEMA_STRING},
    {"lb_method", .kind = SCHEMA_STRING, .allowed = "ROUND_ROBIN LEAST_CONNECTIONS SOURCE_IP",
     .required = true},
    {"monitors", .kind = SCHEMA_LIST}, {"name", .kind = SCHEMA_STRING},
    {"protocol", .kind = SCHEMA_STRING, .allowed = "TCP HTTP HTTPS", .required = true},
    {"provider", .kind = SCHEMA_STRING}, {"subnet", .kind = SCHEMA_STRING, .required = true},
    {"subnet_id", .kind = SCHEMA_STRING},
    {"vip", .kind = SCHEMA_MAP, .below = schema_170, .required = true}, {0},
};

static const WfProperty schema_172[] = {
    {"address", .kind = SCHEMA_STRING, .required = true},
    {"admin_state_up", .kind = SCHEMA_BOOLEAN},
    {"pool_id", .kind = SCHEMA_STRING, .required = true},
    {"protocol_port", .kind = SCHEMA_INTEGER, .min = 0, .max = 65535, .required = true},
    {"weight", .kind = SCHEMA_INTEGER, .min = 0, .max = 256}, {0},
};

static const WfProperty schema_173[] = {
    {"ip_address", .kind = SCHEMA_STRING, .required = true},
    {"mac_address", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_174[] = {
    {"ip_address", .kind = SCHEMA_STRING}, {"subnet", .kind = SCHEMA_STRING},
    {"subnet_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_175[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN},
    {"allowed_address_pairs", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_173},
    {"binding:vnic_type", .kind = SCHEMA_STRING, .allowed =
     "normal direct macvtap direct-physical baremetal " "virtio-forwarder smart-nic", .defaults =
     true},
    {"device_id", .kind = SCHEMA_STRING}, {"device_owner", .kind = SCHEMA_STRING},
    {"dns_name", .kind = SCHEMA_STRING},
    {"fixed_ips", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_174},
    {"mac_address", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"network", .kind = SCHEMA_STRING, .required = true}, {"network_id", .kind = SCHEMA_STRING},
    {"no_fixed_ips", .kind = SCHEMA_BOOLEAN}, {"port_security_enabled", .kind = SCHEMA_BOOLEAN},
    {"propagate_uplink_status", .kind = SCHEMA_BOOLEAN}, {"qos_policy", .kind = SCHEMA_STRING},
    {"replacement_policy", .kind = SCHEMA_STRING, .allowed = "REPLACE_ALWAYS AUTO", .defaults =
     true},
    {"security_groups", .kind = SCHEMA_LIST}, {"tags", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"value_specs", .kind = SCHEMA_MAP}, {0},
};

static const WfProperty schema_176[] = {
    {"chain_parameters", .kind = SCHEMA_MAP}, {"description", .kind = SCHEMA_STRING},
    {"flow_classifiers", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING},
    {"port_pair_groups", .kind = SCHEMA_LIST, .item = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_177[] = {
    {"description", .kind = SCHEMA_STRING}, {"egress", .kind = SCHEMA_STRING, .required = true},
    {"ingress", .kind = SCHEMA_STRING, .required = true}, {"name", .kind = SCHEMA_STRING},
    {"service_function_parameters", .kind = SCHEMA_MAP}, {0},
};

static const WfProperty schema_178[] = {
    {"description", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"port_pairs", .kind = SCHEMA_LIST, .item = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_179[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"availability_zone_hints", .kind = SCHEMA_LIST},
    {"dns_domain", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"network_type", .kind = SCHEMA_STRING, .allowed = "local vlan vxlan gre geneve flat",
     .required = true},
    {"physical_network", .kind = SCHEMA_STRING}, {"port_security_enabled", .kind = SCHEMA_BOOLEAN},
    {"router_external", .kind = SCHEMA_BOOLEAN}, {"segmentation_id", .kind = SCHEMA_STRING},
    {"shared", .kind = SCHEMA_BOOLEAN}, {"tags", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {0},
};

static const WfProperty schema_180[] = {
    {"direction", .kind = SCHEMA_STRING, .allowed = "egress ingress", .defaults = true},
    {"max_burst_kbps", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .defaults = true},
    {"max_kbps", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .required = true},
    {"policy", .kind = SCHEMA_STRING, .required = true}, {"tenant_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_181[] = {
    {"dscp_mark", .kind = SCHEMA_INTEGER, .allowed =
     "0 8 10 12 14 16 18 20 22 24 26 28 30 32 34 36 38 40 46 48 56", .required = true},
    {"policy", .kind = SCHEMA_STRING, .required = true}, {"tenant_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_182[] = {
    {"direction", .kind = SCHEMA_STRING, .allowed = "egress ingress", .defaults = true},
    {"min_kbps", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .required = true},
    {"policy", .kind = SCHEMA_STRING, .required = true}, {"tenant_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_183[] = {
    {"direction", .kind = SCHEMA_STRING, .allowed = "any egress ingress", .defaults = true},
    {"min_kpps", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .required = true},
    {"policy", .kind = SCHEMA_STRING, .required = true}, {"tenant_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_184[] = {
    {"description", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"shared", .kind = SCHEMA_BOOLEAN}, {"tenant_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_185[] = {
    {"floatingip", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"network", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"port", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"project", .kind = SCHEMA_STRING, .required = true},
    {"rbac_policy", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"router", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"security_group", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"security_group_rule", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"subnet", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"subnetpool", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX}, {0},
};

static const WfProperty schema_186[] = {
    {"action", .kind = SCHEMA_STRING, .allowed = "access_as_shared access_as_external", .required =
     true},
    {"object_id", .kind = SCHEMA_STRING, .required = true},
    {"object_type", .kind = SCHEMA_STRING, .allowed = "network qos_policy", .required = true},
    {"target_tenant", .kind = SCHEMA_STRING, .required = true},
    {"tenant_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_187[] = {
    {"ip_address", .kind = SCHEMA_STRING}, {"subnet", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_188[] = {
    {"enable_snat", .kind = SCHEMA_BOOLEAN},
    {"external_fixed_ips", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_187},
    {"network", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_189[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"availability_zone_hints", .kind = SCHEMA_LIST},
    {"distributed", .kind = SCHEMA_BOOLEAN},
    {"external_gateway_info", .kind = SCHEMA_MAP, .below = schema_188},
    {"ha", .kind = SCHEMA_BOOLEAN}, {"l3_agent_id", .kind = SCHEMA_STRING},
    {"l3_agent_ids", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"tags", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {"value_specs", .kind = SCHEMA_MAP}, {0},
};

static const WfProperty schema_190[] = {
    {"network", .kind = SCHEMA_STRING}, {"network_id", .kind = SCHEMA_STRING},
    {"router_id", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_191[] = {
    {"port", .kind = SCHEMA_STRING}, {"port_id", .kind = SCHEMA_STRING},
    {"router", .kind = SCHEMA_STRING, .required = true}, {"router_id", .kind = SCHEMA_STRING},
    {"subnet", .kind = SCHEMA_STRING}, {"subnet_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_192[] = {
    {"direction", .kind = SCHEMA_STRING, .allowed = "ingress egress", .defaults = true},
    {"ethertype", .kind = SCHEMA_STRING, .allowed = "IPv4 IPv6", .defaults = true},
    {"port_range_max", .kind = SCHEMA_INTEGER, .min = 0, .max = 65535},
    {"port_range_min", .kind = SCHEMA_INTEGER, .min = 0, .max = 65535},
    {"protocol", .kind = SCHEMA_STRING}, {"remote_group_id", .kind = SCHEMA_STRING},
    {"remote_ip_prefix", .kind = SCHEMA_STRING},
    {"remote_mode", .kind = SCHEMA_STRING, .allowed = "remote_ip_prefix remote_group_id", .defaults
     = true},
    {0},
};

static const WfProperty schema_193[] = {
    {"description", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"rules", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_192}, {0},
};

static const WfProperty schema_194[] = {
    {"description", .kind = SCHEMA_STRING},
    {"direction", .kind = SCHEMA_STRING, .allowed = "ingress egress", .defaults = true},
    {"ethertype", .kind = SCHEMA_STRING, .allowed = "IPv4 IPv6", .defaults = true},
    {"port_range_max", .kind = SCHEMA_INTEGER, .min = 0, .max = 65535},
    {"port_range_min", .kind = SCHEMA_INTEGER, .min = 0, .max = 65535},
    {"protocol", .kind = SCHEMA_STRING, .allowed =
     "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 "
     "23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 "
     "43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 "
     "63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 "
     "83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99 100 101 "
     "102 103 104 105 106 107 108 109 110 111 112 113 114 115 116 "
     "117 118 119 120 121 122 123 124 125 126 127 128 129 130 131 "
     "132 133 134 135 136 137 138 139 140 141 142 143 144 145 146 "
     "147 148 149 150 151 152 153 154 155 156 157 158 159 160 161 "
     "162 163 164 165 166 167 168 169 170 171 172 173 174 175 176 "
     "177 178 179 180 181 182 183 184 185 186 187 188 189 190 191 "
     "192 193 194 195 196 197 198 199 200 201 202 203 204 205 206 "
     "207 208 209 210 211 212 213 214 215 216 217 218 219 220 221 "
     "222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 "
     "237 238 239 240 241 242 243 244 245 246 247 248 249 250 251 "
     "252 253 254 255 ah dccp egp esp gre icmp icmpv6 igmp "
     "ipv6-encap ipv6-frag ipv6-icmp ipv6-nonxt ipv6-opts "
     "ipv6-route ospf pgm rsvp sctp tcp udp udplite vrrp", .defaults = true},
    {"remote_group", .kind = SCHEMA_STRING}, {"remote_ip_prefix", .kind = SCHEMA_STRING},
    {"security_group", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_195[] = {
    {"description", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"network", .kind = SCHEMA_STRING, .required = true},
    {"network_type", .kind = SCHEMA_STRING, .allowed = "local vlan vxlan gre geneve flat",
     .required = true},
    {"physical_network", .kind = SCHEMA_STRING},
    {"segmentation_id", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX}, {0},
};

static const WfProperty schema_196[] = {
    {"end", .kind = SCHEMA_STRING, .required = true},
    {"start", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_197[] = {
    {"allocation_pools", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_196},
    {"cidr", .kind = SCHEMA_STRING}, {"dns_nameservers", .kind = SCHEMA_LIST},
    {"enable_dhcp", .kind = SCHEMA_BOOLEAN}, {"gateway_ip", .kind = SCHEMA_STRING},
    {"host_routes", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_136},
    {"ip_version", .kind = SCHEMA_INTEGER, .allowed = "4 6", .defaults = true},
    {"ipv6_address_mode", .kind = SCHEMA_STRING, .allowed =
     "dhcpv6-stateful dhcpv6-stateless slaac"},
    {"ipv6_ra_mode", .kind = SCHEMA_STRING, .allowed = "dhcpv6-stateful dhcpv6-stateless slaac"},
    {"name", .kind = SCHEMA_STRING}, {"network", .kind = SCHEMA_STRING, .required = true},
    {"network_id", .kind = SCHEMA_STRING},
    {"prefixlen", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX},
    {"segment", .kind = SCHEMA_STRING}, {"subnetpool", .kind = SCHEMA_STRING},
    {"tags", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {"tenant_id", .kind = SCHEMA_STRING},
    {"value_specs", .kind = SCHEMA_MAP}, {0},
};

static const WfProperty schema_198[] = {
    {"address_scope", .kind = SCHEMA_STRING},
    {"default_prefixlen", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX},
    {"default_quota", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX},
    {"is_default", .kind = SCHEMA_BOOLEAN},
    {"max_prefixlen", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX},
    {"min_prefixlen", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX},
    {"name", .kind = SCHEMA_STRING},
    {"prefixes", .kind = SCHEMA_LIST, .item = SCHEMA_STRING, .min = 1, .max = INT_MAX, .required =
     true},
    {"shared", .kind = SCHEMA_BOOLEAN}, {"tags", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"tenant_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_199[] = {
    {"description", .kind = SCHEMA_STRING},
    {"direction", .kind = SCHEMA_STRING, .allowed = "IN OUT BOTH", .defaults = true},
    {"name", .kind = SCHEMA_STRING}, {"port", .kind = SCHEMA_STRING, .required = true},
    {"tap_service", .kind = SCHEMA_STRING, .required = true},
    {"vlan_filter", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_200[] = {
    {"description", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"port", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_201[] = {
    {"port", .kind = SCHEMA_STRING, .required = true},
    {"segmentation_id", .kind = SCHEMA_INTEGER, .min = 1, .max = 4094, .required = true},
    {"segmentation_type", .kind = SCHEMA_STRING, .allowed = "vlan", .required = true}, {0},
};

static const WfProperty schema_202[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"description", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING}, {"port", .kind = SCHEMA_STRING, .required = true},
    {"sub_ports", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_201}, {0},
};

static const WfProperty schema_203[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"description", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING}, {"router", .kind = SCHEMA_STRING, .required = true},
    {"router_id", .kind = SCHEMA_STRING}, {"subnet", .kind = SCHEMA_STRING, .required = true},
    {"subnet_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_204[] = {
    {"disk", .kind = SCHEMA_INTEGER}, {"ephemeral", .kind = SCHEMA_INTEGER},
    {"extra_specs", .kind = SCHEMA_MAP}, {"flavorid", .kind = SCHEMA_STRING},
    {"is_public", .kind = SCHEMA_BOOLEAN}, {"name", .kind = SCHEMA_STRING},
    {"ram", .kind = SCHEMA_INTEGER, .required = true}, {"rxtx_factor", .kind = SCHEMA_NUMBER},
    {"swap", .kind = SCHEMA_INTEGER}, {"tenants", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"vcpus", .kind = SCHEMA_INTEGER, .required = true}, {0},
};

static const WfProperty schema_205[] = {
    {"pool", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_206[] = {
    {"floating_ip", .kind = SCHEMA_STRING, .required = true},
    {"server_id", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_207[] = {
    {"availability_zone", .kind = SCHEMA_STRING},
    {"hosts", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {"metadata", .kind = SCHEMA_MAP},
    {"name", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_208[] = {
    {"name", .kind = SCHEMA_STRING, .min = 1, .max = 255, .required = true},
    {"public_key", .kind = SCHEMA_STRING}, {"save_private_key", .kind = SCHEMA_BOOLEAN},
    {"type", .kind = SCHEMA_STRING, .allowed = "ssh x509"}, {"user", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_209[] = {
    {"cores", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"fixed_ips", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"floating_ips", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"injected_file_content_bytes", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"injected_file_path_bytes", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"injected_files", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"instances", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"key_pairs", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"metadata_items", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"project", .kind = SCHEMA_STRING, .required = true},
    {"ram", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"security_group_rules", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"security_groups", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"server_group_members", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"server_groups", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX}, {0},
};

static const WfProperty schema_210[] = {
    {"delete_on_termination", .kind = SCHEMA_BOOLEAN},
    {"device_name", .kind = SCHEMA_STRING, .required = true},
    {"snapshot_id", .kind = SCHEMA_STRING}, {"volume_id", .kind = SCHEMA_STRING},
    {"volume_size", .kind = SCHEMA_INTEGER}, {0},
};

static const WfProperty schema_211[] = {
    {"boot_index", .kind = SCHEMA_INTEGER}, {"delete_on_termination", .kind = SCHEMA_BOOLEAN},
    {"device_name", .kind = SCHEMA_STRING},
    {"device_type", .kind = SCHEMA_STRING, .allowed = "cdrom disk"},
    {"disk_bus", .kind = SCHEMA_STRING, .allowed = "ide lame_bus scsi usb virtio"},
    {"ephemeral_format", .kind = SCHEMA_STRING, .allowed = "ext2 ext3 ext4 xfs ntfs"},
    {"ephemeral_size", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX},
    {"image", .kind = SCHEMA_STRING}, {"image_id", .kind = SCHEMA_STRING},
    {"snapshot_id", .kind = SCHEMA_STRING}, {"swap_size", .kind = SCHEMA_INTEGER},
    {"volume_id", .kind = SCHEMA_STRING}, {"volume_size", .kind = SCHEMA_INTEGER}, {0},
};

static const WfProperty schema_212[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN},
    {"allowed_address_pairs", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_173},
    {"binding:vnic_type", .kind = SCHEMA_STRING, .allowed =
     "normal direct macvtap direct-physical baremetal " "virtio-forwarder smart-nic", .defaults =
     true},
    {"mac_address", .kind = SCHEMA_STRING}, {"no_fixed_ips", .kind = SCHEMA_BOOLEAN},
    {"port_security_enabled", .kind = SCHEMA_BOOLEAN},
    {"propagate_uplink_status", .kind = SCHEMA_BOOLEAN}, {"qos_policy", .kind = SCHEMA_STRING},
    {"value_specs", .kind = SCHEMA_MAP}, {0},
};

static const WfProperty schema_213[] = {
    {"allocate_network", .kind = SCHEMA_STRING, .allowed = "none auto"},
    {"fixed_ip", .kind = SCHEMA_STRING}, {"floating_ip", .kind = SCHEMA_STRING},
    {"network", .kind = SCHEMA_STRING}, {"port", .kind = SCHEMA_STRING},
    {"port_extra_properties", .kind = SCHEMA_MAP, .below = schema_212},
    {"subnet", .kind = SCHEMA_STRING}, {"tag", .kind = SCHEMA_STRING},
    {"uuid", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_214[] = {
    {"admin_pass", .kind = SCHEMA_STRING}, {"admin_user", .kind = SCHEMA_STRING},
    {"availability_zone", .kind = SCHEMA_STRING},
    {"block_device_mapping", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_210},
    {"block_device_mapping_v2", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_211},
    {"config_drive", .kind = SCHEMA_BOOLEAN},
    {"deployment_swift_data", .kind = SCHEMA_MAP, .below = schema_70},
    {"diskConfig", .kind = SCHEMA_STRING, .allowed = "AUTO MANUAL"},
    {"flavor", .kind = SCHEMA_STRING},
    {"flavor_update_policy", .kind = SCHEMA_STRING, .allowed = "RESIZE REPLACE", .defaults = true},
    {"image", .kind = SCHEMA_STRING},
    {"image_update_policy", .kind = SCHEMA_STRING, .allowed =
     "REBUILD REPLACE REBUILD_PRESERVE_EPHEMERAL", .defaults = true},
    {"key_name", .kind = SCHEMA_STRING}, {"metadata", .kind = SCHEMA_MAP},
    {"name", .kind = SCHEMA_STRING},
    {"networks", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_213},
    {"personality", .kind = SCHEMA_MAP}, {"reservation_id", .kind = SCHEMA_STRING},
    {"scheduler_hints", .kind = SCHEMA_MAP}, {"security_groups", .kind = SCHEMA_LIST},
    {"software_config_transport", .kind = SCHEMA_STRING, .allowed =
     "POLL_SERVER_CFN POLL_SERVER_HEAT POLL_TEMP_URL ZAQAR_MESSAGE", .defaults = true},
    {"tags", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {"user_data", .kind = SCHEMA_STRING},
    {"user_data_format", .kind = SCHEMA_STRING, .allowed = "HEAT_CFNTOOLS RAW SOFTWARE_CONFIG",
     .defaults = true},
    {"user_data_update_policy", .kind = SCHEMA_STRING, .allowed = "REPLACE IGNORE REBUILD",
     .defaults = true},
    {0},
};

static const WfProperty schema_215[] = {
    {"max_server_per_host", .kind = SCHEMA_NUMBER}, {0},
};

static const WfProperty schema_216[] = {
    {"name", .kind = SCHEMA_STRING},
    {"policies", .kind = SCHEMA_LIST, .item = SCHEMA_STRING, .allowed =
     "anti-affinity affinity soft-anti-affinity soft-affinity", .defaults = true},
    {"rules", .kind = SCHEMA_MAP, .below = schema_215}, {0},
};

static const WfProperty schema_217[] = {
    {"description", .kind = SCHEMA_STRING}, {"enabled", .kind = SCHEMA_BOOLEAN},
    {"flavor_profile", .kind = SCHEMA_STRING, .required = true}, {"name", .kind = SCHEMA_STRING},
    {0},
};

static const WfProperty schema_218[] = {
    {"flavor_data", .kind = SCHEMA_STRING, .required = true}, {"name", .kind = SCHEMA_STRING},
    {"provider_name", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_219[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN},
    {"delay", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .required = true},
    {"expected_codes", .kind = SCHEMA_STRING},
    {"http_method", .kind = SCHEMA_STRING, .allowed =
     "GET HEAD POST PUT DELETE TRACE OPTIONS CONNECT PATCH"},
    {"max_retries", .kind = SCHEMA_INTEGER, .min = 1, .max = 10, .required = true},
    {"pool", .kind = SCHEMA_STRING, .required = true}, {"tenant_id", .kind = SCHEMA_STRING},
    {"timeout", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .required = true},
    {"type", .kind = SCHEMA_STRING, .allowed = "PING TCP HTTP HTTPS UDP-CONNECT", .required =
     true},
    {"url_path", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_220[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN},
    {"allowed_cidrs", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"connection_limit", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX, .defaults = true},
    {"default_pool", .kind = SCHEMA_STRING}, {"default_tls_container_ref", .kind = SCHEMA_STRING},
    {"description", .kind = SCHEMA_STRING}, {"loadbalancer", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING},
    {"protocol", .kind = SCHEMA_STRING, .allowed = "TCP HTTP HTTPS TERMINATED_HTTPS PROXY UDP",
     .required = true},
    {"protocol_port", .kind = SCHEMA_INTEGER, .min = 1, .max = 65535, .required = true},
    {"sni_container_refs", .kind = SCHEMA_LIST}, {"tenant_id", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_221[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"availability_zone", .kind = SCHEMA_STRING},
    {"description", .kind = SCHEMA_STRING}, {"flavor", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING}, {"provider", .kind = SCHEMA_STRING},
    {"tenant_id", .kind = SCHEMA_STRING}, {"vip_address", .kind = SCHEMA_STRING},
    {"vip_subnet", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_222[] = {
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"description", .kind = SCHEMA_STRING},
    {"lb_algorithm", .kind = SCHEMA_STRING, .allowed =
     "ROUND_ROBIN LEAST_CONNECTIONS SOURCE_IP SOURCE_IP_PORT", .required = true},
    {"listener", .kind = SCHEMA_STRING}, {"loadbalancer", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING},
    {"protocol", .kind = SCHEMA_STRING, .allowed = "TCP HTTP HTTPS TERMINATED_HTTPS PROXY UDP",
     .required = true},
    {"session_persistence", .kind = SCHEMA_MAP, .below = schema_160},
    {"tls_enabled", .kind = SCHEMA_BOOLEAN}, {0},
};

static const WfProperty schema_223[] = {
    {"address", .kind = SCHEMA_STRING, .required = true},
    {"admin_state_up", .kind = SCHEMA_BOOLEAN}, {"monitor_address", .kind = SCHEMA_STRING},
    {"monitor_port", .kind = SCHEMA_INTEGER, .min = 1, .max = 65535},
    {"pool", .kind = SCHEMA_STRING, .required = true},
    {"protocol_port", .kind = SCHEMA_INTEGER, .min = 1, .max = 65535, .required = true},
    {"subnet", .kind = SCHEMA_STRING}, {"tags", .kind = SCHEMA_LIST},
    {"weight", .kind = SCHEMA_INTEGER, .min = 0, .max = 256, .defaults = true}, {0},
};

static const WfProperty schema_224[] = {
    {"healthmonitor", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"listener", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"loadbalancer", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"member", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"pool", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX},
    {"project", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_225[] = {
    {"access_level", .kind = SCHEMA_STRING, .allowed = "rw ro", .defaults = true},
    {"id", .kind = SCHEMA_STRING, .required = true}, {"path", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_226[] = {
    {"cluster_template_id", .kind = SCHEMA_STRING, .required = true},
    {"default_image_id", .kind = SCHEMA_STRING},
    {"hadoop_version", .kind = SCHEMA_STRING, .required = true}, {"image", .kind = SCHEMA_STRING},
    {"key_name", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING, .min = 1, .max = 80},
    {"neutron_management_network", .kind = SCHEMA_STRING, .required = true},
    {"plugin_name", .kind = SCHEMA_STRING, .required = true},
    {"shares", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_225},
    {"use_autoconfig", .kind = SCHEMA_BOOLEAN}, {0},
};

static const WfProperty schema_227[] = {
    {"count", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX, .required = true},
    {"name", .kind = SCHEMA_STRING, .required = true},
    {"node_group_template_id", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_228[] = {
    {"anti_affinity", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"cluster_configs", .kind = SCHEMA_MAP}, {"default_image_id", .kind = SCHEMA_STRING},
    {"description", .kind = SCHEMA_STRING},
    {"hadoop_version", .kind = SCHEMA_STRING, .required = true},
    {"name", .kind = SCHEMA_STRING, .min = 1, .max = 50},
    {"neutron_management_network", .kind = SCHEMA_STRING},
    {"node_groups", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_227},
    {"plugin_name", .kind = SCHEMA_STRING, .required = true},
    {"shares", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_225},
    {"use_autoconfig", .kind = SCHEMA_BOOLEAN}, {0},
};

static const WfProperty schema_229[] = {
    {"password", .kind = SCHEMA_STRING, .required = true},
    {"user", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_230[] = {
    {"credentials", .kind = SCHEMA_MAP, .below = schema_229},
    {"description", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"type", .kind = SCHEMA_STRING, .allowed = "swift hdfs maprfs manila", .required = true},
    {"url", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_231[] = {
    {"description", .kind = SCHEMA_STRING}, {"image", .kind = SCHEMA_STRING, .required = true},
    {"tags", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"username", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_232[] = {
    {"args", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"cluster", .kind = SCHEMA_STRING, .required = true}, {"configs", .kind = SCHEMA_MAP},
    {"input", .kind = SCHEMA_STRING}, {"interface", .kind = SCHEMA_MAP},
    {"is_public", .kind = SCHEMA_BOOLEAN}, {"output", .kind = SCHEMA_STRING},
    {"params", .kind = SCHEMA_MAP}, {0},
};

static const WfProperty schema_233[] = {
    {"default_execution_data", .kind = SCHEMA_MAP, .below = schema_232},
    {"description", .kind = SCHEMA_STRING}, {"is_protected", .kind = SCHEMA_BOOLEAN},
    {"is_public", .kind = SCHEMA_BOOLEAN}, {"libs", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"mains", .kind = SCHEMA_LIST, .item = SCHEMA_STRING, .min = INT_MIN, .max = 1, .defaults =
     true},
    {"name", .kind = SCHEMA_STRING, .min = 1, .max = 50},
    {"type", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_234[] = {
    {"credentials", .kind = SCHEMA_MAP, .below = schema_229},
    {"description", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING},
    {"url", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_235[] = {
    {"auto_security_group", .kind = SCHEMA_BOOLEAN}, {"availability_zone", .kind = SCHEMA_STRING},
    {"description", .kind = SCHEMA_STRING}, {"flavor", .kind = SCHEMA_STRING, .required = true},
    {"floating_ip_pool", .kind = SCHEMA_STRING},
    {"hadoop_version", .kind = SCHEMA_STRING, .required = true},
    {"image_id", .kind = SCHEMA_STRING}, {"is_proxy_gateway", .kind = SCHEMA_BOOLEAN},
    {"name", .kind = SCHEMA_STRING, .min = 1, .max = 50}, {"node_configs", .kind = SCHEMA_MAP},
    {"node_processes", .kind = SCHEMA_LIST, .item = SCHEMA_STRING, .min = 1, .max = INT_MAX,
     .required = true},
    {"plugin_name", .kind = SCHEMA_STRING, .required = true},
    {"security_groups", .kind = SCHEMA_LIST, .item = SCHEMA_STRING},
    {"shares", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_225},
    {"use_autoconfig", .kind = SCHEMA_BOOLEAN},
    {"volume_local_to_instance", .kind = SCHEMA_BOOLEAN}, {"volume_type", .kind = SCHEMA_STRING},
    {"volumes_availability_zone", .kind = SCHEMA_STRING},
    {"volumes_per_node", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .defaults = true},
    {"volumes_size", .kind = SCHEMA_INTEGER, .min = 1, .max = INT_MAX}, {0},
};

static const WfProperty schema_236[] = {
    {"enabled", .kind = SCHEMA_BOOLEAN}, {"policy", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_237[] = {
    {"desired_capacity", .kind = SCHEMA_INTEGER},
    {"max_size", .kind = SCHEMA_INTEGER, .min = -1, .max = INT_MAX, .defaults = true},
    {"metadata", .kind = SCHEMA_MAP},
    {"min_size", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX, .defaults = true},
    {"name", .kind = SCHEMA_STRING},
    {"policies", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_236},
    {"profile", .kind = SCHEMA_STRING, .required = true},
    {"timeout", .kind = SCHEMA_INTEGER, .min = 0, .max = INT_MAX}, {0},
};

static const WfProperty schema_238[] = {
    {"cluster", .kind = SCHEMA_STRING}, {"metadata", .kind = SCHEMA_MAP},
    {"name", .kind = SCHEMA_STRING}, {"profile", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_239[] = {
    {"cluster", .kind = SCHEMA_STRING, .required = true}, {"enabled", .kind = SCHEMA_BOOLEAN}, {0},
};

static const WfProperty schema_240[] = {
    {"bindings", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_239},
    {"name", .kind = SCHEMA_STRING}, {"properties", .kind = SCHEMA_MAP},
    {"type", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_241[] = {
    {"metadata", .kind = SCHEMA_MAP}, {"name", .kind = SCHEMA_STRING},
    {"properties", .kind = SCHEMA_MAP}, {"type", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_242[] = {
    {"action", .kind = SCHEMA_STRING, .allowed = "CLUSTER_SCALE_OUT CLUSTER_SCALE_IN", .required =
     true},
    {"cluster", .kind = SCHEMA_STRING, .required = true}, {"name", .kind = SCHEMA_STRING},
    {"params", .kind = SCHEMA_MAP},
    {"type", .kind = SCHEMA_STRING, .allowed = "webhook", .defaults = true}, {0},
};

static const WfProperty schema_243[] = {
    {"PurgeOnDelete", .kind = SCHEMA_BOOLEAN}, {"X-Account-Meta", .kind = SCHEMA_MAP},
    {"X-Container-Meta", .kind = SCHEMA_MAP}, {"X-Container-Read", .kind = SCHEMA_STRING},
    {"X-Container-Write", .kind = SCHEMA_STRING}, {"name", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_244[] = {
    {"fixed_ip", .kind = SCHEMA_STRING}, {"network", .kind = SCHEMA_STRING},
    {"port", .kind = SCHEMA_STRING}, {0},
};

static const WfProperty schema_245[] = {
    {"availability_zone", .kind = SCHEMA_STRING},
    {"flavor", .kind = SCHEMA_STRING, .required = true},
    {"networks", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_244},
    {"volume_size", .kind = SCHEMA_INTEGER, .min = 1, .max = 150, .required = true}, {0},
};

static const WfProperty schema_246[] = {
    {"datastore_type", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 255, .required = true},
    {"datastore_version", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 255, .required = true},
    {"instances", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_245, .required = true},
    {"name", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 255}, {0},
};

static const WfProperty schema_247[] = {
    {"character_set", .kind = SCHEMA_STRING}, {"collate", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 64, .required = true}, {0},
};

static const WfProperty schema_248[] = {
    {"databases", .kind = SCHEMA_LIST, .item = SCHEMA_STRING, .min = 1, .max = INT_MAX, .required =
     true},
    {"host", .kind = SCHEMA_STRING},
    {"name", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 16, .required = true},
    {"password", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_249[] = {
    {"availability_zone", .kind = SCHEMA_STRING},
    {"databases", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_247},
    {"datastore_type", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 255},
    {"datastore_version", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 255},
    {"flavor", .kind = SCHEMA_STRING, .required = true},
    {"name", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 255},
    {"networks", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_244},
    {"replica_count", .kind = SCHEMA_INTEGER}, {"replica_of", .kind = SCHEMA_STRING},
    {"restore_point", .kind = SCHEMA_STRING},
    {"size", .kind = SCHEMA_INTEGER, .min = 1, .max = 150, .required = true},
    {"users", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_248}, {0},
};

static const WfProperty schema_250[] = {
    {"template_file", .kind = SCHEMA_STRING, .required = true},
    {"template_params", .kind = SCHEMA_MAP, .required = true}, {0},
};

static const WfProperty schema_251[] = {
    {"input", .kind = SCHEMA_MAP}, {"params", .kind = SCHEMA_MAP},
    {"queue_name", .kind = SCHEMA_STRING, .required = true},
    {"ttl", .kind = SCHEMA_INTEGER, .min = 60, .max = INT_MAX, .defaults = true},
    {"workflow_id", .kind = SCHEMA_STRING, .required = true}, {0},
};

static const WfProperty schema_252[] = {
    {"metadata", .kind = SCHEMA_MAP}, {"name", .kind = SCHEMA_STRING, .min = INT_MIN, .max = 64},
    {0},
};

static const WfProperty schema_253[] = {
    {"methods", .kind = SCHEMA_LIST, .item = SCHEMA_STRING}, {"paths", .kind = SCHEMA_LIST},
    {"queue", .kind = SCHEMA_STRING, .required = true}, {"ttl", .kind = SCHEMA_INTEGER}, {0},
};

static const WfProperty schema_254[] = {
    {"options", .kind = SCHEMA_MAP}, {"queue_name", .kind = SCHEMA_STRING, .required = true},
    {"subscriber", .kind = SCHEMA_STRING, .required = true},
    {"ttl", .kind = SCHEMA_INTEGER, .min = 60, .max = INT_MAX, .defaults = true}, {0},
};

static const WfProperty schema_255[] = {
    {"mount_path", .kind = SCHEMA_STRING, .required = true}, {"volume_id", .kind = SCHEMA_STRING},
    {"volume_size", .kind = SCHEMA_INTEGER}, {0},
};

static const WfProperty schema_256[] = {
    {"command", .kind = SCHEMA_STRING}, {"cpu", .kind = SCHEMA_NUMBER},
    {"environment", .kind = SCHEMA_MAP}, {"hints", .kind = SCHEMA_MAP},
    {"hostname", .kind = SCHEMA_STRING}, {"image", .kind = SCHEMA_STRING, .required = true},
    {"image_driver", .kind = SCHEMA_STRING, .allowed = "docker glance"},
    {"image_pull_policy", .kind = SCHEMA_STRING, .allowed = "ifnotpresent always never"},
    {"interactive", .kind = SCHEMA_BOOLEAN}, {"labels", .kind = SCHEMA_MAP},
    {"memory", .kind = SCHEMA_INTEGER},
    {"mounts", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_255},
    {"name", .kind = SCHEMA_STRING},
    {"networks", .kind = SCHEMA_LIST, .item = SCHEMA_MAP, .below = schema_244},
    {"restart_policy", .kind = SCHEMA_STRING}, {"security_groups", .kind = SCHEMA_LIST},
    {"tty", .kind = SCHEMA_BOOLEAN}, {"workdir", .kind = SCHEMA_STRING}, {0},
};

static const WfHeatType heat_types[] = {
    {"AWS::AutoScaling::AutoScalingGroup", schema_1, schema_3, .attributes = "InstanceList show",
     .replacing = "AvailabilityZones HealthCheckGracePeriod HealthCheckType "
     "InstanceId LoadBalancerNames Tags VPCZoneIdentifier"},
    {"AWS::AutoScaling::LaunchConfiguration", schema_6, schema_7, .attributes = "show", .replacing
     = "BlockDeviceMappings ImageId InstanceId InstanceType KernelId "
     "KeyName NovaSchedulerHints RamDiskId SecurityGroups UserData"},
    {"AWS::AutoScaling::ScalingPolicy", schema_8, schema_7, .attributes = "AlarmUrl show",
     .replacing = "AutoScalingGroupName"},
    {"AWS::CloudFormation::Stack", schema_9, schema_7, .attributes = NULL},
    {"AWS::CloudFormation::WaitCondition", schema_10, schema_7, .attributes = "Data show",
     .replacing = "Handle Timeout"},
    {"AWS::CloudFormation::WaitConditionHandle", schema_7, schema_7, .attributes = "show"},
    {"AWS::EC2::EIP", schema_11, schema_7, .attributes = "AllocationId show", .replacing =
     "Domain"},
    {"AWS::EC2::EIPAssociation", schema_12, schema_7, .attributes = "show", .by_value = true},
    {"AWS::EC2::Instance", schema_14, schema_7, .attributes =
     "AvailabilityZone PrivateDnsName PrivateIp PublicDnsName " "PublicIp show", .replacing =
     "AvailabilityZone BlockDeviceMappings DisableApiTermination "
     "ImageId KernelId KeyName Monitoring NovaSchedulerHints "
     "PlacementGroupName PrivateIpAddress RamDiskId "
     "SecurityGroupIds SecurityGroups SourceDestCheck Tenancy " "UserData Volumes"},
    {"AWS::EC2::InternetGateway", schema_15, schema_7, .attributes = "show", .replacing = "Tags"},
    {"AWS::EC2::NetworkInterface", schema_16, schema_7, .attributes = "PrivateIpAddress show",
     .replacing = "Description PrivateIpAddress SourceDestCheck SubnetId Tags"},
    {"AWS::EC2::RouteTable", schema_17, schema_7, .attributes = "show", .replacing = "Tags VpcId"},
    {"AWS::EC2::SecurityGroup", schema_19, schema_7, .attributes = "show", .replacing =
     "GroupDescription VpcId"},
    {"AWS::EC2::Subnet", schema_20, schema_7, .attributes = "AvailabilityZone show", .replacing =
     "AvailabilityZone CidrBlock Tags VpcId"},
    {"AWS::EC2::SubnetRouteTableAssociation", schema_21, schema_7, .attributes = "show", .replacing
     = "RouteTableId SubnetId"},
    {"AWS::EC2::VPC", schema_22, schema_7, .attributes = "show", .replacing =
     "CidrBlock InstanceTenancy Tags"},
    {"AWS::EC2::VPCGatewayAttachment", schema_23, schema_7, .attributes = "show", .replacing =
     "InternetGatewayId VpcId VpnGatewayId"},
    {"AWS::EC2::Volume", schema_24, schema_7, .attributes = "show", .refused =
     "AvailabilityZone Size SnapshotId Tags"},
    {"AWS::EC2::VolumeAttachment", schema_25, schema_7, .attributes = "show", .refused =
     "Device InstanceId VolumeId"},
    {"AWS::ElasticLoadBalancing::LoadBalancer", schema_28, schema_7, .attributes =
     "CanonicalHostedZoneName CanonicalHostedZoneNameID DNSName "
     "SourceSecurityGroup.GroupName SourceSecurityGroup.OwnerAlias " "show", .replacing =
     "AppCookieStickinessPolicy AvailabilityZones HealthCheck "
     "LBCookieStickinessPolicy Listeners Subnets"},
    {"AWS::IAM::AccessKey", schema_29, schema_7, .attributes = "SecretAccessKey UserName show",
     .replacing = "Serial Status UserName"},
    {"AWS::IAM::User", schema_31, schema_7, .attributes = "show", .replacing =
     "Groups LoginProfile Path Policies"},
    {"AWS::S3::Bucket", schema_33, schema_7, .attributes = "DomainName WebsiteURL show", .replacing
     = "AccessControl Tags WebsiteConfiguration"},
    {"OS::Aodh::Alarm", schema_36, schema_7, .attributes = "show", .replacing =
     "meter_name time_constraints"},
    {"OS::Aodh::CombinationAlarm", schema_7, schema_7, .attributes = NULL},
    {"OS::Aodh::CompositeAlarm", schema_38, schema_7, .attributes = "show", .replacing =
     "time_constraints"},
    {"OS::Aodh::EventAlarm", schema_39, schema_7, .attributes = "show", .replacing =
     "time_constraints"},
    {"OS::Aodh::GnocchiAggregationByMetricsAlarm", schema_40, schema_7, .attributes = "show",
     .replacing = "time_constraints"},
    {"OS::Aodh::GnocchiAggregationByResourcesAlarm", schema_41, schema_7, .attributes = "show",
     .replacing = "time_constraints"},
    {"OS::Aodh::GnocchiResourcesAlarm", schema_42, schema_7, .attributes = "show", .replacing =
     "time_constraints"},
    {"OS::Aodh::LBMemberHealthAlarm", schema_43, schema_7, .attributes = "show", .replacing =
     "stack time_constraints"},
    {"OS::Barbican::CertificateContainer", schema_44, schema_7, .attributes =
     "consumers container_ref secret_refs show status", .replacing =
     "certificate_ref intermediates_ref name " "private_key_passphrase_ref private_key_ref"},
    {"OS::Barbican::GenericContainer", schema_46, schema_7, .attributes =
     "consumers container_ref secret_refs show status", .replacing = "name secrets"},
    {"OS::Barbican::Order", schema_47, schema_7, .attributes =
     "certificate container_ref intermediates order_ref "
     "private_key public_key secret_ref show status", .replacing =
     "algorithm bit_length ca_id expiration mode name pass_phrase "
     "payload_content_type profile request_data request_type "
     "source_container_ref subject_dn type"},
    {"OS::Barbican::RSAContainer", schema_48, schema_7, .attributes =
     "consumers container_ref secret_refs show status", .replacing =
     "name private_key_passphrase_ref private_key_ref " "public_key_ref"},
    {"OS::Barbican::Secret", schema_49, schema_7, .attributes = "decrypted_payload show status",
     .replacing = "algorithm bit_length expiration mode name payload "
     "payload_content_encoding payload_content_type secret_type"},
    {"OS::Blazar::Host", schema_50, schema_7, .attributes =
     "cpu_info created_at extra_capability hypervisor_hostname "
     "hypervisor_type hypervisor_version local_gb memory_mb "
     "reservable service_name show status trust_id updated_at " "vcpus", .replacing =
     "extra_capability name"},
    {"OS::Blazar::Lease", schema_53, schema_7, .attributes =
     "created_at degraded end_date events name project_id "
     "reservations show start_date status trust_id updated_at " "user_id", .replacing =
     "before_end_date end_date events name reservations start_date"},
    {"OS::Cinder::EncryptedVolumeType", schema_54, schema_7, .attributes = "show", .replacing =
     "volume_type"},
    {"OS::Cinder::QoSAssociation", schema_55, schema_7, .attributes = "show", .replacing =
     "qos_specs"},
    {"OS::Cinder::QoSSpecs", schema_56, schema_7, .attributes = "show", .replacing = "name"},
    {"OS::Cinder::Quota", schema_57, schema_7, .attributes = "show", .replacing = "project"},
    {"OS::Cinder::Volume", schema_58, schema_7, .attributes =
     "attachments attachments_list availability_zone bootable "
     "created_at display_description display_name encrypted "
     "metadata metadata_values multiattach show size snapshot_id "
     "source_volid status volume_type", .replacing =
     "availability_zone image imageRef multiattach scheduler_hints " "snapshot_id source_volid"},
    {"OS::Cinder::VolumeAttachment", schema_59, schema_7, .attributes = "show"},
    {"OS::Cinder::VolumeType", schema_60, schema_7, .attributes = "show"},
    {"OS::Designate::Domain", schema_7, schema_7, .attributes = NULL},
    {"OS::Designate::Record", schema_7, schema_7, .attributes = NULL},
    {"OS::Designate::RecordSet", schema_61, schema_7, .attributes = "show", .replacing =
     "name type zone"},
    {"OS::Designate::Zone", schema_62, schema_7, .attributes = "serial show", .replacing =
     "name type"},
    {"OS::Glance::Image", schema_63, schema_7, .attributes = "show", .replacing =
     "container_format disk_format id is_public location min_disk " "min_ram name protected"},
    {"OS::Glance::WebImage", schema_64, schema_7, .attributes = "show", .replacing =
     "container_format disk_format id location min_disk min_ram " "name"},
    {"OS::Heat::AccessPolicy", schema_65, schema_7, .attributes = "show", .replacing =
     "AllowedResources"},
    {"OS::Heat::AutoScalingGroup", schema_67, schema_7, .attributes = NULL},
    {"OS::Heat::CloudConfig", schema_68, schema_7, .attributes = "config show", .replacing =
     "cloud_config"},
    {"OS::Heat::Delay", schema_69, schema_7, .attributes = "show"},
    {"OS::Heat::DeployedServer", schema_71, schema_7, .attributes = "name os_collect_config show"},
    {"OS::Heat::HARestarter", schema_7, schema_7, .attributes = NULL},
    {"OS::Heat::InstanceGroup", schema_72, schema_73, .attributes = "InstanceList show", .replacing
     = "AvailabilityZones LoadBalancerNames Tags"},
    {"OS::Heat::MultipartMime", schema_75, schema_7, .attributes = "config show", .replacing =
     "group parts"},
    {.name = "OS::Heat::None"},
    {"OS::Heat::RandomString", schema_78, schema_7, .attributes = "show value", .replacing =
     "character_classes character_sequences length salt sequence"},
    {"OS::Heat::ResourceChain", schema_79, schema_7, .attributes = NULL, .replacing =
     "concurrent resource_properties"},
    {"OS::Heat::ResourceGroup", schema_82, schema_84, .attributes = NULL, .replacing =
     "index_var"},
    {"OS::Heat::ScalingPolicy", schema_85, schema_7, .attributes = "alarm_url show signal_url",
     .replacing = "auto_scaling_group_id"},
    {"OS::Heat::SoftwareComponent", schema_89, schema_7, .attributes = "config show", .replacing =
     "configs inputs options outputs"},
    {"OS::Heat::SoftwareConfig", schema_90, schema_7, .attributes = "config show", .replacing =
     "config group inputs options outputs"},
    {"OS::Heat::SoftwareDeployment", schema_91, schema_7, .attributes = NULL, .replacing =
     "server signal_transport"},
    {"OS::Heat::SoftwareDeploymentGroup", schema_92, schema_93, .attributes = NULL, .replacing =
     "signal_transport"},
    {"OS::Heat::SoftwareDeployments", schema_92, schema_93, .attributes = NULL, .replacing =
     "signal_transport"},
    {"OS::Heat::Stack", schema_95, schema_7, .attributes = "outputs show stack_name", .by_value =
     true},
    {"OS::Heat::StructuredConfig", schema_96, schema_7, .attributes = "config show", .replacing =
     "config group inputs options outputs"},
    {"OS::Heat::StructuredDeployment", schema_97, schema_7, .attributes = NULL, .replacing =
     "input_key input_values_validate server signal_transport"},
    {"OS::Heat::StructuredDeploymentGroup", schema_98, schema_93, .attributes = NULL, .replacing =
     "input_key input_values_validate signal_transport"},
    {"OS::Heat::StructuredDeployments", schema_98, schema_93, .attributes = NULL, .replacing =
     "input_key input_values_validate signal_transport"},
    {"OS::Heat::SwiftSignal", schema_99, schema_7, .attributes = "data show", .replacing =
     "count handle timeout"},
    {"OS::Heat::SwiftSignalHandle", schema_7, schema_7, .attributes =
     "curl_cli endpoint show token"},
    {"OS::Heat::TestResource", schema_101, schema_7, .attributes = "output show", .replacing =
     "update_replace_value", .by_value = true},
    {"OS::Heat::UpdateWaitConditionHandle", schema_7, schema_7, .attributes = "show"},
    {"OS::Heat::Value", schema_102, schema_7, .attributes = "show value"},
    {"OS::Heat::WaitCondition", schema_103, schema_7, .attributes = "data show", .replacing =
     "handle timeout"},
    {"OS::Heat::WaitConditionHandle", schema_104, schema_7, .attributes =
     "curl_cli endpoint show signal token", .replacing = "signal_transport"},
    {"OS::Ironic::Port", schema_105, schema_7, .attributes =
     "address extra internal_info is_smartnic " "local_link_connection node_uuid physical_network "
     "portgroup_uuid pxe_enabled show"},
    {"OS::Keystone::Domain", schema_106, schema_7, .attributes = "show"},
    {"OS::Keystone::Endpoint", schema_107, schema_7, .attributes = "show"},
    {"OS::Keystone::Group", schema_109, schema_7, .attributes = "show"},
    {"OS::Keystone::GroupRoleAssignment", schema_110, schema_7, .attributes = "show"},
    {"OS::Keystone::Project", schema_111, schema_7, .attributes =
     "domain_id enabled is_domain name parent_id show", .replacing = "parent"},
    {"OS::Keystone::Region", schema_112, schema_7, .attributes = "show", .replacing = "id"},
    {"OS::Keystone::Role", schema_113, schema_7, .attributes = "show", .replacing = "domain"},
    {"OS::Keystone::Service", schema_114, schema_7, .attributes = "show"},
    {"OS::Keystone::User", schema_115, schema_7, .attributes =
     "default_project_id domain_id enabled name " "password_expires_at show"},
    {"OS::Keystone::UserRoleAssignment", schema_116, schema_7, .attributes = "show"},
    {"OS::Magnum::Bay", schema_7, schema_7, .attributes = NULL},
    {"OS::Magnum::BayModel", schema_117, schema_7, .attributes = "show", .replacing =
     "coe dns_nameserver docker_storage_driver docker_volume_size "
     "external_network fixed_network fixed_subnet flavor "
     "floating_ip_enabled http_proxy https_proxy image keypair "
     "labels master_flavor master_lb_enabled name network_driver "
     "no_proxy registry_enabled server_type tls_disabled " "volume_driver"},
    {"OS::Magnum::Cluster", schema_118, schema_7, .attributes =
     "api_address cluster_template_id coe_version "
     "container_version create_timeout discovery_url keypair "
     "master_addresses master_count name node_addresses node_count "
     "show stack_id status status_reason", .replacing = "cluster_template keypair name"},
    {"OS::Magnum::ClusterTemplate", schema_117, schema_7, .attributes = "show", .replacing =
     "coe dns_nameserver docker_storage_driver docker_volume_size "
     "external_network fixed_network fixed_subnet flavor "
     "floating_ip_enabled http_proxy https_proxy image keypair "
     "labels master_flavor master_lb_enabled name network_driver "
     "no_proxy registry_enabled server_type tls_disabled " "volume_driver"},
    {"OS::Manila::SecurityService", schema_119, schema_7, .attributes = "show", .replacing =
     "type"},
    {"OS::Manila::Share", schema_121, schema_7, .attributes =
     "availability_zone created_at export_locations host "
     "project_id share_server_id show status", .replacing =
     "share_network share_protocol share_type size snapshot"},
    {"OS::Manila::ShareNetwork", schema_122, schema_7, .attributes =
     "cidr ip_version network_type segmentation_id show"},
    {"OS::Manila::ShareType", schema_123, schema_7, .attributes = "show", .replacing =
     "driver_handles_share_servers is_public name snapshot_support"},
    {"OS::Mistral::CronTrigger", schema_125, schema_7, .attributes =
     "next_execution_time remaining_executions show", .replacing =
     "count first_time name pattern workflow"},
    {"OS::Mistral::ExternalResource", schema_128, schema_7, .attributes = "output show", .replacing
     = "actions always_update description replace_on_change_inputs"},
    {"OS::Mistral::Workflow", schema_131, schema_7, .attributes = "alarm_url data executions show",
     .replacing = "name"},
    {"OS::Monasca::AlarmDefinition", schema_132, schema_7, .attributes = "show", .replacing =
     "expression match_by"},
    {"OS::Monasca::Notification", schema_133, schema_7, .attributes = "show"},
    {"OS::Neutron::AddressScope", schema_134, schema_7, .attributes = "show", .replacing =
     "ip_version tenant_id"},
    {"OS::Neutron::ExtraRoute", schema_135, schema_7, .attributes = "show", .replacing =
     "destination nexthop router_id"},
    {"OS::Neutron::ExtraRouteSet", schema_137, schema_7, .attributes = "show", .replacing =
     "router"},
    {"OS::Neutron::Firewall", schema_138, schema_7, .attributes =
     "admin_state_up description firewall_policy_id name shared " "show status tenant_id"},
    {"OS::Neutron::FirewallPolicy", schema_139, schema_7, .attributes =
     "audited description firewall_rules name shared show " "tenant_id"},
    {"OS::Neutron::FirewallRule", schema_140, schema_7, .attributes =
     "action description destination_ip_address destination_port "
     "enabled firewall_policy_id ip_version name position protocol "
     "shared show source_ip_address source_port tenant_id"},
    {"OS::Neutron::FloatingIP", schema_141, schema_7, .attributes =
     "fixed_ip_address floating_ip_address floating_network_id "
     "port_id router_id show tenant_id", .replacing =
     "floating_ip_address floating_network floating_network_id " "floating_subnet value_specs"},
    {"OS::Neutron::FloatingIPAssociation", schema_142, schema_7, .attributes = "show"},
    {"OS::Neutron::FloatingIPPortForward", schema_143, schema_7, .attributes = "show", .replacing =
     "floating_ip"},
    {"OS::Neutron::FlowClassifier", schema_144, schema_7, .attributes = "show", .replacing =
     "destination_ip_prefix destination_port_range_max "
     "destination_port_range_min ethertype l7_parameters "
     "logical_destination_port logical_source_port protocol "
     "source_ip_prefix source_port_range_max source_port_range_min"},
    {"OS::Neutron::HealthMonitor", schema_145, schema_7, .attributes =
     "admin_state_up delay expected_codes http_method max_retries "
     "show tenant_id timeout type url_path", .replacing = "type"},
    {"OS::Neutron::IKEPolicy", schema_147, schema_7, .attributes =
     "auth_algorithm description encryption_algorithm ike_version "
     "lifetime name pfs phase1_negotiation_mode show tenant_id", .replacing =
     "phase1_negotiation_mode"},
    {"OS::Neutron::IPsecPolicy", schema_148, schema_7, .attributes =
     "auth_algorithm description encapsulation_mode "
     "encryption_algorithm lifetime name pfs show tenant_id " "transform_protocol", .replacing =
     "auth_algorithm encapsulation_mode encryption_algorithm " "lifetime pfs transform_protocol"},
    {"OS::Neutron::IPsecSiteConnection", schema_150, schema_7, .attributes =
     "admin_state_up auth_mode description dpd ikepolicy_id "
     "initiator ipsecpolicy_id mtu name peer_address peer_cidrs "
     "peer_id psk route_mode show status tenant_id vpnservice_id", .replacing =
     "dpd ikepolicy_id initiator ipsecpolicy_id mtu peer_address "
     "peer_cidrs peer_id psk vpnservice_id"},
    {"OS::Neutron::L2Gateway", schema_153, schema_7, .attributes = "show"},
    {"OS::Neutron::L2GatewayConnection", schema_154, schema_7, .attributes = "show", .replacing =
     "l2_gateway_id network_id segmentation_id"},
    {"OS::Neutron::LBaaS::HealthMonitor", schema_155, schema_7, .attributes = "pools show",
     .replacing = "pool tenant_id type"},
    {"OS::Neutron::LBaaS::L7Policy", schema_156, schema_7, .attributes = "rules show", .replacing =
     "listener"},
    {"OS::Neutron::LBaaS::L7Rule", schema_157, schema_7, .attributes = "show", .replacing =
     "l7policy"},
    {"OS::Neutron::LBaaS::Listener", schema_158, schema_7, .attributes =
     "default_pool_id loadbalancers show", .replacing =
     "loadbalancer protocol protocol_port tenant_id"},
    {"OS::Neutron::LBaaS::LoadBalancer", schema_159, schema_7, .attributes =
     "pools show vip_address vip_port_id vip_subnet_id", .replacing =
     "provider tenant_id vip_address vip_subnet"},
    {"OS::Neutron::LBaaS::Pool", schema_161, schema_7, .attributes =
     "healthmonitor_id listeners members show", .replacing =
     "listener loadbalancer protocol session_persistence"},
    {"OS::Neutron::LBaaS::PoolMember", schema_162, schema_7, .attributes = "address pool_id show",
     .replacing = "address pool protocol_port subnet"},
    {"OS::Neutron::LoadBalancer", schema_163, schema_7, .attributes = "show", .replacing =
     "protocol_port"},
    {"OS::Neutron::MeteringLabel", schema_164, schema_7, .attributes =
     "description name shared show", .replacing = "description name shared"},
    {"OS::Neutron::MeteringRule", schema_165, schema_7, .attributes =
     "direction excluded metering_label_id remote_ip_prefix show", .replacing =
     "direction excluded metering_label_id remote_ip_prefix"},
    {"OS::Neutron::Net", schema_166, schema_7, .attributes =
     "admin_state_up l2_adjacency mtu name port_security_enabled "
     "qos_policy_id segments show status subnets tenant_id", .replacing =
     "availability_zone_hints tenant_id"},
    {"OS::Neutron::NetworkGateway", schema_169, schema_7, .attributes = "default show"},
    {"OS::Neutron::Pool", schema_171, schema_7, .attributes =
     "admin_state_up description lb_method name protocol provider " "show subnet_id tenant_id vip",
     .replacing = "name protocol provider subnet subnet_id vip"},
    {"OS::Neutron::PoolMember", schema_172, schema_7, .attributes =
     "address admin_state_up pool_id protocol_port show tenant_id " "weight", .replacing =
     "address admin_state_up protocol_port"},
    {"OS::Neutron::Port", schema_175, schema_7, .attributes =
     "admin_state_up allowed_address_pairs device_id device_owner "
     "dns_assignment fixed_ips mac_address name network network_id "
     "port_security_enabled propagate_uplink_status qos_policy_id "
     "security_groups show status subnets tenant_id", .replacing =
     "mac_address network network_id"},
    {"OS::Neutron::PortChain", schema_176, schema_7, .attributes = "show", .replacing =
     "chain_parameters"},
    {"OS::Neutron::PortPair", schema_177, schema_7, .attributes = "show", .replacing =
     "egress ingress service_function_parameters"},
    {"OS::Neutron::PortPairGroup", schema_178, schema_7, .attributes = "show"},
    {"OS::Neutron::ProviderNet", schema_179, schema_7, .attributes =
     "segments show status subnets"},
    {"OS::Neutron::QoSBandwidthLimitRule", schema_180, schema_7, .attributes = "show", .replacing =
     "policy tenant_id"},
    {"OS::Neutron::QoSDscpMarkingRule", schema_181, schema_7, .attributes = "show", .replacing =
     "policy tenant_id"},
    {"OS::Neutron::QoSMinimumBandwidthRule", schema_182, schema_7, .attributes = "show", .replacing
     = "policy tenant_id"},
    {"OS::Neutron::QoSMinimumPacketRateRule", schema_183, schema_7, .attributes = "show",
     .replacing = "policy tenant_id"},
    {"OS::Neutron::QoSPolicy", schema_184, schema_7, .attributes = "rules show", .replacing =
     "tenant_id"},
    {"OS::Neutron::Quota", schema_185, schema_7, .attributes = "show", .replacing = "project"},
    {"OS::Neutron::RBACPolicy", schema_186, schema_7, .attributes = "show", .replacing =
     "action object_id object_type tenant_id"},
    {"OS::Neutron::Router", schema_189, schema_7, .attributes =
     "admin_state_up external_gateway_info name show status " "tenant_id", .replacing =
     "distributed ha"},
    {"OS::Neutron::RouterGateway", schema_190, schema_7, .attributes = "show", .replacing =
     "network network_id router_id"},
    {"OS::Neutron::RouterInterface", schema_191, schema_7, .attributes = "show", .replacing =
     "port port_id router router_id subnet subnet_id"},
    {"OS::Neutron::SecurityGroup", schema_193, schema_7, .attributes = "show"},
    {"OS::Neutron::SecurityGroupRule", schema_194, schema_7, .attributes = "show", .replacing =
     "description direction ethertype port_range_max "
     "port_range_min protocol remote_group remote_ip_prefix " "security_group"},
    {"OS::Neutron::Segment", schema_195, schema_7, .attributes = "show", .replacing =
     "network network_type physical_network segmentation_id"},
    {"OS::Neutron::Subnet", schema_197, schema_7, .attributes =
     "allocation_pools cidr dns_nameservers enable_dhcp gateway_ip "
     "host_routes ip_version name network_id show tenant_id", .replacing =
     "cidr ip_version ipv6_address_mode ipv6_ra_mode network "
     "network_id prefixlen subnetpool tenant_id"},
    {"OS::Neutron::SubnetPool", schema_198, schema_7, .attributes = "show", .replacing =
     "shared tenant_id"},
    {"OS::Neutron::TaaS::TapFlow", schema_199, schema_7, .attributes = "show", .replacing =
     "direction port tap_service vlan_filter"},
    {"OS::Neutron::TaaS::TapService", schema_200, schema_7, .attributes = "show", .replacing =
     "port"},
    {"OS::Neutron::Trunk", schema_202, schema_7, .attributes = "port_id show", .refused = "port"},
    {"OS::Neutron::VPNService", schema_203, schema_7, .attributes =
     "admin_state_up description name router_id show status " "subnet_id tenant_id", .replacing =
     "router router_id subnet subnet_id"},
    {"OS::Nova::Flavor", schema_204, schema_7, .attributes = "extra_specs is_public show",
     .replacing = "disk ephemeral flavorid is_public name ram rxtx_factor swap " "vcpus"},
    {"OS::Nova::FloatingIP", schema_205, schema_7, .attributes = "ip pool show", .replacing =
     "pool"},
    {"OS::Nova::FloatingIPAssociation", schema_206, schema_7, .attributes = "show"},
    {"OS::Nova::HostAggregate", schema_207, schema_7, .attributes = "show"},
    {"OS::Nova::KeyPair", schema_208, schema_7, .attributes = "private_key public_key show",
     .replacing = "name public_key save_private_key type user"},
    {"OS::Nova::Quota", schema_209, schema_7, .attributes = "show", .replacing = "project"},
    {"OS::Nova::Server", schema_214, schema_7, .attributes =
     "accessIPv4 accessIPv6 addresses console_urls first_address "
     "instance_name name networks os_collect_config show tags", .replacing =
     "admin_user availability_zone block_device_mapping "
     "block_device_mapping_v2 config_drive diskConfig key_name "
     "personality reservation_id scheduler_hints security_groups " "user_data_format", .by_value =
     true},
    {"OS::Nova::ServerGroup", schema_216, schema_7, .attributes = "show", .replacing =
     "name policies rules"},
    {"OS::Octavia::Flavor", schema_217, schema_7, .attributes = "flavor_profile_id show",
     .replacing = "flavor_profile"},
    {"OS::Octavia::FlavorProfile", schema_218, schema_7, .attributes = "show"},
    {"OS::Octavia::HealthMonitor", schema_219, schema_7, .attributes = "pools show", .replacing =
     "pool tenant_id type"},
    {"OS::Octavia::L7Policy", schema_156, schema_7, .attributes = "rules show", .replacing =
     "listener"},
    {"OS::Octavia::L7Rule", schema_157, schema_7, .attributes = "show", .replacing = "l7policy"},
    {"OS::Octavia::Listener", schema_220, schema_7, .attributes =
     "default_pool_id loadbalancers show", .replacing =
     "loadbalancer protocol protocol_port tenant_id"},
    {"OS::Octavia::LoadBalancer", schema_221, schema_7, .attributes =
     "flavor_id pools show vip_address vip_port_id vip_subnet_id", .replacing =
     "availability_zone flavor provider tenant_id vip_address " "vip_subnet"},
    {"OS::Octavia::Pool", schema_222, schema_7, .attributes =
     "healthmonitor_id listeners members show", .replacing = "listener loadbalancer protocol"},
    {"OS::Octavia::PoolMember", schema_223, schema_7, .attributes = "show", .replacing =
     "address monitor_address monitor_port pool protocol_port " "subnet"},
    {"OS::Octavia::Quota", schema_224, schema_7, .attributes = "show", .replacing = "project"},
    {"OS::Sahara::Cluster", schema_226, schema_7, .attributes = "info show status", .replacing =
     "cluster_template_id default_image_id hadoop_version image "
     "key_name name neutron_management_network plugin_name shares " "use_autoconfig"},
    {"OS::Sahara::ClusterTemplate", schema_228, schema_7, .attributes = "show", .replacing =
     "use_autoconfig"},
    {"OS::Sahara::DataSource", schema_230, schema_7, .attributes = "show"},
    {"OS::Sahara::ImageRegistry", schema_231, schema_7, .attributes = "show", .replacing =
     "image"},
    {"OS::Sahara::Job", schema_233, schema_7, .attributes =
     "default_execution_url executions show", .replacing = "libs mains type"},
    {"OS::Sahara::JobBinary", schema_234, schema_7, .attributes = "show"},
    {"OS::Sahara::NodeGroupTemplate", schema_235, schema_7, .attributes = "show"},
    {"OS::Senlin::Cluster", schema_237, schema_7, .attributes = NULL},
    {"OS::Senlin::Node", schema_238, schema_7, .attributes = "cluster_id details show"},
    {"OS::Senlin::Policy", schema_240, schema_7, .attributes = "show", .replacing =
     "properties type"},
    {"OS::Senlin::Profile", schema_241, schema_7, .attributes = "show", .replacing =
     "properties type"},
    {"OS::Senlin::Receiver", schema_242, schema_7, .attributes = "channel show", .replacing =
     "action cluster name params type"},
    {"OS::Swift::Container", schema_243, schema_7, .attributes =
     "BytesUsed DomainName HeadContainer ObjectCount RootURL " "WebsiteURL show", .replacing =
     "PurgeOnDelete X-Account-Meta X-Container-Meta " "X-Container-Read X-Container-Write name"},
    {"OS::Trove::Cluster", schema_246, schema_7, .attributes = "instances ip show", .replacing =
     "datastore_type datastore_version instances name"},
    {"OS::Trove::Instance", schema_249, schema_7, .attributes = "hostname href show", .replacing =
     "availability_zone datastore_type datastore_version networks "
     "replica_count replica_of restore_point"},
    {"OS::Vitrage::Template", schema_250, schema_7, .attributes = "show", .replacing =
     "template_file template_params"},
    {"OS::Zaqar::MistralTrigger", schema_251, schema_7, .attributes = "show", .replacing =
     "queue_name"},
    {"OS::Zaqar::Queue", schema_252, schema_7, .attributes = "href queue_id show", .replacing =
     "name"},
    {"OS::Zaqar::SignedQueueURL", schema_253, schema_7, .attributes =
     "expires methods paths project query_str show signature", .replacing =
     "methods paths queue ttl"},
    {"OS::Zaqar::Subscription", schema_254, schema_7, .attributes = "show", .replacing =
     "queue_name"},
    {"OS::Zun::Container", schema_256, schema_7, .attributes = "addresses name show", .replacing =
     "command environment hints hostname image image_driver "
     "image_pull_policy interactive labels mounts restart_policy " "security_groups tty workdir"},
};
/* clang-format on */
