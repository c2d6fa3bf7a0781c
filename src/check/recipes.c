/* Rules about recipes: their hooks, and what a script begins with. */
#include "check_priv.h"

#include <string.h>
#include <weft/text.h>

static const char *const hooks[] = {
    "script",          "ansible",        "puppet",       "chef",      "salt",
    "docker-cmd",      "docker-compose", "hiera",        "json-file", "cfn-init",
    "kubelet",         "atomic",         "apply-config", "component", "os-apply-config",
    "Heat::Ungrouped", "wait",           NULL,
};

static bool starts_script(const char *text, gsize len)
{
    return len == 0 || (len >= 2 && text[0] == '#' && text[1] == '!');
}

/* Does the text that a config expression gives begin as a script? True where that is not known. */
static bool config_starts_script(const WfModel *m, WfExpr config)
{
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, config).doc);

    if (wf_doc_kind(doc, config.node) == WF_STRING) {
        WfStr text = wf_doc_text(doc, config.node);
        return starts_script(text.s, text.len);
    }
    json_auto_t *value = wf_model_value(m, config, WF_VALUE_KNOWN, NULL);
    const json_t *text = value;
    /* A template with values to come begins like its template. */
    while (json_is_object(text) && json_object_size(text) == 1) {
        const json_t *arg = json_object_iter_value(json_object_iter((json_t *)text));
        text = json_object_get(arg, "template");
    }
    return !json_is_string(text) ||
           starts_script(json_string_value(text), json_string_length(text));
}

/* Recipes that were looked at: the same file or text is once, however many components run it. */
typedef struct {
    GHashTable *files; /* of GBytes, which the model keeps one of */
    GHashTable *places;
} Seen;

static bool see(const WfModel *m, Seen *seen, WfExpr config)
{
    WfPlace place = wf_model_expr_place(m, config);
    const WfDoc *doc = wf_model_doc(m, place.doc);
    WfNode file =
        wf_doc_kind(doc, config.node) == WF_MAP ? wf_doc_get(doc, config.node, "get_file") : 0;

    if (!file)
        return g_hash_table_add(seen->places, wf_place_key(place));
    g_autofree char *name = wf_doc_dup(doc, file);
    return g_hash_table_add(seen->files, wf_model_file(m, config.scope, name));
}

static void check_shebang(const WfModel *m, WfFindings *findings, WfId c, const WfRecipe *recipe,
                          Seen *seen)
{
    WfPlace place = wf_model_expr_place(m, recipe->config);

    if (!see(m, seen, recipe->config))
        return;
    if (wf_doc_is(wf_model_doc(m, place.doc), place.node, "")) {
        wf_model_finding(m, place, findings, WF_CODE_SHEBANG,
                         "the script of '%s' is empty: it cannot be started",
                         wf_model_component_name(m, c));
        wf_findings_subject(findings, wf_model_component_name(m, c));
        return;
    }
    if (config_starts_script(m, recipe->config))
        return;
    wf_model_finding(m, place, findings, WF_CODE_SHEBANG,
                     "the script of '%s' does not begin with #!", wf_model_component_name(m, c));
    wf_findings_subject(findings, wf_model_component_name(m, c));
    wf_findings_hint(findings, "begin it with the interpreter, for instance '#!/bin/sh'");
}

/* Of the short form: a deployment without a config hands its inputs over, as in Heat. */
static void check_nothing(const WfModel *m, WfFindings *findings, WfId c)
{
    if (wf_model_component_actions(m, c) || wf_model_component_deployment(m, c) != WF_NONE ||
        wf_model_component_kind(m, c) != WF_COMPONENT_RECIPE)
        return;
    wf_model_finding(m, wf_model_component_place(m, c), findings, WF_CODE_MISSING,
                     "component '%s' has nothing to run: neither 'config' nor 'actions'",
                     wf_model_component_name(m, c));
    wf_findings_severity(findings, WF_WARNING);
    wf_findings_subject(findings, wf_model_component_name(m, c));
    wf_findings_hint(findings, "add 'config: {get_file: SCRIPT}', or 'group: Heat::Ungrouped' if "
                               "it is only data");
}

static void check_hook(const WfModel *m, WfFindings *findings, WfId c, const char *group)
{
    if (!*group || g_strv_contains(hooks, group)) /* without a config there is a fault already */
        return;
    wf_model_finding(m, wf_model_component_group_place(m, c), findings, WF_CODE_HOOK,
                     "no hook weft knows runs group '%s' of '%s'", group,
                     wf_model_component_name(m, c));
    wf_findings_subject(findings, wf_model_component_name(m, c));
    if (!wf_findings_meant(findings, wf_text_nearest(group, hooks)))
        wf_findings_hint(findings, "the VM needs a hook program of that name");
}

static void check_recipes(const WfModel *m, WfFindings *findings, WfId c, Seen *seen)
{
    WfNode last = 0; /* CREATE and UPDATE mostly run the same */

    for (guint a = WF_CREATE; a <= WF_RESUME; a <<= 1) {
        WfRecipe recipe;
        if (!wf_model_component_recipe(m, c, a, &recipe) || !recipe.config.node ||
            recipe.config.node == last || strcmp(recipe.group, "script") != 0)
            continue;
        check_shebang(m, findings, c, &recipe, seen);
        last = recipe.config.node;
    }
}

void wf_rule_recipes(const WfModel *m, WfFindings *findings)
{
    g_autoptr(GHashTable) files = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) places = g_hash_table_new(NULL, NULL);
    Seen seen = {files, places};
    const char *last = NULL;

    for (WfId c = 0; c < wf_model_n_components(m); c++) {
        const char *group = wf_model_component_group(m, c);
        if (group != last) /* interned: the usual run of equal groups is looked at once */
            check_hook(m, findings, c, group);
        last = group;
        check_nothing(m, findings, c);
        check_recipes(m, findings, c, &seen);
    }
}
