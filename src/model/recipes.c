/* What a component runs at an action. */
#include "model_priv.h"

#include <string.h>

static bool short_recipe(const WfModel *m, const Component *c, WfActions action, WfRecipe *ret)
{
    const WfDoc *doc = wf_scope_doc(m, c->scope);
    WfNode config = 0, options = 0, own = 0;

    WF_DOC_FOREACH (doc, c->def, key, value) {
        if (wf_doc_is(doc, key, "config"))
            config = value;
        else if (wf_doc_is(doc, key, "options"))
            options = value;
        else if (wf_doc_is(doc, key, "actions") && wf_doc_kind(doc, value) == WF_MAP)
            own = wf_doc_get(doc, value, wf_action_name(action));
    }
    *ret = (WfRecipe){.group = wf_names_text(m->names, c->group),
                      .config = {c->scope, own ? own : config},
                      .options = {c->scope, options}};
    return true;
}

/* The entry of a SoftwareComponent's configs that lists the action. */
static bool tool_recipe(const WfModel *m, const Component *c, WfActions action, WfRecipe *ret)
{
    WfModel *cache = (WfModel *)m; /* what is computed was when the component was made */
    WfExpr configs = wf_config_entries(cache, c->config);
    const WfDoc *list = wf_scope_doc(m, configs.scope);

    if (!configs.node)
        return false;
    WF_DOC_EACH (list, configs.node, entry) {
        WfExpr item = wf_config_entry(cache, (WfExpr){configs.scope, entry});
        if (!item.node || !(wf_config_actions(cache, item) & action))
            continue;
        const WfDoc *doc = wf_scope_doc(m, item.scope);
        WfNode node = wf_doc_get(doc, item.node, "tool");
        WfSym sym = wf_computed_name(cache, (WfExpr){item.scope, node});
        *ret = (WfRecipe){.group = sym ? wf_names_text(m->names, sym) : "script",
                          .config = {item.scope, wf_doc_get(doc, item.node, "config")},
                          .options = wf_model_resource_property(m, c->config, "options")};
        return true;
    }
    return false;
}

static const char *input_key(const WfModel *m, WfId deployment)
{
    WfNode node = deployment == WF_NONE ? 0 : wf_resource_property(m, deployment, "input_key");
    WfStr text;

    if (!node || wf_doc_kind(wf_scope_doc(m, RESOURCE(m, deployment)->scope), node) != WF_STRING)
        return "get_input";
    text = wf_doc_text(wf_scope_doc(m, RESOURCE(m, deployment)->scope), node);
    return wf_names_text(m->names, wf_names_intern(m->names, text.s, text.len));
}

bool wf_model_component_recipe(const WfModel *m, WfId id, WfActions action, WfRecipe *ret)
{
    const Component *c = COMPONENT(m, id);

    if (!(c->actions & action) || c->kind == WF_COMPONENT_WAIT)
        return false;
    if (c->flags & COMPONENT_SHORT)
        return short_recipe(m, c, action, ret);
    if (c->config == WF_NONE)
        return false;
    if (strcmp(wf_names_text(m->names, c->group), "component") == 0 &&
        g_str_has_suffix(wf_model_resource_type(m, c->config), "SoftwareComponent"))
        return tool_recipe(m, c, action, ret);
    bool structured = c->flags & COMPONENT_STRUCTURED;
    *ret = (WfRecipe){.group = wf_names_text(m->names, c->group),
                      .structured = structured,
                      .config = wf_model_resource_property(m, c->config, "config"),
                      .options = wf_model_resource_property(m, c->config, "options"),
                      .input_key = structured ? input_key(m, c->resource) : NULL};
    return true;
}
