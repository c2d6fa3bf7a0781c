/* Members of an AutoScalingGroup get random names while the stack runs: nothing can be prepared for
 * software in them, so a group whose template holds some is refused. The files its type leads to
 * are read here, as the model does not look into them. */
#include "check_priv.h"

#include <string.h>
#include <weft/file.h>

enum { MAX_FILES = 64 };

typedef struct {
    const WfModel *m;
    WfFindings *findings;
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

static void refuse(Look *l, const WfDoc *doc, WfNode node, const char *what)
{
    const char *name = wf_model_resource_name(l->m, l->group);

    wf_doc_finding(doc, node, l->findings, WF_CODE_ADDRESSED,
                   "%s in a member of AutoScalingGroup '%s'", what, name);
    wf_findings_subject(l->findings, name);
    wf_findings_hint(l->findings, "members have no fixed names; an OS::Heat::ResourceGroup has");
}

/* A type, found at @node: software, or a file to look into. What a registry names stands beside its
 * environment, everything else beside the file it is written in. */
static void look_at_type(Look *l, const char *type, const WfDoc *doc, WfNode node, const char *file)
{
    g_autofree char *target = wf_model_type_target(l->m, type);

    if (is_software(target)) {
        refuse(l, doc, node, type);
    } else if (wf_model_is_template_name(target) && !strstr(target, "://") &&
               l->files->len < MAX_FILES) {
        bool here = strcmp(target, type) == 0;
        g_ptr_array_add(l->files, here ? wf_path_beside(file, target) : g_strdup(target));
    }
}

static void look_into(Look *l, const char *path)
{
    g_autofree char *whole = g_canonicalize_filename(path, NULL);
    GBytes *bytes = wf_model_file(l->m, 0, whole);
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
        g_autofree char *text = wf_doc_kind(doc, type) == WF_STRING ? wf_doc_dup(doc, type) : NULL;
        if (text)
            look_at_type(l, text, doc, type, path);
    }
}

static void look_at_group(Look *l)
{
    WfExpr member = wf_model_resource_property(l->m, l->group, "resource");
    WfPlace place = wf_model_expr_place(l->m, member);
    const WfDoc *doc = wf_model_doc(l->m, place.doc);
    WfNode node =
        wf_doc_kind(doc, member.node) == WF_MAP ? wf_doc_get(doc, member.node, "type") : 0;
    json_auto_t *value = member.node ? wf_model_value(l->m, member, WF_VALUE_KNOWN, NULL) : NULL;
    const char *type = json_string_value(json_object_get(value, "type"));

    if (type)
        look_at_type(l, type, doc, node ? node : member.node, wf_doc_name(doc));
    for (guint i = 0; i < l->files->len; i++)
        look_into(l, l->files->pdata[i]);
}

void wf_rule_scaling(const WfModel *m, WfFindings *findings)
{
    for (WfId r = 0; r < wf_model_n_resources(m); r++) {
        if (wf_model_resource_kind(m, r) != WF_RESOURCE_SCALING || !wf_model_resource_enabled(m, r))
            continue;
        g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
        Look look = {m, findings, r, files};
        look_at_group(&look);
    }
}
