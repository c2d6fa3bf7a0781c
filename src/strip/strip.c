/* Strip: the integrated template without its software, then pass by pass what leaves, changes and
 * is pruned. */
#include "strip_priv.h"

#include <string.h>
#include <weft/check.h>
#include <weft/text.h>

/* What was neither changed nor removed, for the full picture. */
static void note_kept(Strip *s)
{
    static const char *const sections[] = {"parameters", "conditions", "resources", "outputs"};
    g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);
    const char *name;
    json_t *value;

    for (guint i = 0; i < s->result->items->len; i++) {
        const WfStripItem *item = &g_array_index(s->result->items, WfStripItem, i);
        if (strcmp(item->section, "resources") == 0)
            g_hash_table_add(said, (gpointer)item->name);
    }
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++) {
        bool resources = strcmp(sections[i], "resources") == 0;
        json_object_foreach (json_object_get(s->template, sections[i]), name, value)
            if (!resources || !g_hash_table_contains(said, name))
                strip_note(s, sections[i], name, NULL, WF_STRIP_KEPT,
                           resources ? strip_place_of(s, name) : (WfPlace){0},
                           resources ? "infrastructure" : "infrastructure uses it");
    }
}

/* ---- the version ---- */

/* Is the word a function in one of the two versions only? Then the same text would mean something
 * else. */
static bool changes_meaning(const char *key, WfHotVersion from, WfHotVersion to)
{
    WfFunction fn = wf_expr_function(key);
    return fn != WF_FN_NONE &&
           (wf_expr_refused(fn, to, WF_EXPR_VALUE) ||
            wf_expr_known(fn, from, WF_EXPR_VALUE) != wf_expr_known(fn, to, WF_EXPR_VALUE));
}

/* As deep as the template, which is bounded. */
static bool needs_old_version(const json_t *value, WfHotVersion version)
{
    const char *key;
    json_t *item;
    size_t i;

    json_array_foreach (value, i, item)
        if (needs_old_version(item, version))
            return true;
    json_object_foreach ((json_t *)value, key, item)
        if ((json_object_size(value) == 1 && changes_meaning(key, version, WF_HOT_2015_10_15)) ||
            needs_old_version(item, version))
            return true;
    return false;
}

/* str_replace writes maps as JSON from 2015-10-15 on. */
static void raise_version(Strip *s)
{
    const WfDoc *doc = wf_model_doc(s->m, 0);
    WfPlace place = {0, wf_doc_get(doc, wf_doc_root(doc), "heat_template_version")};

    if (!s->needs_json || s->version >= WF_HOT_2015_10_15)
        return;
    if (needs_old_version(s->resources, s->version)) {
        wf_model_finding(s->m, place, s->findings, WF_CODE_VERSION,
                         "components read infrastructure, which needs heat_template_version "
                         "2015-10-15, but parts of the template would mean something else there");
        return;
    }
    json_object_set_new(s->template, "heat_template_version",
                        json_string(wf_hot_version_date(WF_HOT_2015_10_15)));
    strip_note(s, "heat_template_version", wf_hot_version_date(WF_HOT_2015_10_15), NULL,
               WF_STRIP_CHANGED, place,
               "values of infrastructure are written as JSON, which older versions cannot");
}

/* What is ours in a server's metadata is about software. */
static void drop_weft(Strip *s, WfId vm)
{
    const char *name = wf_model_vm_name(s->m, vm);
    json_t *server = json_object_get(s->resources, name);
    json_t *metadata = json_object_get(server, "metadata");

    if (!json_object_get(metadata, "weft"))
        return;
    json_auto_t *own = json_copy(metadata);
    json_object_del(own, "weft");
    if (json_object_size(own))
        json_object_set(server, "metadata", own);
    else
        json_object_del(server, "metadata");
    strip_note(s, "resources", name, "metadata", WF_STRIP_CHANGED, wf_model_vm_place(s->m, vm),
               "what the agent is told is in ZooKeeper");
}

/* ---- all of it ---- */

