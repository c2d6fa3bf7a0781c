/* Made by tests/heat/schema.py from Heat 19.0.0; do not edit. */
#pragma once

#include "schema.h"

static const WfProperty server_block_device_mapping_schema[] = {
    {"delete_on_termination", NULL, NULL, SCHEMA_BOOLEAN, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"device_name", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, true},
    {"snapshot_id", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"volume_id", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"volume_size", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty server_block_device_mapping_v2_schema[] = {
    {"boot_index", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"delete_on_termination", NULL, NULL, SCHEMA_BOOLEAN, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"device_name", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"device_type", "cdrom disk", NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"disk_bus", "ide lame_bus scsi usb virtio", NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX,
     false},
    {"ephemeral_format", "ext2 ext3 ext4 xfs ntfs", NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN,
     INT_MAX, false},
    {"ephemeral_size", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, 1, INT_MAX, false},
    {"image", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"image_id", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"snapshot_id", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"swap_size", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"volume_id", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"volume_size", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty server_deployment_swift_data_schema[] = {
    {"container", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, 1, INT_MAX, false},
    {"object", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, 1, INT_MAX, false},
    {NULL},
};

static const WfProperty server_networks_port_extra_properties_allowed_address_pairs_schema[] = {
    {"ip_address", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, true},
    {"mac_address", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty server_networks_port_extra_properties_schema[] = {
    {"admin_state_up", NULL, NULL, SCHEMA_BOOLEAN, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"allowed_address_pairs", NULL,
     server_networks_port_extra_properties_allowed_address_pairs_schema, SCHEMA_LIST, SCHEMA_MAP,
     INT_MIN, INT_MAX, false},
    {"binding:vnic_type",
     "normal direct macvtap direct-physical baremetal virtio-forwarder smart-nic", NULL,
     SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"mac_address", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"no_fixed_ips", NULL, NULL, SCHEMA_BOOLEAN, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"port_security_enabled", NULL, NULL, SCHEMA_BOOLEAN, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"propagate_uplink_status", NULL, NULL, SCHEMA_BOOLEAN, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"qos_policy", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"value_specs", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty server_networks_schema[] = {
    {"allocate_network", "none auto", NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"fixed_ip", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"floating_ip", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"network", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"port", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"port_extra_properties", NULL, server_networks_port_extra_properties_schema, SCHEMA_MAP,
     SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"subnet", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"tag", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"uuid", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty server_schema[] = {
    {"admin_pass", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"admin_user", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"availability_zone", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"block_device_mapping", NULL, server_block_device_mapping_schema, SCHEMA_LIST, SCHEMA_MAP,
     INT_MIN, INT_MAX, false},
    {"block_device_mapping_v2", NULL, server_block_device_mapping_v2_schema, SCHEMA_LIST,
     SCHEMA_MAP, INT_MIN, INT_MAX, false},
    {"config_drive", NULL, NULL, SCHEMA_BOOLEAN, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"deployment_swift_data", NULL, server_deployment_swift_data_schema, SCHEMA_MAP, SCHEMA_ANY,
     INT_MIN, INT_MAX, false},
    {"diskConfig", "AUTO MANUAL", NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"flavor", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"flavor_update_policy", "RESIZE REPLACE", NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX,
     false},
    {"image", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"image_update_policy", "REBUILD REPLACE REBUILD_PRESERVE_EPHEMERAL", NULL, SCHEMA_STRING,
     SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"key_name", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"metadata", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"name", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"networks", NULL, server_networks_schema, SCHEMA_LIST, SCHEMA_MAP, INT_MIN, INT_MAX, false},
    {"personality", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"reservation_id", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"scheduler_hints", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"security_groups", NULL, NULL, SCHEMA_LIST, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"software_config_transport", "POLL_SERVER_CFN POLL_SERVER_HEAT POLL_TEMP_URL ZAQAR_MESSAGE",
     NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"tags", NULL, NULL, SCHEMA_LIST, SCHEMA_STRING, INT_MIN, INT_MAX, false},
    {"user_data", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"user_data_format", "HEAT_CFNTOOLS RAW SOFTWARE_CONFIG", NULL, SCHEMA_STRING, SCHEMA_ANY,
     INT_MIN, INT_MAX, false},
    {"user_data_update_policy", "REPLACE IGNORE REBUILD", NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN,
     INT_MAX, false},
    {NULL},
};

static const WfProperty software_config_inputs_schema[] = {
    {"default", NULL, NULL, SCHEMA_ANY, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"description", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"name", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"replace_on_change", NULL, NULL, SCHEMA_BOOLEAN, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"type", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty software_config_outputs_schema[] = {
    {"description", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"error_output", NULL, NULL, SCHEMA_BOOLEAN, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"name", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"type", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty software_config_schema[] = {
    {"config", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"group", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"inputs", NULL, software_config_inputs_schema, SCHEMA_LIST, SCHEMA_MAP, INT_MIN, INT_MAX,
     false},
    {"options", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"outputs", NULL, software_config_outputs_schema, SCHEMA_LIST, SCHEMA_MAP, INT_MIN, INT_MAX,
     false},
    {NULL},
};

static const WfProperty structured_config_schema[] = {
    {"config", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"group", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"inputs", NULL, software_config_inputs_schema, SCHEMA_LIST, SCHEMA_MAP, INT_MIN, INT_MAX,
     false},
    {"options", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"outputs", NULL, software_config_outputs_schema, SCHEMA_LIST, SCHEMA_MAP, INT_MIN, INT_MAX,
     false},
    {NULL},
};

static const WfProperty software_component_configs_schema[] = {
    {"actions", NULL, NULL, SCHEMA_LIST, SCHEMA_STRING, 1, INT_MAX, false},
    {"config", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"tool", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, true},
    {NULL},
};

static const WfProperty software_component_schema[] = {
    {"configs", NULL, software_component_configs_schema, SCHEMA_LIST, SCHEMA_MAP, 1, INT_MAX, true},
    {"inputs", NULL, software_config_inputs_schema, SCHEMA_LIST, SCHEMA_MAP, INT_MIN, INT_MAX,
     false},
    {"options", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"outputs", NULL, software_config_outputs_schema, SCHEMA_LIST, SCHEMA_MAP, INT_MIN, INT_MAX,
     false},
    {NULL},
};

static const WfProperty software_deployment_schema[] = {
    {"actions", NULL, NULL, SCHEMA_LIST, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"config", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"input_values", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"name", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"server", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"signal_transport", "CFN_SIGNAL TEMP_URL_SIGNAL HEAT_SIGNAL NO_SIGNAL ZAQAR_SIGNAL", NULL,
     SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty structured_deployment_schema[] = {
    {"actions", NULL, NULL, SCHEMA_LIST, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"config", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"input_key", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"input_values", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"input_values_validate", "LAX STRICT", NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX,
     false},
    {"name", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"server", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"signal_transport", "CFN_SIGNAL TEMP_URL_SIGNAL HEAT_SIGNAL NO_SIGNAL ZAQAR_SIGNAL", NULL,
     SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty software_deployment_group_schema[] = {
    {"actions", NULL, NULL, SCHEMA_LIST, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"config", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"input_values", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"name", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"servers", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"signal_transport", "CFN_SIGNAL TEMP_URL_SIGNAL HEAT_SIGNAL NO_SIGNAL ZAQAR_SIGNAL", NULL,
     SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty structured_deployment_group_schema[] = {
    {"actions", NULL, NULL, SCHEMA_LIST, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"config", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"input_key", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"input_values", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"input_values_validate", "LAX STRICT", NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX,
     false},
    {"name", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"servers", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"signal_transport", "CFN_SIGNAL TEMP_URL_SIGNAL HEAT_SIGNAL NO_SIGNAL ZAQAR_SIGNAL", NULL,
     SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty multipart_mime_parts_schema[] = {
    {"config", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, true},
    {"filename", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"subtype", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"type", "text multipart", NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty multipart_mime_schema[] = {
    {"group", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"parts", NULL, multipart_mime_parts_schema, SCHEMA_LIST, SCHEMA_MAP, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty cloud_config_schema[] = {
    {"cloud_config", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty wait_condition_schema[] = {
    {"count", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, 1, INT_MAX, false},
    {"handle", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, true},
    {"timeout", NULL, NULL, SCHEMA_NUMBER, SCHEMA_ANY, 1, 43200, true},
    {NULL},
};

static const WfProperty wait_condition_handle_schema[] = {
    {"signal_transport",
     "CFN_SIGNAL TEMP_URL_SIGNAL HEAT_SIGNAL NO_SIGNAL ZAQAR_SIGNAL TOKEN_SIGNAL", NULL,
     SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty resource_group_removal_policies_schema[] = {
    {"resource_list", NULL, NULL, SCHEMA_LIST, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty resource_group_resource_def_schema[] = {
    {"metadata", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"properties", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"type", NULL, NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX, true},
    {NULL},
};

static const WfProperty resource_group_schema[] = {
    {"count", NULL, NULL, SCHEMA_ANY, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"index_var", NULL, NULL, SCHEMA_ANY, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"removal_policies", NULL, resource_group_removal_policies_schema, SCHEMA_LIST, SCHEMA_MAP,
     INT_MIN, INT_MAX, false},
    {"removal_policies_mode", "append update", NULL, SCHEMA_STRING, SCHEMA_ANY, INT_MIN, INT_MAX,
     false},
    {"resource_def", NULL, resource_group_resource_def_schema, SCHEMA_MAP, SCHEMA_ANY, INT_MIN,
     INT_MAX, false},
    {NULL},
};

static const WfProperty resource_chain_schema[] = {
    {"concurrent", NULL, NULL, SCHEMA_BOOLEAN, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"resource_properties", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"resources", NULL, NULL, SCHEMA_ANY, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty auto_scaling_group_rolling_updates_schema[] = {
    {"max_batch_size", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, 1, INT_MAX, false},
    {"min_in_service", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, 0, INT_MAX, false},
    {"pause_time", NULL, NULL, SCHEMA_NUMBER, SCHEMA_ANY, 0, INT_MAX, false},
    {NULL},
};

static const WfProperty auto_scaling_group_schema[] = {
    {"cooldown", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"desired_capacity", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, INT_MIN, INT_MAX, false},
    {"max_size", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, 0, INT_MAX, true},
    {"min_size", NULL, NULL, SCHEMA_INTEGER, SCHEMA_ANY, 0, INT_MAX, true},
    {"resource", NULL, NULL, SCHEMA_MAP, SCHEMA_ANY, INT_MIN, INT_MAX, true},
    {"rolling_updates", NULL, auto_scaling_group_rolling_updates_schema, SCHEMA_MAP, SCHEMA_ANY,
     INT_MIN, INT_MAX, false},
    {NULL},
};

static const WfProperty value_schema[] = {
    {"type", "string number comma_delimited_list json boolean", NULL, SCHEMA_STRING, SCHEMA_ANY,
     INT_MIN, INT_MAX, false},
    {"value", NULL, NULL, SCHEMA_ANY, SCHEMA_ANY, INT_MIN, INT_MAX, true},
    {NULL},
};

static const struct {
    const char *type;
    const WfProperty *properties;
} schemas[] = {
    {"OS::Nova::Server", server_schema},
    {"OS::Heat::SoftwareConfig", software_config_schema},
    {"OS::Heat::StructuredConfig", structured_config_schema},
    {"OS::Heat::SoftwareComponent", software_component_schema},
    {"OS::Heat::SoftwareDeployment", software_deployment_schema},
    {"OS::Heat::StructuredDeployment", structured_deployment_schema},
    {"OS::Heat::SoftwareDeploymentGroup", software_deployment_group_schema},
    {"OS::Heat::StructuredDeploymentGroup", structured_deployment_group_schema},
    {"OS::Heat::SoftwareDeployments", software_deployment_group_schema},
    {"OS::Heat::StructuredDeployments", structured_deployment_group_schema},
    {"OS::Heat::MultipartMime", multipart_mime_schema},
    {"OS::Heat::CloudConfig", cloud_config_schema},
    {"OS::Heat::WaitCondition", wait_condition_schema},
    {"OS::Heat::WaitConditionHandle", wait_condition_handle_schema},
    {"OS::Heat::ResourceGroup", resource_group_schema},
    {"OS::Heat::ResourceChain", resource_chain_schema},
    {"OS::Heat::AutoScalingGroup", auto_scaling_group_schema},
    {"OS::Heat::Value", value_schema},
};
