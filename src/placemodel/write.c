/* The decision, written into the template: each server's zone or scheduler hint. The `placement:`
 * section has done its work and leaves, since Heat knows no such section; and so do parameters and
 * conditions that it was the last to use. */
#include <weft/placemodel.h>

#include <string.h>

/* ---- one server ---- */

static json_t *object_in(json_t *parent, const char *key)
{
    if (!json_is_object(json_object_get(parent, key)))
        json_object_set_new(parent, key, json_object());
    return json_object_get(parent, key);
}

/* The user's own query stays, ours stands behind it. */
static bool write_hint(json_t *hints, const char *name, const char *host, GError **error)
{
    const char *had = json_string_value(json_object_get(hints, "query"));
    g_autofree char *had_host = had ? wf_place_hint_host(had) : NULL;
    g_autofree char *ours = wf_place_hint(host);
    if (g_strcmp0(had_host, host) == 0)
        return true;
    if (!json_object_get(hints, "query")) {
        json_object_set_new(hints, "query", json_string(ours));
        return true;
    }
    json_auto_t *theirs = had ? json_loads(had, 0, NULL) : NULL;
    if (!json_is_array(theirs)) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID,
                    "'%s' has a scheduler hint 'query' that is no list written as JSON text", name);
        return false;
    }
    json_auto_t *both = json_pack("[s, O, o]", "and", theirs, json_loads(ours, 0, NULL));
    g_autofree char *text = json_dumps(both, JSON_COMPACT);
    json_object_set_new(hints, "query", json_string(text));
    return true;
}

static bool write_server(const WfPlaceProblem *p, const WfPlaceAnswer *answer, guint32 item,
                         WfPlaceWrite how, json_t *resource, json_t *removed, GError **error)
{
    const WfPlaceItem *it = p->items->pdata[item];
    json_t *properties = object_in(resource, "properties");
    json_t *hints = json_object_get(properties, "scheduler_hints");
    const char *host = wf_dc_host_name(p->dc, answer->hosts[item]);
    if (how == WF_PLACE_WRITE_HINTS && hints && !json_is_object(hints)) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "scheduler_hints of '%s' are no map",
                    it->name);
        return false;
    }
    if (how == WF_PLACE_WRITE_HINTS)
        return write_hint(object_in(properties, "scheduler_hints"), it->name, host, error);
    g_autofree char *zone = wf_place_zone_host(p, answer, item);
    json_array_append(removed, json_object_get(properties, "availability_zone"));
    json_object_set_new(properties, "availability_zone", json_string(zone));
    return true;
}

/* ---- what nothing uses any more ---- */

/* What the functions are called with: a name, a list that begins with one (and a path or values
 * behind), or, of conditions, a list of names. */
static void add_names(const char *function, const json_t *argument, GHashTable *names)
{
    bool all = strcmp(function, "and") == 0 || strcmp(function, "or") == 0;
    size_t n = json_is_array(argument) ? json_array_size(argument) : 1;
    for (size_t i = 0; i < (all ? n : MIN(n, 1)); i++) {
        const json_t *at = json_is_array(argument) ? json_array_get(argument, i) : argument;
        if (json_is_string(at))
            g_hash_table_add(names, g_strdup(json_string_value(at)));
    }
}

/* Names that calls of the functions have below @value, wherever they stand. */
static GHashTable *names_in(json_t *value, const char *const *functions)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) todo = g_ptr_array_new();
    const char *key;
    json_t *inner;
    size_t i;
    g_ptr_array_add(todo, value);
    while (todo->len) {
        json_t *at = g_ptr_array_steal_index(todo, todo->len - 1);
        json_array_foreach (at, i, inner)
            g_ptr_array_add(todo, inner);
        json_object_foreach (at, key, inner) {
            if (g_strv_contains(functions, key))
                add_names(key, inner, names);
            g_ptr_array_add(todo, inner);
        }
    }
    return names;
}

/* Entries of the section that @removed names and the rest of the template does not; conditions may
 * be the last to use others, so their definitions join what is removed. */
static bool drop_unused(json_t *template, const char *section, const char *const *functions,
                        json_t *removed)
{
    json_t *map = json_object_get(template, section), *definition;
    json_auto_t *rest = json_copy(template);
    const char *name;
    void *next;
    bool any = false;
    if (!json_is_object(map))
        return false;
    json_object_del(rest, "parameters");
    g_autoptr(GHashTable) gone = names_in(removed, functions), used = names_in(rest, functions);
    json_object_foreach_safe(map, next, name, definition)
    {
        if (!g_hash_table_contains(gone, name) || g_hash_table_contains(used, name))
            continue;
        json_array_append(removed, definition);
        json_object_del(map, name);
        any = true;
    }
    if (any && json_object_size(map) == 0)
        json_object_del(template, section);
    return any;
}

/* Heat refuses a group that names a parameter it does not know. */
static void prune_groups(json_t *template)
{
    json_t *groups = json_object_get(template, "parameter_groups");
    const json_t *parameters = json_object_get(template, "parameters");
    for (size_t i = json_array_size(groups); i-- > 0;) {
        json_t *list = json_object_get(json_array_get(groups, i), "parameters");
        for (size_t k = json_array_size(list); k-- > 0;) {
            const char *name = json_string_value(json_array_get(list, k));
            if (name && !json_object_get(parameters, name))
                json_array_remove(list, k);
        }
        if (json_is_array(list) && json_array_size(list) == 0)
            json_array_remove(groups, i);
    }
    if (groups && json_array_size(groups) == 0)
        json_object_del(template, "parameter_groups");
}

static void prune(json_t *template, json_t *removed)
{
    static const char *const conditions[] = {"if", "condition", "not", "and", "or", NULL};
    static const char *const parameters[] = {"get_param", "Ref", NULL};
    while (drop_unused(template, "conditions", conditions, removed))
        continue;
    if (drop_unused(template, "parameters", parameters, removed))
        prune_groups(template);
}

/* ---- all of it ---- */

bool wf_place_write(const WfPlaceProblem *p, const WfPlaceAnswer *answer, WfPlaceWrite how,
                    json_t *template, GError **error)
{
    json_t *resources = json_object_get(template, "resources");
    json_auto_t *removed = json_array();
    for (guint32 i = 0; i < answer->n; i++) {
        const WfPlaceItem *it = p->items->pdata[i];
        json_t *resource = json_object_get(resources, it->name);
        if (it->kind != WF_PLACE_SERVER || !resource || answer->hosts[i] == WF_PLACE_NONE)
            continue;
        if (!write_server(p, answer, i, how, resource, removed, error))
            return false;
    }
    json_array_append(removed, json_object_get(template, "placement"));
    json_object_del(template, "placement");
    prune(template, removed);
    return true;
}
