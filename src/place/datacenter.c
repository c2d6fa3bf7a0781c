/* The datacenter tree: built vertex by vertex in any order, then laid out in
 * preorder so that everything below a vertex is one range. */
#include <string.h>

#include <weft/datacenter.h>
#include <weft/limits.h>

static const char *const standard_resources[] = {"vcpus", "ram", "disk", "storage"};

typedef struct {
    guint32 resource;
    gint64 capacity, used;
} Amount;

typedef struct {
    WfDcVertex v;
    GArray *amounts;           /* of Amount, or NULL */
    guint32 first, last, next; /* children in the order they came */
} Draft;

struct WfDcBuilder {
    char *name, *path;
    GPtrArray *levels;
    GByteArray *below; /* WF_LIMIT_DC_DEPTH squared: is [low] below [high]? */
    GPtrArray *resources;
    GArray *drafts;
};

/* The order of the levels stands behind the public struct. */
typedef struct {
    WfDatacenter dc;
    GByteArray *below;
    GHashTable *host_of; /* name -> host + 1 */
} Whole;

static void vertex_clear(WfDcVertex *v)
{
    g_free(v->name);
    g_free(v->zone);
    g_free(v->disabled);
    g_clear_pointer(&v->properties, g_hash_table_unref);
}

/* -- building ----------------------------------------------------------------- */

static Draft *draft(const WfDcBuilder *builder, guint32 vertex)
{
    return &g_array_index(builder->drafts, Draft, vertex);
}

static void push_draft(WfDcBuilder *builder, const char *name, guint32 parent, guint32 level)
{
    Draft d = {.first = WF_DC_NONE, .last = WF_DC_NONE, .next = WF_DC_NONE};
    d.v = (WfDcVertex){.name = g_strdup(name),
                       .level = level,
                       .parent = parent,
                       .host = WF_DC_NONE,
                       .bandwidth = WF_DC_UNLIMITED};
    g_array_append_val(builder->drafts, d);
}

WfDcBuilder *wf_dc_builder_new(const char *name, const char *path)
{
    WfDcBuilder *builder = g_new0(WfDcBuilder, 1);
    builder->name = g_strdup(name ? name : "datacenter");
    builder->path = g_strdup(path);
    builder->levels = g_ptr_array_new_with_free_func(g_free);
    builder->below = g_byte_array_new();
    g_byte_array_set_size(builder->below, WF_LIMIT_DC_DEPTH * WF_LIMIT_DC_DEPTH);
    memset(builder->below->data, 0, builder->below->len);
    builder->resources = g_ptr_array_new_with_free_func(g_free);
    for (guint r = 0; r < G_N_ELEMENTS(standard_resources); r++)
        g_ptr_array_add(builder->resources, g_strdup(standard_resources[r]));
    builder->drafts = g_array_new(FALSE, FALSE, sizeof(Draft));
    push_draft(builder, builder->name, WF_DC_NONE, WF_DC_NONE);
    return builder;
}

void wf_dc_builder_free(WfDcBuilder *builder)
{
    if (!builder)
        return;
    for (guint i = 0; i < builder->drafts->len; i++) {
        vertex_clear(&draft(builder, i)->v);
        g_clear_pointer(&draft(builder, i)->amounts, g_array_unref);
    }
    g_array_unref(builder->drafts);
    g_clear_pointer(&builder->resources, g_ptr_array_unref);
    g_clear_pointer(&builder->levels, g_ptr_array_unref);
    g_clear_pointer(&builder->below, g_byte_array_unref);
    g_free(builder->name);
    g_free(builder->path);
    g_free(builder);
}

guint32 wf_dc_builder_find_level(const WfDcBuilder *builder, const char *name)
{
    guint l;
    return g_ptr_array_find_with_equal_func(builder->levels, name, g_str_equal, &l) ? l
                                                                                    : WF_DC_NONE;
}

static guint8 *below(GByteArray *matrix, guint32 low, guint32 high)
{
    return &matrix->data[low * WF_LIMIT_DC_DEPTH + high];
}

void wf_dc_builder_below(WfDcBuilder *builder, guint32 level, guint32 above)
{
    guint n = builder->levels->len;
    *below(builder->below, level, above) = 1;
    for (guint low = 0; low < n; low++) {
        if (low != level && !*below(builder->below, low, level))
            continue;
        for (guint high = 0; high < n; high++)
            if (high == above || *below(builder->below, above, high))
                *below(builder->below, low, high) = 1;
    }
}

bool wf_dc_builder_is_below(const WfDcBuilder *builder, guint32 level, guint32 above)
{
    return *below(builder->below, level, above);
}

guint32 wf_dc_builder_n_levels(const WfDcBuilder *builder)
{
    return builder->levels->len;
}

