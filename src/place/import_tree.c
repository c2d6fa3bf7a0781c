/* From what OpenStack said to a datacenter: which providers are one host, and where hosts are. */
#include "import.h"

#include <string.h>
#include <weft/limits.h>
#include <weft/text.h>

typedef struct {
    WfDcBuilder *builder;
    const char *const *levels; /* properties */
    guint32 *level_ids, host_level;
    GHashTable *vertices; /* path -> vertex + 1 */
} Tree;

static const char *first_value(const Host *host, const char *property)
{
    const GPtrArray *values = g_hash_table_lookup(host->properties, property);
    return values ? values->pdata[0] : NULL;
}

static guint32 vertex_for(Tree *t, const Host *host)
{
    g_autoptr(GString) path = g_string_new(NULL);
    guint32 parent = 0;
    for (guint l = 0; t->levels[l]; l++) {
        const char *name = first_value(host, t->levels[l]);
        if (!name)
            continue;
        g_string_append_printf(path, "/%s=%s", t->levels[l], name);
        guint32 vertex = GPOINTER_TO_UINT(g_hash_table_lookup(t->vertices, path->str));
        if (!vertex) {
            vertex = wf_dc_builder_add(t->builder, parent, name, t->level_ids[l], NULL) + 1;
            g_hash_table_insert(t->vertices, g_strdup(path->str), GUINT_TO_POINTER(vertex));
        }
        parent = vertex - 1;
    }
    return parent;
}

static bool is_level(const Tree *t, const char *property)
{
    return g_strv_contains(t->levels, property);
}

static void add_host(Tree *t, const Host *host)
{
    guint32 v = wf_dc_builder_add(t->builder, vertex_for(t, host), host->name, t->host_level, NULL);
    g_autofree char **names = wf_text_sorted_keys(host->properties);
    for (guint i = 0; names[i]; i++) {
        const GPtrArray *values = g_hash_table_lookup(host->properties, names[i]);
        for (guint k = 0; k < values->len && !is_level(t, names[i]); k++)
            wf_dc_builder_property(t->builder, v, names[i], values->pdata[k]);
    }
    for (guint i = 0; i < host->stock->len; i++) {
        const Stock *stock = &g_array_index(host->stock, Stock, i);
        wf_dc_builder_amount(t->builder, v, stock->resource, stock->total, stock->used);
    }
    if (host->zone)
        wf_dc_builder_zone(t->builder, v, host->zone);
    if (host->down)
        wf_dc_builder_disable(t->builder, v, host->down);
}

static Host *provider_above(const Import *m, const Host *host)
{
    Host *up = host->parent ? g_hash_table_lookup(m->by_name, host->parent) : NULL;
    return up == host ? NULL : up;
}

/* What nested providers have belongs to their host. */
static void fold_providers(Import *m)
{
    for (guint i = 0; i < m->hosts->len; i++) {
        const Host *host = m->hosts->pdata[i];
        Host *up = provider_above(m, host);
        for (guint depth = 0; up && provider_above(m, up) && depth < 16; depth++)
            up = provider_above(m, up);
        for (guint k = 0; up && k < host->stock->len; k++) {
            const Stock *stock = &g_array_index(host->stock, Stock, k);
            Stock *sum = import_stock(up, stock->resource);
            sum->total = MIN(sum->total + stock->total, WF_LIMIT_PLACE_AMOUNT);
            sum->used = MIN(sum->used + stock->used, WF_LIMIT_PLACE_AMOUNT);
            sum->placement = true;
        }
    }
}

static Host *with_long_name(const Import *m, const char *name)
{
    Host *found = NULL;
    gsize len = strlen(name);
    for (guint i = 0; i < m->hosts->len; i++) {
        Host *host = m->hosts->pdata[i];
        if (host->stock->len == 0 || strncmp(host->name, name, len) != 0 || host->name[len] != '.')
            continue;
        if (found)
            return NULL;
        found = host;
    }
    return found;
}

/* Aggregates know a host by the name of its compute service, which is what a server's
 * availability_zone takes; the hypervisor may be called the same with a domain behind. */
static void join_long_names(Import *m)
{
    for (guint i = 0; i < m->hosts->len; i++) {
        Host *host = m->hosts->pdata[i];
        Host *same = host->stock->len || host->parent ? NULL : with_long_name(m, host->name);
        if (!same)
            continue;
        GArray *stock = host->stock;
        host->stock = same->stock;
        same->stock = stock;
        host->down = g_steal_pointer(&same->down);
        GHashTableIter iter;
        gpointer name, values;
        g_hash_table_iter_init(&iter, same->properties);
        while (g_hash_table_iter_next(&iter, &name, &values))
            for (guint k = 0; k < ((GPtrArray *)values)->len; k++)
                import_add_property(host, name, ((GPtrArray *)values)->pdata[k]);
        g_free(same->parent);
        same->parent = g_strdup("-"); /* no host of its own any more */
    }
}

static bool has_level(const Import *m, const char *property)
{
    for (guint i = 0; i < m->hosts->len; i++)
        if (first_value(m->hosts->pdata[i], property))
            return true;
    return false;
}

static WfDatacenter *make_tree(Import *m, const char *const *levels)
{
    g_autoptr(WfDcBuilder) builder = wf_dc_builder_new("datacenter", NULL);
    g_autoptr(GHashTable) vertices = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree guint32 *ids = g_new0(guint32, g_strv_length((char **)levels) + 1);
    Tree t = {builder, levels, ids, 0, vertices};
    guint32 above = WF_DC_NONE;
    for (guint l = 0; levels[l]; l++)
        if (has_level(m, levels[l]))
            above = ids[l] = wf_dc_builder_level(builder, levels[l], above);
    t.host_level = wf_dc_builder_level(builder, "host", above);
    for (guint i = 0; i < m->hosts->len; i++) {
        const Host *host = m->hosts->pdata[i];
        if (host->parent)
            continue;
        if (host->stock->len) {
            add_host(&t, host);
            continue;
        }
        wf_findings_add(m->findings, WF_CODE_DATACENTER, "-", NULL,
                        "'%s' is named, but no file says what it has; it is left out", host->name);
        wf_findings_severity(m->findings, WF_WARNING);
        wf_findings_hint(m->findings, "add its inventory: openstack resource provider inventory "
                                      "list UUID -f json");
    }
    return wf_dc_builder_end(builder, m->findings);
}

/* Newer clients list hypervisors without their disks. Where only some hosts have one, the others
 * would silently take no server. */
static void warn_without_disk(const Import *m, const WfDatacenter *dc)
{
    guint32 disk = wf_dc_resource(dc, "disk"), without = 0, first = 0;
    for (guint32 h = dc->n_hosts; h-- > 0;)
        if (wf_dc_capacity(dc, h, disk) == 0) {
            without++;
            first = h;
        }
    if (without == 0 || without == dc->n_hosts)
        return;
    wf_findings_add(m->findings, WF_CODE_DATACENTER, "-", NULL,
                    "%u of %u hosts, '%s' the first, have no disk in these files, so no flavor "
                    "with a disk fits there",
                    without, dc->n_hosts, wf_dc_host_name(dc, first));
    wf_findings_severity(m->findings, WF_WARNING);
    wf_findings_hint(m->findings, "add their inventories: openstack resource provider inventory "
                                  "list UUID -f json");
}

WfDatacenter *import_make_tree(Import *m, const char *const *levels)
{
    fold_providers(m);
    join_long_names(m);
    WfDatacenter *dc = make_tree(m, levels);
    if (dc)
        warn_without_disk(m, dc);
    return dc;
}
