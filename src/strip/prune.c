/* What nothing uses any more: outputs of software, conditions, parameters and their groups; and an
 * environment that fits. Uses are looked for in the result, so that the model, its composed form
 * and the result itself are pruned alike. */
#include "strip_priv.h"

#include <string.h>

static WfPlace section_place(const Strip *s, const char *section, const char *name)
{
    const WfDoc *doc = wf_model_doc(s->m, 0);
    WfNode map = wf_doc_get(doc, wf_doc_root(doc), section), found = 0;

    if (wf_doc_kind(doc, map) == WF_MAP)
        WF_DOC_FOREACH (doc, map, key, value) {
            (void)value;
            found = wf_doc_is(doc, key, name) ? key : found; /* the last one counts */
        }
    return (WfPlace){0, found};
}

/* ---- outputs ---- */

typedef struct {
    Strip *s;
    bool software;
} OutputScan;

static void find_software(const WfRef *ref, gpointer user)
{
    OutputScan *scan = user;
    bool names =
        ref->kind == WF_REF_RESOURCE || ref->kind == WF_REF_ATTR || ref->kind == WF_REF_AWS;

    if (names && ref->name)
        scan->software |= strip_has_left(scan->s, ref->name);
}

void strip_outputs(Strip *s)
{
    json_t *outputs = json_object_get(s->template, "outputs"), *object;
    const char *name;
    void *next;

    json_object_foreach_safe(outputs, next, name, object)
    {
        OutputScan scan = {s, false};
        strip_refs(s, json_object_get(object, "value"), find_software, &scan);
        if (!scan.software)
            continue;
        strip_note(s, "outputs", name, NULL, WF_STRIP_REMOVED, section_place(s, "outputs", name),
                   strip_words(s, "it reads software: 'weft outputs %s %s' tells it",
                               s->options->stack, name));
        json_object_del(outputs, name);
    }
    if (outputs && json_object_size(outputs) == 0)
        json_object_del(s->template, "outputs");
}

/* ---- uses ---- */

typedef struct {
    GHashTable *parameters, *conditions;
    bool any_parameter; /* a name that only Heat can compute */
} Uses;

static void note_use(const WfRef *ref, gpointer user)
{
    Uses *uses = user;

    if (ref->kind == WF_REF_CONDITION && ref->name)
        g_hash_table_add(uses->conditions, g_strdup(ref->name));
    if (ref->kind != WF_REF_PARAM && ref->kind != WF_REF_AWS)
        return;
    if (ref->name)
        g_hash_table_add(uses->parameters, g_strdup(ref->name));
    else
        uses->any_parameter = true;
}

/* `condition:` is a name, a call or a constant. */
static void note_condition(const Strip *s, const json_t *condition, Uses *uses)
{
    WfExprScope scope = {.version = s->version, .context = WF_EXPR_CONDITION};

    if (json_is_string(condition))
        g_hash_table_add(uses->conditions, g_strdup(json_string_value(condition)));
    else if (condition)
        wf_expr_refs(condition, &scope, note_use, uses, NULL);
}

/* Conditions may be built of conditions: round by round, as far as they lead. */
static void follow_conditions(const Strip *s, Uses *uses)
{
    const json_t *conditions = json_object_get(s->template, "conditions");
    g_autoptr(GHashTable) done = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint before;

    do {
        const char *name;
        json_t *definition;
        before = g_hash_table_size(done);
        json_object_foreach ((json_t *)conditions, name, definition)
            if (g_hash_table_contains(uses->conditions, name) &&
                g_hash_table_add(done, g_strdup(name)))
                note_condition(s, definition, uses);
    } while (g_hash_table_size(done) != before);
}

static void note_uses(const Strip *s, Uses *uses)
{
    const json_t *outputs = json_object_get(s->template, "outputs");
    const char *name, *key;
    json_t *object, *value;

    json_object_foreach (s->resources, name, object)
        json_object_foreach (object, key, value) {
            if (strcmp(key, "condition") == 0)
                note_condition(s, value, uses);
            else
                strip_refs(s, value, note_use, uses);
        }
    json_object_foreach ((json_t *)outputs, name, object) {
        strip_refs(s, json_object_get(object, "value"), note_use, uses);
        note_condition(s, json_object_get(object, "condition"), uses);
    }
    if (json_object_get(s->template, "placement")) /* kept for `weft place` */
        strip_refs(s, json_object_get(s->template, "placement"), note_use, uses);
    follow_conditions(s, uses);
}