guint32 wf_dc_builder_level(WfDcBuilder *builder, const char *name, guint32 above)
{
    g_return_val_if_fail(builder->levels->len < WF_LIMIT_DC_DEPTH, WF_DC_NONE);
    guint32 level = builder->levels->len;
    g_ptr_array_add(builder->levels, g_strdup(name));
    if (above != WF_DC_NONE)
        wf_dc_builder_below(builder, level, above);
    return level;
}

guint32 wf_dc_builder_add(WfDcBuilder *builder, guint32 parent, const char *name, guint32 level,
                          const WfSpan *span)
{
    guint32 vertex = builder->drafts->len;
    push_draft(builder, name, parent, level);
    if (span)
        draft(builder, vertex)->v.span = *span;
    Draft *up = draft(builder, parent);
    if (up->last == WF_DC_NONE)
        up->first = vertex;
    else
        draft(builder, up->last)->next = vertex;
    up->last = vertex;
    return vertex;
}

static guint32 builder_resource(WfDcBuilder *builder, const char *name)
{
    guint r;
    if (g_ptr_array_find_with_equal_func(builder->resources, name, g_str_equal, &r))
        return r;
    g_ptr_array_add(builder->resources, g_strdup(name));
    return builder->resources->len - 1;
}

void wf_dc_builder_amount(WfDcBuilder *builder, guint32 vertex, const char *resource,
                          gint64 capacity, gint64 used)
{
    Draft *d = draft(builder, vertex);
    Amount amount = {builder_resource(builder, resource), CLAMP(capacity, 0, WF_LIMIT_PLACE_AMOUNT),
                     CLAMP(used, 0, WF_LIMIT_PLACE_AMOUNT)};
    if (!d->amounts)
        d->amounts = g_array_new(FALSE, FALSE, sizeof(Amount));
    for (guint i = 0; i < d->amounts->len; i++) {
        if (g_array_index(d->amounts, Amount, i).resource == amount.resource) {
            g_array_index(d->amounts, Amount, i) = amount;
            return;
        }
    }
    g_array_append_val(d->amounts, amount);
}

void wf_dc_builder_link(WfDcBuilder *builder, guint32 vertex, gint64 bandwidth, gint64 used)
{
    draft(builder, vertex)->v.bandwidth = MAX(0, bandwidth);
    draft(builder, vertex)->v.bandwidth_used = CLAMP(used, 0, WF_LIMIT_PLACE_AMOUNT);
}

void wf_dc_builder_zone(WfDcBuilder *builder, guint32 vertex, const char *zone)
{
    WfDcVertex *v = &draft(builder, vertex)->v;
    g_free(v->zone);
    v->zone = g_strdup(zone);
}

void wf_dc_builder_disable(WfDcBuilder *builder, guint32 vertex, const char *why)
{
    WfDcVertex *v = &draft(builder, vertex)->v;
    g_free(v->disabled);
    v->disabled = g_strdup(why);
}

void wf_dc_builder_property(WfDcBuilder *builder, guint32 vertex, const char *name,
                            const char *value)
{
    WfDcVertex *v = &draft(builder, vertex)->v;
    if (!v->properties)
        v->properties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify)g_ptr_array_unref);
    GPtrArray *values = g_hash_table_lookup(v->properties, name);
    if (!values) {
        values = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(v->properties, g_strdup(name), values);
    }
    if (!g_ptr_array_find_with_equal_func(values, value, g_str_equal, NULL))
        g_ptr_array_add(values, g_strdup(value));
}

/* -- closing ------------------------------------------------------------------ */

static void fault(const WfDcBuilder *builder, const WfDcVertex *v, WfFindings *findings,
                  const char *text, const char *more)
{
    wf_findings_add(findings, WF_CODE_DATACENTER, builder->path ? builder->path : "-", &v->span,
                    "'%s' %s%s", v->name, text, more ? more : "");
    wf_findings_subject(findings, v->name);
}

/* Moves the drafts into @dc in preorder: a walk with an explicit way back. */
static void lay_out(WfDcBuilder *builder, WfDatacenter *dc)
{
    guint32 n = builder->drafts->len, count = 0;
    g_autofree guint32 *place = g_new(guint32, n);
    guint32 old = 0;
    while (old != WF_DC_NONE) {
        Draft *d = draft(builder, old);
        WfDcVertex *v = &dc->vertices[count];
        *v = d->v;
        d->v = (WfDcVertex){.parent = v->parent};
        place[old] = count++;
        guint32 parent = v->parent;
        v->depth = parent == WF_DC_NONE ? 0 : dc->vertices[place[parent]].depth + 1;
        v->parent = parent == WF_DC_NONE ? WF_DC_NONE : place[parent];
        if (d->first != WF_DC_NONE) {
            old = d->first;
            continue;
        }
        while (old != WF_DC_NONE && draft(builder, old)->next == WF_DC_NONE) {
            dc->vertices[place[old]].end = count;
            old = draft(builder, old)->v.parent;
        }
        if (old != WF_DC_NONE) {
            dc->vertices[place[old]].end = count;
            old = draft(builder, old)->next;
        }
    }
    for (guint32 i = 0; i < n; i++)
        draft(builder, i)->first = place[i]; /* from here on: where it went */
}

