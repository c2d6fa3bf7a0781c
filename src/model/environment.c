/* Environments: parameters, parameter_defaults and resource_registry of several files, merged as
 * the engine merges them: a later file's value replaces an earlier one's, maps are not merged. */
#include "model_priv.h"

#include <weft/file.h>
#include <weft/text.h>
#include <string.h>

static const char *const sections[] = {
    "parameters", "parameter_defaults", "resource_registry", "parameter_merge_strategies",
    "encrypted_param_names", "event_sinks", NULL,
};

static void put_values(json_t *into, const WfDoc *doc, WfNode map, const char *by)
{
    WF_DOC_FOREACH(doc, map, key, value) {
        g_autofree char *name = wf_doc_dup(doc, key);
        json_object_set_new(into, name,
                            json_pack("{s:o, s:s}", "value", wf_doc_to_json(doc, value), "by", by));
    }
}

static void add_entry(WfModel *m, const char *pattern, char *target, const char *base, bool by_name)
{
    RegistryEntry entry = {
        .pattern = g_strdup(pattern), .target = target, .base = g_strdup(base), .by_name = by_name};
    gsize len = strlen(pattern);

    if (!by_name && len && pattern[len - 1] == '*') {
        entry.pattern[len - 1] = '\0';
        entry.wildcard = true;
    }
    g_array_append_val(m->registry, entry);
}

/* resources: NAME: {TYPE: target, hooks: ..., restricted_actions: ...} */
static void read_by_name(WfModel *m, const WfDoc *doc, WfNode map, const char *base)
{
    WF_DOC_FOREACH(doc, map, name, entry) {
        if (wf_doc_kind(doc, entry) != WF_MAP)
            continue;
        WF_DOC_FOREACH(doc, entry, key, value) {
            if (wf_doc_kind(doc, value) != WF_STRING || wf_doc_is(doc, key, "hooks") ||
                wf_doc_is(doc, key, "restricted_actions"))
                continue;
            g_autofree char *resource = wf_doc_dup(doc, name);
            add_entry(m, resource, wf_doc_dup(doc, value), base, true);
        }
    }
}

static void read_registry(WfModel *m, const WfDoc *doc, WfNode map, const char *dir)
{
    WfNode base_url = wf_doc_get(doc, map, "base_url");
    g_autofree char *base = base_url ? wf_doc_dup(doc, base_url) : g_strdup(dir);

    WF_DOC_FOREACH(doc, map, key, value) {
        if (wf_doc_is(doc, key, "base_url"))
            continue;
        if (wf_doc_is(doc, key, "resources")) {
            read_by_name(m, doc, value, base);
            continue;
        }
        if (wf_doc_kind(doc, value) != WF_STRING) {
            wf_doc_finding(doc, value, m->findings, WF_CODE_TYPE,
                           "the registry wants a type or a path here, this is %s",
                           wf_kind_name(wf_doc_kind(doc, value)));
            continue;
        }
        g_autofree char *pattern = wf_doc_dup(doc, key);
        add_entry(m, pattern, wf_doc_dup(doc, value), base, false);
    }
}

static bool is_empty(const WfDoc *doc, WfNode node)
{
    WfKind kind = wf_doc_kind(doc, node);
    return kind == WF_NULL || ((kind == WF_SEQ || kind == WF_MAP) && wf_doc_size(doc, node) == 0);
}

static void read_section(WfModel *m, const WfDoc *doc, WfNode key, WfNode value, const char *path)
{
    bool wants_map = wf_doc_is(doc, key, "parameters") || wf_doc_is(doc, key, "parameter_defaults") ||
                     wf_doc_is(doc, key, "resource_registry");

    if (is_empty(doc, value))
        return;
    if (wants_map && wf_doc_kind(doc, value) != WF_MAP) {
        WfStr name = wf_doc_text(doc, key);
        wf_doc_finding(doc, value, m->findings, WF_CODE_TYPE, "'%.*s' must be a map, this is %s",
                       (int)name.len, name.s, wf_kind_name(wf_doc_kind(doc, value)));
    } else if (wf_doc_is(doc, key, "parameters")) {
        put_values(m->env_parameters, doc, value, path);
    } else if (wf_doc_is(doc, key, "parameter_defaults")) {
        put_values(m->env_defaults, doc, value, path);
    } else if (wf_doc_is(doc, key, "resource_registry")) {
        g_autofree char *dir = g_path_get_dirname(path);
        read_registry(m, doc, value, dir);
    } else if (wf_doc_is(doc, key, "encrypted_param_names")) {
        wf_doc_finding(doc, key, m->findings, WF_CODE_ENCRYPTED,
                       "this environment holds encrypted parameters, which only the engine that "
                       "encrypted them can read");
        wf_findings_hint(m->findings, "give the values in a plain environment or with -P");
    }
}

