/* Members of an AutoScalingGroup get random names while the stack runs: nothing can be prepared for
 * software in them, so a group whose template holds some is refused. The files its type leads to
 * are read here, as the model does not look into them. */
#include "strip_priv.h"

#include <string.h>
#include <weft/file.h>
#include <weft/limits.h>

enum { MAX_FILES = 64 };

typedef struct {
    Strip *s;
    WfId group;
    GPtrArray *files; /* of char *: to look into; grows while they are read */
} Look;

static bool is_software(const char *type)
{
    static const char *const types[] = {
        "OS::Heat::SoftwareDeployment",      "OS::Heat::StructuredDeployment",
        "OS::Heat::SoftwareDeploymentGroup", "OS::Heat::StructuredDeploymentGroup",
        "OS::Heat::SoftwareDeployments",     "OS::Heat::StructuredDeployments",
        "OS::Heat::SoftwareComponent",       NULL,
    };
    return g_strv_contains(types, type);
}

static bool is_file(const char *type)
{
    return g_str_has_suffix(type, ".yaml") || g_str_has_suffix(type, ".yml") ||
           g_str_has_suffix(type, ".template") || g_str_has_suffix(type, ".json");
}

static void refuse(Look *l, const WfDoc *doc, WfNode node, const char *what)
{
    wf_doc_finding(doc, node, l->s->findings, WF_CODE_ADDRESSED,
                   "%s in a member of AutoScalingGroup '%s'", what,
                   wf_model_resource_name(l->s->m, l->group));
    wf_findings_subject(l->s->findings, wf_model_resource_name(l->s->m, l->group));
    wf_findings_hint(l->s->findings, "members have no fixed names; an OS::Heat::ResourceGroup has");
}

static void look_at_type(Look *l, const WfDoc *doc, WfNode type, const char *path)
{
    g_autofree char *text = wf_doc_dup(doc, type);

    if (is_software(text))
        refuse(l, doc, type, text);
    else if (is_file(text) && !strstr(text, "://") && l->files->len < MAX_FILES)
        g_ptr_array_add(l->files, wf_path_beside(path, text));
}

static void look_into(Look *l, const char *path)
{
    g_autofree char *folder = g_path_get_dirname(wf_model_path(l->s->m));
    const char *root = l->s->options->root ? l->s->options->root : folder;
    g_autoptr(GBytes) bytes = wf_file_read_inside(root, path, WF_LIMIT_FILE_BYTES, NULL);
    g_autoptr(WfFindings) ignored = wf_findings_new();
    g_autoptr(WfDoc) doc = bytes ? wf_doc_parse(path, bytes, ignored) : NULL;

    if (!doc || wf_doc_kind(doc, wf_doc_root(doc)) != WF_MAP)
        return; /* Heat will say so */
    WfNode components = wf_doc_get(doc, wf_doc_root(doc), "components");
    WfNode resources = wf_doc_get(doc, wf_doc_root(doc), "resources");
    if (components)
        refuse(l, doc, components, "components");
    if (wf_doc_kind(doc, resources) != WF_MAP)
        return;
    WF_DOC_FOREACH (doc, resources, key, definition) {
        (void)key;
        WfNode type =
            wf_doc_kind(doc, definition) == WF_MAP ? wf_doc_get(doc, definition, "type") : 0;
        if (wf_doc_kind(doc, type) == WF_STRING)
            look_at_type(l, doc, type, path);
    }
}

/* The member's type as it stands in the integrated template: file types are whole paths there. */
static void look_at_group(Strip *s, WfId group)
{
    const json_t *object = json_object_get(s->resources, wf_model_resource_name(s->m, group));
    const json_t *member = json_object_get(json_object_get(object, "properties"), "resource");
    const char *type = json_string_value(json_object_get(member, "type"));
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    Look look = {s, group, files};

    if (type && is_software(type))
        wf_model_finding(s->m, wf_model_resource_place(s->m, group), s->findings, WF_CODE_ADDRESSED,
                         "%s in AutoScalingGroup '%s'", type, wf_model_resource_name(s->m, group));
    if (type && is_file(type))
        g_ptr_array_add(
            files, g_strdup(g_str_has_prefix(type, "file://") ? type + strlen("file://") : type));
    for (guint i = 0; i < files->len; i++)
        look_into(&look, files->pdata[i]);
}

void strip_check_scaling(Strip *s)
{
    for (WfId r = 0; r < wf_model_n_resources(s->m); r++)
        if (wf_model_resource_kind(s->m, r) == WF_RESOURCE_SCALING &&
            wf_model_resource_enabled(s->m, r))
            look_at_group(s, r);
}
