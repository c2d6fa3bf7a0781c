/* A datacenter as JSON, in the words of its file. */

#include <weft/datacenter.h>
#include <weft/text.h>

static json_t *amounts_json(const WfDatacenter *dc, const gint64 *amounts)
{
    json_t *out = json_object();
    for (guint r = 0; r < dc->resources->len; r++)
        if (amounts[r] > 0)
            json_object_set_new(out, dc->resources->pdata[r], json_integer(amounts[r]));
    return out;
}

static json_t *properties_json(GHashTable *properties)
{
    json_t *out = json_object();
    g_autofree char **names = wf_text_sorted_keys(properties);
    for (guint i = 0; names[i]; i++) {
        const GPtrArray *values = g_hash_table_lookup(properties, names[i]);
        json_t *list = json_array();
        for (guint k = 0; k < values->len; k++)
            json_array_append_new(list, json_string(values->pdata[k]));
        if (values->len == 1) {
            json_object_set(out, names[i], json_array_get(list, 0));
            json_decref(list);
        } else {
            json_object_set_new(out, names[i], list);
        }
    }
    return out;
}

static json_t *vertex_json(const WfDatacenter *dc, guint32 vertex)
{
    const WfDcVertex *v = &dc->vertices[vertex];
    json_t *out = json_object();
    json_object_set_new(out, "name", json_string(v->name));
    if (v->level != WF_DC_NONE)
        json_object_set_new(out, "level", json_string(dc->levels->pdata[v->level]));
    if (v->zone)
        json_object_set_new(out, "zone", json_string(v->zone));
    if (v->disabled)
        json_object_set_new(out, "disabled", json_string(v->disabled));
    if (v->bandwidth != WF_DC_UNLIMITED)
        json_object_set_new(out, "bandwidth", json_integer(v->bandwidth));
    if (v->bandwidth_used)
        json_object_set_new(out, "bandwidth_used", json_integer(v->bandwidth_used));
    if (v->host != WF_DC_NONE) {
        const gsize at = (gsize)v->host * dc->resources->len;
        json_object_set_new(out, "capacity", amounts_json(dc, dc->capacity + at));
        json_object_set_new(out, "used", amounts_json(dc, dc->used + at));
    }
    if (v->properties)
        json_object_set_new(out, "properties", properties_json(v->properties));
    return out;
}

static json_t *levels_json(const WfDatacenter *dc)
{
    json_t *out = json_object();
    for (guint32 l = 0; l < dc->levels->len; l++) {
        json_t *above = json_array();
        for (guint32 m = 0; m < dc->levels->len; m++)
            if (wf_dc_level_below(dc, l, m))
                json_array_append_new(above, json_string(dc->levels->pdata[m]));
        json_object_set_new(out, dc->levels->pdata[l], above);
    }
    return out;
}

json_t *wf_dc_to_json(const WfDatacenter *dc)
{
    json_t *out = json_object();
    g_autofree json_t **children = g_new0(json_t *, dc->n_vertices);
    json_object_set_new(out, "datacenter", json_string(dc->name));
    json_object_set_new(out, "levels", levels_json(dc));
    if (dc->vertices[0].zone)
        json_object_set_new(out, "zone", json_string(dc->vertices[0].zone));
    children[0] = json_array();
    json_object_set_new(out, "tree", children[0]);
    for (guint32 v = 1; v < dc->n_vertices; v++) {
        json_t *node = vertex_json(dc, v);
        if (dc->vertices[v].end > v + 1) {
            children[v] = json_array();
            json_object_set_new(node, "children", children[v]);
        }
        json_array_append_new(children[dc->vertices[v].parent], node);
    }
    return out;
}