static void drop_unused(Strip *s, const char *section, GHashTable *used, const char *reason)
{
    json_t *map = json_object_get(s->template, section), *value;
    const char *name;
    void *next;

    json_object_foreach_safe(map, next, name, value)
    {
        if (g_hash_table_contains(used, name))
            continue;
        strip_note(s, section, name, NULL, WF_STRIP_REMOVED, section_place(s, section, name),
                   reason);
        json_object_del(map, name);
    }
    if (map && json_object_size(map) == 0)
        json_object_del(s->template, section);
}

/* Heat refuses a group that names a parameter it does not know. */
static void prune_groups(Strip *s)
{
    json_t *groups = json_object_get(s->template, "parameter_groups");
    const json_t *parameters = json_object_get(s->template, "parameters"), *name;

    for (size_t i = json_array_size(groups); i-- > 0;) {
        json_t *list = json_object_get(json_array_get(groups, i), "parameters");
        for (size_t k = json_array_size(list); k-- > 0;) {
            name = json_array_get(list, k);
            if (json_is_string(name) && !json_object_get(parameters, json_string_value(name)))
                json_array_remove(list, k);
        }
        if (json_is_array(list) && json_array_size(list) == 0)
            json_array_remove(groups, i);
    }
    if (groups && json_array_size(groups) == 0)
        json_object_del(s->template, "parameter_groups");
}

void strip_prune(Strip *s)
{
    Uses uses = {g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                 g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL), false};

    note_uses(s, &uses);
    drop_unused(s, "conditions", uses.conditions, "nothing asks for it any more");
    if (!uses.any_parameter)
        drop_unused(s, "parameters", uses.parameters, "nothing uses it any more");
    prune_groups(s);
    g_hash_table_unref(uses.parameters);
    g_hash_table_unref(uses.conditions);
}

/* ---- the environment ---- */

/* All types that a template names, of members inside of properties, too. Set of borrowed texts. */
static GHashTable *types_of(const json_t *template)
{
    GHashTable *types = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) queue = g_ptr_array_new();

    g_ptr_array_add(queue, json_object_get(template, "resources"));
    while (queue->len) {
        json_t *value = g_ptr_array_steal_index_fast(queue, queue->len - 1), *item;
        const char *key;
        size_t i;
        json_object_foreach (value, key, item) {
            if (strcmp(key, "type") == 0 && json_is_string(item))
                g_hash_table_add(types, (gpointer)json_string_value(item));
            g_ptr_array_add(queue, item);
        }
        json_array_foreach (value, i, item)
            g_ptr_array_add(queue, item);
    }
    return types;
}

static gboolean names_file(gpointer type, gpointer value G_GNUC_UNUSED, gpointer user G_GNUC_UNUSED)
{
    return wf_model_is_template_name(type);
}

/* Types that the model had of its own are written out. A template that stays in a file may name
 * others, and then all of them are left. */
static void prune_registry(const json_t *template, json_t *environment)
{
    g_autoptr(GHashTable) types = types_of(template);
    json_t *registry = json_object_get(environment, "resource_registry"), *value;
    const char *type;
    void *next;

    if (!json_is_object(registry) || g_hash_table_find(types, names_file, NULL))
        return;
    json_object_foreach_safe(registry, next, type, value)
    {
        const char *target = json_string_value(value);
        if (target && wf_model_is_template_name(target) && !strchr(type, '*') &&
            !g_hash_table_contains(types, type))
            json_object_del(registry, type);
    }
    if (!json_object_size(registry))
        json_object_del(environment, "resource_registry");
}

json_t *wf_strip_environment(const WfStripped *s, const json_t *environment)
{
    static const char *const maps[] = {"parameters", "parameter_defaults",
                                       "parameter_merge_strategies"};
    json_t *copy = json_deep_copy(environment);

    for (guint i = 0; i < s->items->len; i++) {
        const WfStripItem *item = &g_array_index(s->items, WfStripItem, i);
        if (item->state != WF_STRIP_REMOVED || strcmp(item->section, "parameters") != 0)
            continue;
        for (guint k = 0; k < G_N_ELEMENTS(maps); k++)
            json_object_del(json_object_get(copy, maps[k]), item->name);
    }
    prune_registry(s->template, copy);
    return copy;
}
