/* What a VM's components read of infrastructure comes with its user_data, as a map of expressions
 * that Heat writes as JSON. A value that needs the VM itself cannot come that way. */
#include "strip_priv.h"

#include <string.h>

/* ---- finding them ---- */

typedef struct {
    Strip *s;
    json_t *facts;
} Collector;

/* A resource that stays and is no server (whose agent tells its own facts). */
static bool is_plain(const Strip *s, const char *name)
{
    WfId r = wf_model_resource_find(s->m, name);
    WfResourceKind kind = r == WF_NONE ? WF_RESOURCE_SERVER : wf_model_resource_kind(s->m, r);

    return kind == WF_RESOURCE_INFRA || kind == WF_RESOURCE_SCALING || kind == WF_RESOURCE_HANDLE;
}

static json_t *of_resource(json_t *facts, const char *name)
{
    json_t *map = json_object_get(facts, name);

    if (!map) {
        map = json_object();
        json_object_set_new(facts, name, map);
    }
    return map;
}

static void add_fact(Collector *c, const char *resource, const char *attr)
{
    json_auto_t *call = attr ? json_pack("{s:[s, s]}", "get_attr", resource, attr)
                             : json_pack("{s:s}", "get_resource", resource);
    json_t *value = strip_without_handles(c->s, call);

    json_object_set_new(of_resource(c->facts, resource), attr ? attr : WF_FACT_ID, value);
}

static void collect(const WfRef *ref, gpointer user)
{
    Collector *c = user;

    if (!ref->name)
        return;
    if (ref->kind == WF_REF_PARAM && g_str_has_prefix(ref->name, "OS::"))
        json_object_set_new(c->facts, ref->name, json_pack("{s:s}", "get_param", ref->name));
    else if (ref->kind == WF_REF_RESOURCE && is_plain(c->s, ref->name))
        add_fact(c, ref->name, NULL);
    else if (ref->kind == WF_REF_ATTR && is_plain(c->s, ref->name))
        add_fact(c, ref->name, json_string_value(json_array_get(ref->path, 0)));
}

/* A pseudo parameter is no read of the model; one of a nested stack may be given one. */
static bool may_hold_pseudo(const WfModel *m, WfExpr value)
{
    if (!wf_model_reads_pseudo(m))
        return false;
    const WfDoc *doc = wf_model_doc(m, wf_model_expr_place(m, value).doc);
    WfNode end = wf_doc_end(doc, value.node);

    if (value.scope != 0)
        return true;
    for (WfNode i = value.node; i < end; i++) {
        WfStr text = wf_doc_text(doc, i);
        if (text.len > 4 && memcmp(text.s, "OS::", 4) == 0)
            return true;
    }
    return false;
}

static void collect_input(Collector *c, WfId input)
{
    WfInput in;

    wf_model_input(c->s->m, input, &in);
    if (!in.value.node || (!c->s->infra_read[input] && !may_hold_pseudo(c->s->m, in.value)))
        return;
    json_auto_t *value = wf_model_value(c->s->m, in.value, WF_VALUE_KNOWN, NULL);
    strip_refs(c->s, value, collect, c);
}

static void collect_recipes(Collector *c, WfId component)
{
    static const WfActions all[] = {WF_CREATE, WF_UPDATE, WF_DELETE, WF_SUSPEND, WF_RESUME};
    const WfModel *m = c->s->m;
    guint mask = wf_model_component_actions(m, component);
    WfRecipe recipe;

    for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
        if (!(mask & all[i]) || !wf_model_component_recipe(m, component, all[i], &recipe) ||
            !recipe.config.node ||
            (!c->s->infra_recipe[component] && !may_hold_pseudo(m, recipe.config)))
            continue;
        json_auto_t *value = wf_model_value(m, recipe.config, WF_VALUE_KNOWN, NULL);
        strip_refs(c->s, value, collect, c);
    }
}

/* Most components read nothing of infrastructure: those of the short form, which are all in their
 * definition, are done with after one look. */
static bool reads_nothing(const Strip *s, WfId component, WfId first, guint32 n_inputs)
{
    const guint8 *infra = s->infra_read + first;

    return wf_model_component_deployment(s->m, component) == WF_NONE &&
           !s->infra_recipe[component] && !memchr(infra, 1, n_inputs) &&
           !may_hold_pseudo(s->m, wf_model_component_definition(s->m, component));
}

