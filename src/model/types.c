/* The resource types weft must understand; all others are infrastructure to be copied. */
#include "model_priv.h"

#include <weft/text.h>
#include <string.h>

static const struct {
    const char *name;
    WfResourceKind kind;
} known[] = {
    {"OS::Nova::Server", WF_RESOURCE_SERVER},
    {"OS::Heat::DeployedServer", WF_RESOURCE_SERVER},
    {"OS::Heat::SoftwareConfig", WF_RESOURCE_CONFIG},
    {"OS::Heat::StructuredConfig", WF_RESOURCE_CONFIG},
    {"OS::Heat::SoftwareComponent", WF_RESOURCE_CONFIG},
    {"OS::Heat::SoftwareDeployment", WF_RESOURCE_DEPLOYMENT},
    {"OS::Heat::StructuredDeployment", WF_RESOURCE_DEPLOYMENT},
    {"OS::Heat::SoftwareDeploymentGroup", WF_RESOURCE_DEPLOYMENT_GROUP},
    {"OS::Heat::StructuredDeploymentGroup", WF_RESOURCE_DEPLOYMENT_GROUP},
    {"OS::Heat::SoftwareDeployments", WF_RESOURCE_DEPLOYMENT_GROUP},
    {"OS::Heat::StructuredDeployments", WF_RESOURCE_DEPLOYMENT_GROUP},
    {"OS::Heat::MultipartMime", WF_RESOURCE_BOOT_CONFIG},
    {"OS::Heat::CloudConfig", WF_RESOURCE_BOOT_CONFIG},
    {"OS::Heat::WaitCondition", WF_RESOURCE_WAIT},
    {"AWS::CloudFormation::WaitCondition", WF_RESOURCE_WAIT},
    {"OS::Heat::WaitConditionHandle", WF_RESOURCE_HANDLE},
    {"OS::Heat::UpdateWaitConditionHandle", WF_RESOURCE_HANDLE},
    {"AWS::CloudFormation::WaitConditionHandle", WF_RESOURCE_HANDLE},
    {"OS::Heat::ResourceGroup", WF_RESOURCE_GROUP},
    {"OS::Heat::ResourceChain", WF_RESOURCE_GROUP},
    {"OS::Heat::AutoScalingGroup", WF_RESOURCE_SCALING},
    {"OS::Heat::InstanceGroup", WF_RESOURCE_SCALING},
    {"AWS::AutoScaling::AutoScalingGroup", WF_RESOURCE_SCALING},
    {"OS::Heat::Value", WF_RESOURCE_VALUE},
    {"OS::Heat::None", WF_RESOURCE_NOTHING},
};

