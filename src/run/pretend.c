/* Facts of the infrastructure that a rehearsal pretends: whatever the entries ask
 * for answers with its own name. */
#include "run_priv.h"

#define MOST_ITEMS 64 /* of a list: who asks for a later one asks for nothing real */

/* A map's keys are texts, a list's are numbers. */
static json_t *item_of(const json_t *at, const json_t *key)
{
    return json_is_integer(key) ? json_array_get(at, (size_t)json_integer_value(key))
                                : json_object_get(at, json_string_value(key));
}

/* Takes the reference to @value; false: there can be no such item. */
static bool put(json_t *at, const json_t *key, json_t *value)
{
    json_int_t index = json_is_integer(key) ? json_integer_value(key) : -1;

    if (json_is_object(at) && json_is_string(key))
        return json_object_set_new(at, json_string_value(key), value) == 0;
    while (json_is_array(at) && index < MOST_ITEMS && (json_int_t)json_array_size(at) <= index)
        json_array_append_new(at, json_null());
    return json_array_set_new(at, (size_t)index, value) == 0;
}

static void add_key(GString *text, const json_t *key)
{
    if (text->len)
        g_string_append_c(text, '.');
    if (json_is_integer(key))
        g_string_append_printf(text, "%" JSON_INTEGER_FORMAT, json_integer_value(key));
    else
        g_string_append(text, json_string_value(key));
}

static void pretend(const json_t *args, json_t *facts)
{
    g_autoptr(GString) text = g_string_new(NULL);
    json_t *at = facts;
    size_t n = json_array_size(args);

    for (size_t i = 1; i < n; i++) {
        const json_t *key = json_array_get(args, i);
        if (!json_is_string(key) && !json_is_integer(key))
            return; /* which it is, only the agent will know */
        add_key(text, key);
        json_t *next = item_of(at, key);
        bool is_last = i + 1 == n, is_there = next && !json_is_null(next);
        if (!is_there || (!is_last && !json_is_array(next) && !json_is_object(next))) {
            next = is_last                                        ? json_string(text->str)
                   : json_is_integer(json_array_get(args, i + 1)) ? json_array()
                                                                  : json_object();
            if (!put(at, key, next))
                return;
        }
        at = next;
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