/* A map with one key that is a function's name would be a call; a key that names nothing makes it a
 * map. */
static void guard(json_t *map)
{
    const char *key = json_object_iter_key(json_object_iter(map));

    if (json_object_size(map) == 1 && wf_expr_function(key) != WF_FN_NONE)
        json_object_set_new(map, "@", json_null());
}

/* What is there of one resource, by attribute; pseudo parameters are values themselves. */
static void guard_all(json_t *facts)
{
    const char *name;
    json_t *map;

    json_object_foreach (facts, name, map)
        if (!g_str_has_prefix(name, "OS::"))
            guard(map);
    guard(facts);
}

static json_t *find_facts(Strip *s, WfId vm)
{
    json_auto_t *facts = json_object();
    Collector c = {s, facts};
    guint32 n, n_inputs;
    const WfId *components = wf_model_vm_components(s->m, vm, &n);
    WfId first;

    for (guint32 i = 0; i < n; i++) {
        wf_model_component_inputs(s->m, components[i], &first, &n_inputs);
        if (reads_nothing(s, components[i], first, n_inputs))
            continue;
        for (WfId in = first; in < first + n_inputs; in++)
            collect_input(&c, in);
        collect_recipes(&c, components[i]);
    }
    guard_all(facts);
    return json_object_size(facts) ? json_incref(facts) : NULL;
}

json_t *strip_facts(const Strip *s, WfId vm)
{
    return json_incref(s->facts[vm]);
}

/* ---- names of networks ---- */

/* The name Heat's attribute would use: of a Neutron network of this template its name. */
static json_t *network_name(const Strip *s, const json_t *entry)
{
    const json_t *network = json_object_get(entry, "network");
    const json_t *other = json_object_get(entry, "uuid");
    const json_t *value = network ? network : other;
    const char *name = json_string_value(json_object_get(value, "get_resource"));
    const json_t *object = name ? json_object_get(s->resources, name) : NULL;

    if (!value)
        return json_null();
    if (!name)
        return json_incref((json_t *)value);
    const char *type = json_string_value(json_object_get(object, "type"));
    if (type &&
        (strcmp(type, "OS::Neutron::Net") == 0 || strcmp(type, "OS::Neutron::ProviderNet") == 0))
        return json_pack("{s:[s, s]}", "get_attr", name, "name");
    return json_null();
}

json_t *strip_self(Strip *s, WfId vm)
{
    const json_t *object = json_object_get(s->resources, wf_model_vm_name(s->m, vm));
    const json_t *networks = json_object_get(json_object_get(object, "properties"), "networks"),
                 *entry;
    json_t *names;
    size_t i;

    if (!json_array_size(networks) || !s->networks_read[vm])
        return NULL;
    names = json_array();
    json_array_foreach (networks, i, entry)
        json_array_append_new(names, network_name(s, entry));
    return json_pack("{s:o}", "network_names", names);
}

/* One pass over the reads: which inputs have infrastructure in them, whose networks are asked for.
 */
static void mark_reads(Strip *s)
{
    WfRead read;

    s->networks_read = g_new0(guint8, wf_model_n_vms(s->m) + 1);
    s->infra_read = g_new0(guint8, wf_model_n_inputs(s->m) + 1);
    s->infra_recipe = g_new0(guint8, wf_model_n_components(s->m) + 1);
    for (guint32 i = 0; i < wf_model_n_reads(s->m); i++) {
        wf_model_read(s->m, i, &read);
        if (read.source == WF_SOURCE_INFRA && read.input != WF_NONE)
            s->infra_read[read.input] = 1;
        else if (read.source == WF_SOURCE_INFRA)
            s->infra_recipe[wf_model_read_component(s->m, i)] = 1;
        if ((read.source == WF_SOURCE_OWN_VM || read.source == WF_SOURCE_OTHER_VM) && read.attr &&
            (strcmp(read.attr, "networks") == 0 || strcmp(read.attr, "addresses") == 0))
            s->networks_read[read.target] = 1;
    }
}

void strip_find_facts(Strip *s)
{
    mark_reads(s);
    s->facts = g_new0(json_t *, wf_model_n_vms(s->m) + 1);
    for (WfId vm = 0; vm < wf_model_n_vms(s->m); vm++)
        s->facts[vm] = find_facts(s, vm);
}
