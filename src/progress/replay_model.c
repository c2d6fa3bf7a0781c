/* From manifests back to a model: enough of a template to draw what a journal
 * tells of. Recipes and hidden values are not in manifests, so they cannot get
 * from a journal onto a screen. */
#include "replay_model.h"

#include <weft/protocol.h>
#include <weft/text.h>

typedef struct {
    json_t *components;
    GHashTable *vms; /* names; borrowed */
} Build;

/* ---- inputs ---- */

/* "a" of [KEY, OUTPUT, ...] as a model writes it, or NULL for what only an agent can tell. */
static json_t *reference(const Build *b, const WfEntry *e, const json_t *arguments)
{
    const char *key = json_string_value(json_array_get(arguments, 0));
    const char *output = json_string_value(json_array_get(arguments, 1));

    for (guint i = 0; key && output && i < e->reads->len; i++) {
        const WfEntryRead *read = e->reads->pdata[i];
        if (!g_str_equal(read->key, key))
            continue;
        bool facts = g_str_equal(read->name, WF_FACTS);
        if (facts ? !g_hash_table_contains(b->vms, read->vm)
                  : !json_object_get(b->components, read->name))
            return NULL;
        return json_pack("{s:[s, s]}", "get_attr", facts ? read->vm : read->name, output);
    }
    return NULL;
}

/* All references in an expression, without recursion: the depth is somebody else's. */
static json_t *references(const Build *b, const WfEntry *e, json_t *expression)
{
    json_t *found = json_array(), *value;
    g_autoptr(GPtrArray) stack = g_ptr_array_new();
    const char *name;
    gsize i;

    g_ptr_array_add(stack, expression);
    while (stack->len) {
        json_t *top = g_ptr_array_steal_index(stack, stack->len - 1);
        const json_t *arguments = json_object_get(top, "get_attr");
        json_t *one = json_is_array(arguments) ? reference(b, e, arguments) : NULL;
        if (one)
            json_array_append_new(found, one);
        if (arguments)
            continue;
        json_object_foreach (top, name, value)
            g_ptr_array_add(stack, value);
        json_array_foreach (top, i, value)
            g_ptr_array_add(stack, value);
    }
    return found;
}

static json_t *input_value(const Build *b, const WfEntry *e, const WfEntryInput *input)
{
    json_t *found = references(b, e, input->value);
    json_t *value = NULL;

    if (json_array_size(found) > 1)
        return found;
    if (json_array_size(found) == 1)
        value = json_incref(json_array_get(found, 0));
    else if (input->value && !json_is_object(input->value) && !json_is_array(input->value))
        value = json_incref(input->value);
    json_decref(found);
    return value;
}

static void add_inputs(const Build *b, const WfEntry *e, json_t *component)
{
    json_t *map = json_object(), *lazy = json_array();

    for (guint i = 0; i < e->inputs->len; i++) {
        const WfEntryInput *input = e->inputs->pdata[i];
        json_t *value = input_value(b, e, input);
        json_object_set_new(map, input->name, value ? value : json_null());
        if (input->lazy)
            json_array_append_new(lazy, json_string(input->name));
    }
    json_object_set_new(component, "inputs", map);
    json_object_set_new(component, "lazy", lazy);
}

/* ---- components ---- */

static json_t *outputs(const WfEntry *e)
{
    json_t *map = json_object();

    for (guint i = 0; i < e->outputs->len; i++) {
        const WfEntryOutput *output = e->outputs->pdata[i];
        json_object_set_new(map, output->name,
                            output->secret ? json_pack("{s:b}", "secret", 1) : json_object());
    }
    return map;
}

static json_t *predecessors(const Build *b, const WfEntry *e)
{
    json_t *list = json_array();

    for (guint i = 0; i < e->after->len; i++) {
        const WfEntryRead *after = e->after->pdata[i];
        if (json_object_get(b->components, after->name))
            json_array_append_new(list, json_string(after->name));
    }
    return list;
}

static void add_component(const Build *b, const char *vm, const WfEntry *e)
{
    json_t *o = json_pack("{s:s, s:s, s:o}", "server", vm, "config", "", "outputs", outputs(e));

    if (e->hook)
        json_object_set_new(o, "group", json_string(e->hook));
    json_object_set_new(b->components, e->name, o);
}

static void link_component(const Build *b, const WfEntry *e)
{
    json_t *o = json_object_get(b->components, e->name);

    add_inputs(b, e, o);
    json_object_set_new(o, "depends_on", predecessors(b, e));
}

char *wf_replay_model_text(GHashTable *manifests)
{
    g_autofree char **vms = wf_text_sorted_keys(manifests);
    json_t *resources = json_object();
    Build b = {json_object(), manifests};

    for (char **vm = vms; *vm; vm++) {
        const WfManifest *m = g_hash_table_lookup(manifests, *vm);
        json_object_set_new(resources, *vm, json_pack("{s:s}", "type", "OS::Nova::Server"));
        for (guint i = 0; i < m->components->len; i++)
            add_component(&b, *vm, m->components->pdata[i]);
    }
    for (char **vm = vms; *vm; vm++) {
        const WfManifest *m = g_hash_table_lookup(manifests, *vm);
        for (guint i = 0; i < m->components->len; i++)
            link_component(&b, m->components->pdata[i]);
    }
    json_auto_t *template = json_pack("{s:s, s:s, s:o, s:o}", "heat_template_version", "2021-04-16",
                                      "description", "what a journal tells of its model",
                                      "resources", resources, "components", b.components);
    char *text = template ? json_dumps(template, JSON_COMPACT) : NULL;
    char *copy = g_strdup(text ? text : "{}");
    free(text);
    return copy;
}
