/* What an update does to a resource: changed in place, or replaced.
 *
 * The table is made from the property schemata of Heat's own plugins (Zed): a property that does
 * not allow updates replaces its resource. For servers, what a policy decides stands in
 * server_change(). */
#include "plan_priv.h"

#include <string.h>

static const struct {
    const char *type;
    const char *replacing; /* properties, one blank between */
} rules[] = {
    {"AWS::CloudFormation::WaitCondition", "Handle Timeout"},
    {"OS::Cinder::Volume",
     "availability_zone image imageRef multiattach scheduler_hints snapshot_id "
     "source_volid"},
    {"OS::Cinder::VolumeAttachment", ""},
    {"OS::Designate::RecordSet", "name type zone"},
    {"OS::Designate::Zone", "name type"},
    {"OS::Heat::AutoScalingGroup", ""},
    {"OS::Heat::CloudConfig", "cloud_config"},
    {"OS::Heat::MultipartMime", "group parts"},
    {"OS::Heat::RandomString", "character_classes character_sequences length salt sequence"},
    {"OS::Heat::ScalingPolicy", "auto_scaling_group_id"},
    {"OS::Heat::SoftwareConfig", "config group inputs options outputs"},
    {"OS::Heat::WaitCondition", "handle timeout"},
    {"OS::Heat::WaitConditionHandle", "signal_transport"},
    {"OS::Neutron::FloatingIP",
     "floating_ip_address floating_network floating_network_id floating_subnet "
     "value_specs"},
    {"OS::Neutron::FloatingIPAssociation", ""},
    {"OS::Neutron::Net", "availability_zone_hints tenant_id"},
    {"OS::Neutron::Port", "mac_address network network_id"},
    {"OS::Neutron::Router", "distributed ha"},
    {"OS::Neutron::RouterGateway", "network network_id router_id"},
    {"OS::Neutron::RouterInterface", "port port_id router router_id subnet subnet_id"},
    {"OS::Neutron::SecurityGroup", ""},
    {"OS::Neutron::SecurityGroupRule",
     "description direction ethertype port_range_max port_range_min protocol remote_group "
     "remote_ip_prefix security_group"},
    {"OS::Neutron::Subnet",
     "cidr ip_version ipv6_address_mode ipv6_ra_mode network network_id prefixlen "
     "subnetpool tenant_id"},
    {"OS::Nova::Flavor", "disk ephemeral flavorid is_public name ram rxtx_factor swap vcpus"},
    {"OS::Nova::KeyPair", "name public_key save_private_key type user"},
    {"OS::Nova::Server",
     "admin_user availability_zone block_device_mapping block_device_mapping_v2 "
     "config_drive diskConfig key_name personality reservation_id scheduler_hints "
     "security_groups user_data_format"},
    {"OS::Nova::ServerGroup", "name policies rules"},
    {"OS::Octavia::HealthMonitor", "pool tenant_id type"},
    {"OS::Octavia::Listener", "loadbalancer protocol protocol_port tenant_id"},
    {"OS::Octavia::LoadBalancer",
     "availability_zone flavor provider tenant_id vip_address vip_subnet"},
    {"OS::Octavia::Pool", "listener loadbalancer protocol"},
    {"OS::Octavia::PoolMember", "address monitor_address monitor_port pool protocol_port subnet"},
    {"OS::Swift::Container",
     "PurgeOnDelete X-Account-Meta X-Container-Meta X-Container-Read X-Container-Write "
     "name"},
};

static bool has_word(const char *words, const char *word)
{
    gsize len = strlen(word);

    for (const char *at = words; (at = strstr(at, word)); at += len)
        if ((at == words || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
            return true;
    return false;
}

/* Policies of OS::Nova::Server that decide what its other properties do. */
static WfChange server_change(const json_t *properties, const char *property, const char *replacing)
{
    const char *policy;

    if (strcmp(property, "image") == 0) { /* rebuilt: the server stays, its disk does not */
        policy = json_string_value(json_object_get(properties, "image_update_policy"));
        return policy && strcmp(policy, "REPLACE") == 0 ? WF_CHANGE_REPLACE : WF_CHANGE_REBUILD;
    }
    if (strcmp(property, "flavor") == 0) {
        policy = json_string_value(json_object_get(properties, "flavor_update_policy"));
        return policy && strcmp(policy, "REPLACE") == 0 ? WF_CHANGE_REPLACE : WF_CHANGE_IN_PLACE;
    }
    if (strcmp(property, "user_data") == 0) {
        policy = json_string_value(json_object_get(properties, "user_data_update_policy"));
        if (policy && strcmp(policy, "IGNORE") == 0)
            return WF_CHANGE_IN_PLACE;
        return policy && strcmp(policy, "REBUILD") == 0 ? WF_CHANGE_REBUILD : WF_CHANGE_REPLACE;
    }
    return has_word(replacing, property) ? WF_CHANGE_REPLACE : WF_CHANGE_IN_PLACE;
}

WfChange wf_plan_rule(const char *type, const char *property, const json_t *properties)
{
    for (guint i = 0; i < G_N_ELEMENTS(rules); i++) {
        if (strcmp(rules[i].type, type) != 0)
            continue;
        if (strcmp(type, "OS::Nova::Server") == 0)
            return server_change(properties, property, rules[i].replacing);
        return has_word(rules[i].replacing, property) ? WF_CHANGE_REPLACE : WF_CHANGE_IN_PLACE;
    }
    return WF_CHANGE_UNKNOWN;
}