static void number_hosts(WfDcBuilder *builder, WfDatacenter *dc)
{
    guint32 n = dc->n_vertices, n_resources = dc->resources->len;
    g_autofree GArray **amounts = g_new0(GArray *, n);
    for (guint32 i = 0; i < n; i++)
        amounts[draft(builder, i)->first] = draft(builder, i)->amounts;
    dc->hosts = g_new(guint32, n);
    for (guint32 i = 0; i < n; i++) {
        WfDcVertex *v = &dc->vertices[i];
        v->first_host = dc->n_hosts;
        if (amounts[i] && v->end == i + 1) {
            v->host = dc->n_hosts;
            dc->hosts[dc->n_hosts++] = i;
        }
    }
    for (guint32 i = 0; i < n; i++) {
        guint32 end = dc->vertices[i].end;
        dc->vertices[i].end_host = end < n ? dc->vertices[end].first_host : dc->n_hosts;
    }
    dc->capacity = g_new0(gint64, (gsize)dc->n_hosts * n_resources + 1);
    dc->used = g_new0(gint64, (gsize)dc->n_hosts * n_resources + 1);
    for (guint32 h = 0; h < dc->n_hosts; h++) {
        GArray *list = amounts[dc->hosts[h]];
        for (guint i = 0; i < list->len; i++) {
            const Amount *amount = &g_array_index(list, Amount, i);
            dc->capacity[(gsize)h * n_resources + amount->resource] = amount->capacity;
            dc->used[(gsize)h * n_resources + amount->resource] = amount->used;
        }
    }
}

/* Finds the faults of the drafts; they still stand in the order they came. */
static void check_drafts(const WfDcBuilder *builder, WfFindings *findings)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint32 i = 1; i < builder->drafts->len; i++) {
        const Draft *d = draft(builder, i);
        const WfDcVertex *v = &d->v;
        const WfDcVertex *up = &draft(builder, v->parent)->v;
        if (up->level != WF_DC_NONE && !*below(builder->below, v->level, up->level)) {
            g_autofree char *more = g_strdup_printf("'%s', which is not below '%s'",
                                                    (char *)builder->levels->pdata[v->level],
                                                    (char *)builder->levels->pdata[up->level]);
            fault(builder, v, findings, "has the level ", more);
        }
        if (d->amounts && d->first != WF_DC_NONE)
            fault(builder, v, findings, "has children and a capacity; only leaves host anything",
                  NULL);
        if (!d->amounts && d->first == WF_DC_NONE) {
            fault(builder, v, findings, "has neither children nor a capacity", NULL);
            continue;
        }
        if (d->amounts && !g_hash_table_add(names, v->name))
            fault(builder, v, findings, "is the name of two hosts", NULL);
    }
    if (builder->drafts->len == 1)
        wf_findings_add(findings, WF_CODE_DATACENTER, builder->path ? builder->path : "-", NULL,
                        "the datacenter has no hosts");
    if (builder->drafts->len > WF_LIMIT_DC_VERTICES)
        wf_findings_add(findings, WF_CODE_LIMIT, builder->path ? builder->path : "-", NULL,
                        "%u vertices, at most %u are read", builder->drafts->len,
                        WF_LIMIT_DC_VERTICES);
}

WfDatacenter *wf_dc_builder_end(WfDcBuilder *builder, WfFindings *findings)
{
    guint before = wf_findings_count(findings, WF_FAULT);
    check_drafts(builder, findings);
    if (wf_findings_count(findings, WF_FAULT) > before)
        return NULL;
    Whole *whole = g_rc_box_new0(Whole);
    WfDatacenter *dc = &whole->dc;
    dc->name = g_strdup(builder->name);
    dc->path = g_strdup(builder->path);
    dc->levels = g_steal_pointer(&builder->levels);
    dc->resources = g_steal_pointer(&builder->resources);
    whole->below = g_steal_pointer(&builder->below);
    dc->n_vertices = builder->drafts->len;
    dc->vertices = g_new0(WfDcVertex, dc->n_vertices);
    lay_out(builder, dc);
    number_hosts(builder, dc);
    whole->host_of = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint32 h = 0; h < dc->n_hosts; h++)
        g_hash_table_insert(whole->host_of, dc->vertices[dc->hosts[h]].name,
                            GUINT_TO_POINTER(h + 1));
    return dc;
}