bool wf_strip_needs_keys(const WfModel *m)
{
    return wf_model_n_components(m) > 0;
}

static void run(Strip *s)
{
    for (WfId vm = 0; vm < wf_model_n_vms(s->m); vm++) {
        drop_weft(s, vm);
        strip_user_data(s, vm);
    }
    raise_version(s);
    strip_software(s);
    strip_configs(s);
    strip_outputs(s);
    strip_prune(s);
    note_kept(s);
}

/* What is only odd takes as long to find as all that follows here. */
static bool is_checked(const WfModel *m, bool odd, WfFindings *findings)
{
    (odd ? wf_check_run : wf_check_faults)(m, findings);
    return !wf_findings_failed(findings);
}

/* Checks, and makes what the passes need. False: nothing is to be cleared. */
static bool begin(Strip *s, const WfModel *m, const WfStripOptions *options, WfFindings *findings,
                  GError **error)
{
    const char *version;

    *s = (Strip){.m = m, .options = options, .findings = findings};
    if (!is_checked(m, options->odd, findings)) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the model has errors");
        return false;
    }
    if (!(s->template = wf_emit_infrastructure(m, error)))
        return false;
    s->resources = json_object_get(s->template, "resources");
    version = json_string_value(json_object_get(s->template, "heat_template_version"));
    wf_hot_version_parse(version ? version : "", &s->version);
    s->result = g_new0(WfStripped, 1);
    s->result->template = s->template;
    s->result->items = g_array_new(FALSE, FALSE, sizeof(WfStripItem));
    s->result->texts = g_string_chunk_new(4096);
    s->removed = g_hash_table_new(g_str_hash, g_str_equal);
    s->inlined = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    s->handles = wf_model_signal_handles(m);
    strip_find_facts(s);
    return true;
}

/* All but the result. */
static void clear(Strip *s)
{
    g_hash_table_unref(s->removed);
    g_clear_pointer(&s->components, g_hash_table_unref);
    g_hash_table_unref(s->inlined);
    g_hash_table_unref(s->handles);
    for (WfId vm = 0; vm < wf_model_n_vms(s->m); vm++)
        json_decref(s->facts[vm]);
    g_free(s->facts);
    g_free(s->networks_read);
    g_free(s->infra_read);
    g_free(s->infra_recipe);
    g_free(s->config_head);
}

WfStripped *wf_strip(const WfModel *m, const WfStripOptions *options, WfFindings *findings,
                     GError **error)
{
    Strip s;

    if (!begin(&s, m, options, findings, error))
        return NULL;
    run(&s);
    clear(&s);
    if (!wf_findings_failed(findings))
        return s.result;
    g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the model cannot be stripped");
    wf_stripped_free(s.result);
    return NULL;
}

/* ---- one agent's configuration ---- */

static const char *nearest_vm(const WfModel *m, const char *name)
{
    WfNearest near = wf_nearest_to(name);

    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        wf_nearest_try(&near, wf_model_vm_name(m, vm));
    return near.found;
}

static bool has_agent(const WfModel *m, const char *name, WfId *ret_vm, GError **error)
{
    guint32 n = 0;
    WfId vm = wf_model_vm_find(m, name);

    if (vm == WF_NONE) {
        const char *near = nearest_vm(m, name);
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "there is no VM '%s'%s%s%s", name,
                    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
        return false;
    }
    wf_model_vm_components(m, vm, &n);
    if (!n)
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND,
                    "VM '%s' has no components, and so no agent", name);
    *ret_vm = vm;
    return n > 0;
}

char *wf_strip_agent(const WfModel *m, const WfStripOptions *options, const char *vm,
                     GPtrArray *ret_open, WfFindings *findings, GError **error)
{
    Strip s;
    WfId id;

    if (!has_agent(m, vm, &id, error) || !begin(&s, m, options, findings, error))
        return NULL;
    char *config = strip_agent_alone(&s, id, ret_open);
    clear(&s);
    wf_stripped_free(s.result);
    return config;
}
