/* The resource types weft must understand; all others are infrastructure to be copied. */
#include "schema.h"
#include "schema_table.h"

#include <weft/text.h>
#include <stdlib.h>
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

bool wf_model_is_template_name(const char *name)
{
    static const char *const endings[] = {".yaml", ".yml", ".json", ".hot", ".template"};

    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(name, endings[i]) && strlen(name) > strlen(endings[i]))
            return true;
    return false;
}

WfResourceKind wf_type_kind(const char *type)
{
    for (guint i = 0; i < G_N_ELEMENTS(known); i++)
        if (strcmp(known[i].name, type) == 0)
            return known[i].kind;
    return wf_model_is_template_name(type) ? WF_RESOURCE_NESTED : WF_RESOURCE_INFRA;
}

static int by_name(const void *name, const void *type)
{
    return strcmp(name, ((const WfHeatType *)type)->name);
}

const WfHeatType *wf_heat_type(const char *type)
{
    return bsearch(type, heat_types, G_N_ELEMENTS(heat_types), sizeof *heat_types, by_name);
}

WfUpdate wf_model_type_update(const char *name, const char *property)
{
    const WfHeatType *type = wf_heat_type(name);
    const WfProperty *own = type ? type->properties : NULL;
    gsize len = strlen(property);

    while (own && own->name && strcmp(own->name, property) != 0)
        own++;
    if (!own || !own->name)
        return WF_UPDATE_UNKNOWN;
    if (type->refused && wf_words_hold(type->refused, property, len))
        return WF_UPDATE_REFUSED;
    if (type->replacing && wf_words_hold(type->replacing, property, len))
        return WF_UPDATE_REPLACES;
    return type->by_value ? WF_UPDATE_BY_VALUE : WF_UPDATE_IN_PLACE;
}

bool wf_model_type_is_own(const char *type)
{
    return !wf_heat_type(type) && !wf_model_is_template_name(type);
}

const char *wf_model_type_nearest(const char *type)
{
    WfNearest near = wf_nearest_to(type);

    for (guint i = 0; i < G_N_ELEMENTS(heat_types); i++)
        wf_nearest_try(&near, heat_types[i].name);
    return near.found && wf_text_distance(near.found, type, 2) <= 2 ? near.found : NULL;
}

bool wf_words_hold(const char *words, const char *s, gsize len)
{
    for (const char *at = words; *at;) {
        gsize n = strcspn(at, " ");
        if (n == len && memcmp(at, s, n) == 0)
            return true;
        at += n + (at[n] == ' ');
    }
    return false;
}

char *wf_words_nearest(const char *words, const char *word)
{
    g_auto(GStrv) all = g_strsplit(words, " ", -1);

    return g_strdup(wf_text_nearest(word, (const char *const *)all));
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
