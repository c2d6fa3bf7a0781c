/* Facts of the infrastructure that a rehearsal pretends: whatever the entries ask
 * for answers with its own name. */
#include "run_priv.h"

static json_t *child_of(json_t *map, const char *name)
{
    json_t *child = json_object_get(map, name);

    if (!json_is_object(child)) {
        child = json_object();
        json_object_set_new(map, name, child);
    }
    return child;
}

static void pretend(const json_t *args, json_t *facts)
{
    g_autoptr(GString) text = g_string_new(NULL);
    json_t *at = facts;
    size_t n = json_array_size(args);

    for (size_t i = 1; i < n; i++) {
        const char *name = json_string_value(json_array_get(args, i));
        if (!name)
            return; /* a list's index: nothing to pretend with */
        g_string_append_printf(text, "%s%s", i > 1 ? "." : "", name);
        if (i + 1 < n)
            at = child_of(at, name);
        else if (!json_object_get(at, name))
            json_object_set_new(at, name, json_string(text->str));
    }
}

static void pretend_for(json_t *value, json_t *facts)
{
    const json_t *args = json_object_get(value, "get_attr");
    const char *key;
    json_t *item;
    size_t i;

    if (g_strcmp0(json_string_value(json_array_get(args, 0)), "@infra") == 0) {
        pretend(args, facts);
        return;
    }
    json_array_foreach (value, i, item)
        pretend_for(item, facts);
    json_object_foreach (value, key, item)
        pretend_for(item, facts);
}

json_t *wf_desired_infra(const WfDesired *desired)
{
    json_t *facts = json_object();

    for (guint i = 0; i < desired->manifests->len; i++) {
        const WfManifest *m = desired->manifests->pdata[i];
        for (guint k = 0; k < m->components->len; k++) {
            const WfEntry *e = m->components->pdata[k];
            for (guint j = 0; j < e->inputs->len; j++)
                pretend_for(((WfEntryInput *)e->inputs->pdata[j])->value, facts);
        }
    }
    return facts;
}