WfDatacenter *wf_dc_ref(WfDatacenter *dc)
{
    g_rc_box_acquire((Whole *)(gpointer)dc);
    return dc;
}

static void whole_clear(gpointer data)
{
    Whole *whole = data;
    WfDatacenter *dc = &whole->dc;
    for (guint32 i = 0; i < dc->n_vertices; i++)
        vertex_clear(&dc->vertices[i]);
    g_hash_table_unref(whole->host_of);
    g_byte_array_unref(whole->below);
    g_free(dc->vertices);
    g_free(dc->hosts);
    g_free(dc->capacity);
    g_free(dc->used);
    g_ptr_array_unref(dc->levels);
    g_ptr_array_unref(dc->resources);
    g_free(dc->name);
    g_free(dc->path);
}

void wf_dc_unref(WfDatacenter *dc)
{
    if (dc)
        g_rc_box_release_full((Whole *)(gpointer)dc, whole_clear);
}

/* -- asking ------------------------------------------------------------------- */

guint32 wf_dc_level(const WfDatacenter *dc, const char *name)
{
    guint l;
    return g_ptr_array_find_with_equal_func(dc->levels, name, g_str_equal, &l) ? l : WF_DC_NONE;
}

bool wf_dc_level_below(const WfDatacenter *dc, guint32 level, guint32 above)
{
    g_return_val_if_fail(level < dc->levels->len && above < dc->levels->len, false);
    return *below(((const Whole *)(gconstpointer)dc)->below, level, above);
}

guint32 wf_dc_resource(const WfDatacenter *dc, const char *name)
{
    guint r;
    return g_ptr_array_find_with_equal_func(dc->resources, name, g_str_equal, &r) ? r : WF_DC_NONE;
}

guint32 wf_dc_host(const WfDatacenter *dc, const char *name)
{
    GHashTable *host_of = ((const Whole *)(gconstpointer)dc)->host_of;
    return GPOINTER_TO_UINT(g_hash_table_lookup(host_of, name)) - 1;
}

const char *wf_dc_host_name(const WfDatacenter *dc, guint32 host)
{
    return host < dc->n_hosts ? dc->vertices[dc->hosts[host]].name : "-";
}

const char *wf_dc_zone(const WfDatacenter *dc, guint32 host)
{
    for (guint32 v = dc->hosts[host]; v != WF_DC_NONE; v = dc->vertices[v].parent)
        if (dc->vertices[v].zone)
            return dc->vertices[v].zone;
    return "nova";
}

gint64 wf_dc_capacity(const WfDatacenter *dc, guint32 host, guint32 resource)
{
    return resource < dc->resources->len ? dc->capacity[(gsize)host * dc->resources->len + resource]
                                         : 0;
}

gint64 wf_dc_used(const WfDatacenter *dc, guint32 host, guint32 resource)
{
    return resource < dc->resources->len ? dc->used[(gsize)host * dc->resources->len + resource]
                                         : 0;
}

gint64 wf_dc_free(const WfDatacenter *dc, guint32 host, guint32 resource)
{
    return MAX(0, wf_dc_capacity(dc, host, resource) - wf_dc_used(dc, host, resource));
}

guint32 wf_dc_above(const WfDatacenter *dc, guint32 host, guint32 level)
{
    for (guint32 v = dc->hosts[host]; v != WF_DC_NONE; v = dc->vertices[v].parent)
        if (dc->vertices[v].level == level && level != WF_DC_NONE)
            return v;
    return WF_DC_NONE;
}

static bool values_match(const GPtrArray *values, const char *value)
{
    for (guint i = 0; i < values->len; i++) {
        const char *have = values->pdata[i];
        if (value ? g_str_equal(have, value) : !g_str_equal(have, "false"))
            return true;
    }
    return false;
}

bool wf_dc_has_property(const WfDatacenter *dc, guint32 host, const char *name, const char *value)
{
    for (guint32 v = dc->hosts[host]; v != WF_DC_NONE; v = dc->vertices[v].parent) {
        GHashTable *properties = dc->vertices[v].properties;
        const GPtrArray *values = properties ? g_hash_table_lookup(properties, name) : NULL;
        if (values)
            return values_match(values, value);
    }
    return value && g_str_equal(value, "false"); /* what nobody said is not so */
}

const char *wf_dc_disabled(const WfDatacenter *dc, guint32 host)
{
    for (guint32 v = dc->hosts[host]; v != WF_DC_NONE; v = dc->vertices[v].parent)
        if (dc->vertices[v].disabled)
            return dc->vertices[v].disabled;
    return NULL;
}