static void check_section(WfModel *m, const WfDoc *doc, WfNode key)
{
    g_autofree char *name = wf_doc_dup(doc, key);

    if (wf_doc_is(doc, key, "parameter_merge_strategies") || wf_doc_is(doc, key, "event_sinks"))
        wf_doc_finding(doc, key, m->findings, WF_CODE_ENVIRONMENT,
                       "'%s' has no effect here: later environments replace earlier ones", name);
    if (g_strv_contains(sections, name))
        return;
    wf_doc_finding(doc, key, m->findings, WF_CODE_SECTION, "'%s' is no section of an environment", name);
    const char *near = wf_text_nearest(name, sections);
    if (near)
        wf_findings_hint(m->findings, "did you mean '%s'?", near);
}

static void read_file(WfModel *m, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = wf_file_read(path, WF_LIMIT_FILE_BYTES, &error);

    if (!bytes) {
        wf_findings_add(m->findings, WF_CODE_FILE, path, NULL, "cannot read the environment: %s",
                        error->message);
        return;
    }
    WfDoc *doc = wf_doc_parse(path, bytes, m->findings);
    if (!doc)
        return;
    g_ptr_array_add(m->docs, doc);
    g_ptr_array_add(m->doc_paths, g_strdup(path));
    g_ptr_array_add(m->file_list, g_strdup(path));
    WfNode root = wf_doc_root(doc);
    if (is_empty(doc, root))
        return;
    if (wf_doc_kind(doc, root) != WF_MAP) {
        wf_doc_finding(doc, root, m->findings, WF_CODE_TYPE, "an environment must be a map, this is %s",
                       wf_kind_name(wf_doc_kind(doc, root)));
        return;
    }
    WF_DOC_FOREACH(doc, root, key, value) {
        check_section(m, doc, key);
        read_section(m, doc, key, value, path);
    }
}

static void read_assignment(WfModel *m, const char *assignment)
{
    const char *equals = strchr(assignment, '=');

    if (!equals || equals == assignment) {
        wf_findings_add(m->findings, WF_CODE_PARAM, "-P", NULL, "'%s' is not of the form NAME=VALUE",
                        assignment);
        return;
    }
    g_autofree char *name = g_strndup(assignment, equals - assignment);
    if (!g_utf8_validate(equals + 1, -1, NULL)) {
        wf_findings_add(m->findings, WF_CODE_PARAM_VALUE, "-P", NULL, "the value of '%s' is not UTF-8", name);
        return;
    }
    json_object_set_new(m->env_parameters, name, json_pack("{s:s, s:s}", "value", equals + 1, "by", "-P"));
}

bool wf_environment_read(WfModel *m, const char *const *paths, const char *const *parameters)
{
    for (guint i = 0; paths && paths[i]; i++)
        read_file(m, paths[i]);
    for (guint i = 0; parameters && parameters[i]; i++)
        read_assignment(m, parameters[i]);
    return true;
}

/* The most specific entry that applies: by resource name, exact type, longest wildcard; the last
 * one written among equals. */
static const RegistryEntry *find_entry(const WfModel *m, const char *name, const char *type)
{
    const RegistryEntry *best = NULL;
    gsize best_rank = 0;

    for (guint i = 0; i < m->registry->len; i++) {
        const RegistryEntry *e = &g_array_index(m->registry, RegistryEntry, i);
        gsize rank = 0;
        if (e->by_name)
            rank = strcmp(e->pattern, name) == 0 ? G_MAXSIZE : 0;
        else if (e->wildcard)
            rank = g_str_has_prefix(type, e->pattern) ? strlen(e->pattern) + 1 : 0;
        else
            rank = strcmp(e->pattern, type) == 0 ? G_MAXSIZE - 1 : 0;
        if (rank && rank >= best_rank) {
            best = e;
            best_rank = rank;
        }
    }
    return best;
}

const char *wf_environment_type(const WfModel *m, const char *name, const char *type, const char **ret_base)
{
    *ret_base = NULL;
    if (m->registry->len == 0)
        return type;
    /* An alias may lead to another alias. */
    for (guint steps = 0; steps < 10; steps++) {
        const RegistryEntry *e = find_entry(m, steps == 0 ? name : "", type);
        if (!e || strcmp(e->target, type) == 0)
            break;
        type = e->target;
        *ret_base = e->base;
        if (wf_type_kind(type, strlen(type)) == WF_RESOURCE_NESTED)
            break;
    }
    return type;
}

char *wf_model_type_target(const WfModel *m, const char *type)
{
    const char *base = NULL;
    const char *target = wf_environment_type(m, "", type, &base);
    bool file = wf_type_kind(target, strlen(target)) == WF_RESOURCE_NESTED && !strstr(target, "://");

    return base && file && !g_path_is_absolute(target) ? g_build_filename(base, target, NULL) : g_strdup(target);
}