/* Well-known ones that need no knowledge, for "did you mean". */
static const char *const common[] = {
    "OS::Nova::Server",
    "OS::Heat::SoftwareConfig",
    "OS::Heat::StructuredConfig",
    "OS::Heat::SoftwareComponent",
    "OS::Heat::SoftwareDeployment",
    "OS::Heat::StructuredDeployment",
    "OS::Heat::SoftwareDeploymentGroup",
    "OS::Heat::StructuredDeploymentGroup",
    "OS::Heat::MultipartMime",
    "OS::Heat::CloudConfig",
    "OS::Heat::WaitCondition",
    "OS::Heat::WaitConditionHandle",
    "OS::Heat::ResourceGroup",
    "OS::Heat::ResourceChain",
    "OS::Heat::AutoScalingGroup",
    "OS::Heat::Value",
    "OS::Heat::None",
    "OS::Heat::RandomString",
    "OS::Heat::ScalingPolicy",
    "OS::Heat::Stack",
    "OS::Heat::TestResource",
    "OS::Heat::UpdateWaitConditionHandle",
    "OS::Heat::SwiftSignal",
    "OS::Heat::SwiftSignalHandle",
    "OS::Heat::AccessPolicy",
    "OS::Nova::KeyPair",
    "OS::Nova::ServerGroup",
    "OS::Nova::Flavor",
    "OS::Nova::FloatingIP",
    "OS::Nova::FloatingIPAssociation",
    "OS::Nova::HostAggregate",
    "OS::Cinder::Volume",
    "OS::Cinder::VolumeAttachment",
    "OS::Cinder::VolumeType",
    "OS::Neutron::Net",
    "OS::Neutron::Subnet",
    "OS::Neutron::Port",
    "OS::Neutron::Router",
    "OS::Neutron::RouterInterface",
    "OS::Neutron::RouterGateway",
    "OS::Neutron::FloatingIP",
    "OS::Neutron::FloatingIPAssociation",
    "OS::Neutron::SecurityGroup",
    "OS::Neutron::SecurityGroupRule",
    "OS::Neutron::LoadBalancer",
    "OS::Neutron::ProviderNet",
    "OS::Octavia::LoadBalancer",
    "OS::Octavia::Listener",
    "OS::Octavia::Pool",
    "OS::Octavia::PoolMember",
    "OS::Octavia::HealthMonitor",
    "OS::Swift::Container",
    "OS::Glance::WebImage",
    "OS::Keystone::User",
    "OS::Keystone::Project",
    "OS::Keystone::Role",
    "OS::Barbican::Secret",
    "OS::Trove::Instance",
    "OS::Designate::RecordSet",
    "OS::Designate::Zone",
    "OS::Sahara::Cluster",
    "OS::Zaqar::Queue",
    "OS::Mistral::Workflow",
    "OS::Manila::Share",
    "OS::Magnum::Cluster",
    "AWS::EC2::Instance",
    "AWS::CloudFormation::WaitCondition",
    "AWS::CloudFormation::WaitConditionHandle",
    NULL,
};

static bool is_template(const char *type, gsize len)
{
    static const char *const endings[] = {".yaml", ".yml", ".template", ".json"};

    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        gsize n = strlen(endings[i]);
        if (len > n && memcmp(type + len - n, endings[i], n) == 0)
            return true;
    }
    return false;
}

WfResourceKind wf_type_kind(const char *type, gsize len)
{
    for (guint i = 0; i < G_N_ELEMENTS(known); i++)
        if (strlen(known[i].name) == len && memcmp(known[i].name, type, len) == 0)
            return known[i].kind;
    return is_template(type, len) ? WF_RESOURCE_NESTED : WF_RESOURCE_INFRA;
}

const char *wf_type_nearest(const char *type)
{
    if (!g_str_has_prefix(type, "OS::") && !g_str_has_prefix(type, "Os::") &&
        !g_str_has_prefix(type, "os::"))
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(known); i++)
        if (strcmp(known[i].name, type) == 0)
            return NULL;
    for (guint i = 0; common[i]; i++)
        if (strcmp(common[i], type) == 0)
            return NULL;
    /* Plugins exist: only a slip of one or two letters is worth a word. */
    const char *near = wf_text_nearest(type, common);
    return near && wf_text_distance(near, type, 2) <= 2 ? near : NULL;
}

const char *wf_resource_kind_name(WfResourceKind kind)
{
    static const char *const names[] = {
        [WF_RESOURCE_INFRA] = "infrastructure",
        [WF_RESOURCE_SERVER] = "server",
        [WF_RESOURCE_CONFIG] = "software config",
        [WF_RESOURCE_BOOT_CONFIG] = "boot config",
        [WF_RESOURCE_DEPLOYMENT] = "deployment",
        [WF_RESOURCE_DEPLOYMENT_GROUP] = "deployment group",
        [WF_RESOURCE_WAIT] = "wait condition",
        [WF_RESOURCE_HANDLE] = "wait condition handle",
        [WF_RESOURCE_NESTED] = "nested stack",
        [WF_RESOURCE_GROUP] = "resource group",
        [WF_RESOURCE_SCALING] = "scaling group",
        [WF_RESOURCE_VALUE] = "value",
        [WF_RESOURCE_NOTHING] = "nothing",
    };
    return names[kind];
}
