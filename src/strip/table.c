/* The table of what became of things: filled on the way, and read by whoever shows it. */
#include "strip_priv.h"

#include <string.h>

void strip_note(Strip *s, const char *section, const char *name, const char *property,
                WfStripState state, WfPlace place, const char *reason)
{
    const char *kept = g_string_chunk_insert(s->result->texts, name);
    WfStripItem item = {section, kept, property, reason, place, state};

    g_array_append_val(s->result->items, item);
}

const char *strip_words(Strip *s, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    return g_string_chunk_insert(s->result->texts, text);
}

WfPlace strip_place_of(const Strip *s, const char *name)
{
    WfId r = wf_model_resource_find(s->m, name);
    WfId c = r == WF_NONE ? wf_model_component_find(s->m, name) : WF_NONE;

    if (r != WF_NONE)
        return wf_model_resource_place(s->m, r);
    return c != WF_NONE ? wf_model_component_place(s->m, c) : (WfPlace){0};
}

static const char *state_name(WfStripState state)
{
    static const char *const names[] = {"kept", "changed", "added", "removed"};
    return names[state];
}

void wf_stripped_free(WfStripped *s)
{
    if (!s)
        return;
    json_decref(s->template);
    g_array_unref(s->items);
    g_string_chunk_free(s->texts);
    g_free(s);
}

guint wf_stripped_count(const WfStripped *s, const char *section, WfStripState state)
{
    guint n = 0;

    for (guint i = 0; i < s->items->len; i++) {
        const WfStripItem *item = &g_array_index(s->items, WfStripItem, i);
        n += item->state == state && strcmp(item->section, section) == 0;
    }
    return n;
}

static json_t *item_json(const WfModel *m, const WfStripItem *item)
{
    json_t *object = json_pack("{s:s, s:s, s:s?, s:s, s:s}", "section", item->section, "name",
                               item->name, "property", item->property, "state",
                               state_name(item->state), "reason", item->reason);

    if (item->place.node) {
        json_object_set_new(object, "file", json_string(wf_model_place_path(m, item->place)));
        json_object_set_new(object, "line", json_integer(wf_model_place_span(m, item->place).line));
    }
    return object;
}

json_t *wf_stripped_summary(const WfModel *m, const WfStripped *s)
{
    json_t *items = json_array(), *counts = json_object();
    guint n[WF_STRIP_REMOVED + 1] = {0};

    for (guint i = 0; i < s->items->len; i++) {
        const WfStripItem *item = &g_array_index(s->items, WfStripItem, i);
        json_array_append_new(items, item_json(m, item));
        n[item->state]++;
    }
    for (guint k = 0; k < G_N_ELEMENTS(n); k++)
        json_object_set_new(counts, state_name(k), json_integer(n[k]));
    json_object_set_new(counts, "agents", json_integer(s->n_agents));
    return json_pack("{s:i, s:o, s:o}", "weft", 1, "counts", counts, "items", items);
}
