/* A datacenter out of what OpenStack prints. Every file is known by its keys, whatever
 * it is called; only files that name no resource provider belong to the one their file
 * is called after. Placement's inventories, which know reservations and allocation
 * ratios, win over the hypervisor list. */
#include <string.h>

#include "read.h"

#include <weft/datacenter.h>
#include <weft/limits.h>

typedef struct {
    char *resource;
    gint64 total, used;
    bool placement; /* from the Placement API */
} Stock;

typedef struct {
    char *name, *uuid, *parent; /* parent: uuid of the provider above */
    char *zone, *down;
    GArray *stock;
    GHashTable *properties; /* name -> GPtrArray of values */
    bool hypervisor;        /* named by Nova, so it is a host and not a mere provider */
} Host;

typedef struct {
    WfFindings *findings;
    Reader r;    /* of the file under reading */
    char *owner; /* what the file is called after */
    GPtrArray *hosts;
    GHashTable *by_name; /* names and uuids */
} Import;

static void stock_clear(gpointer data)
{
    g_free(((Stock *)data)->resource);
}

static void host_free(gpointer data)
{
    Host *host = data;
    g_free(host->name);
    g_free(host->uuid);
    g_free(host->parent);
    g_free(host->zone);
    g_free(host->down);
    g_array_unref(host->stock);
    g_hash_table_unref(host->properties);
    g_free(host);
}

static Host *get_host(Import *m, const char *name)
{
    Host *host = g_hash_table_lookup(m->by_name, name);
    if (host)
        return host;
    host = g_new0(Host, 1);
    host->name = g_strdup(name);
    host->stock = g_array_new(FALSE, FALSE, sizeof(Stock));
    g_array_set_clear_func(host->stock, stock_clear);
    host->properties =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    g_ptr_array_add(m->hosts, host);
    g_hash_table_insert(m->by_name, host->name, host);
    return host;
}

static Stock *get_stock(Host *host, const char *resource)
{
    for (guint i = 0; i < host->stock->len; i++) {
        Stock *stock = &g_array_index(host->stock, Stock, i);
        if (g_str_equal(stock->resource, resource))
            return stock;
    }
    Stock stock = {.resource = g_strdup(resource)};
    g_array_append_val(host->stock, stock);
    return &g_array_index(host->stock, Stock, host->stock->len - 1);
}

static void add_property(Host *host, const char *name, const char *value)
{
    GPtrArray *values = g_hash_table_lookup(host->properties, name);
    if (!values) {
        values = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(host->properties, g_strdup(name), values);
    }
    if (!g_ptr_array_find_with_equal_func(values, value, g_str_equal, NULL))
        g_ptr_array_add(values, g_strdup(value));
}

/* -- reading fields ----------------------------------------------------------------- */

static WfNode get(const Import *m, WfNode map, const char *key)
{
    return wf_doc_kind(m->r.doc, map) == WF_MAP ? wf_doc_get(m->r.doc, map, key) : 0;
}

static char *text(const Import *m, WfNode map, const char *key)
{
    WfNode node = get(m, map, key);
    WfKind kind = wf_doc_kind(m->r.doc, node);
    return kind == WF_STRING || kind == WF_INT ? reader_text(&m->r, node, key) : NULL;
}

static gint64 number(const Import *m, WfNode map, const char *key)
{
    WfNode node = get(m, map, key);
    gint64 n = -1;
    if (node && wf_doc_kind(m->r.doc, node) != WF_NULL)
        reader_amount(&m->r, node, key, WF_LIMIT_PLACE_AMOUNT, &n);
    return n;
}

static const char *resource_name(const char *class)
{
    return g_str_equal(class, "VCPU")        ? "vcpus"
           : g_str_equal(class, "MEMORY_MB") ? "ram"
           : g_str_equal(class, "DISK_GB")   ? "disk"
                                             : class;
}

/* -- Nova ---------------------------------------------------------------------------- */

static void nova_stock(Import *m, Host *host, WfNode node, const char *resource,
                       const char *total_key, const char *used_key)
{
    gint64 total = number(m, node, total_key), used = number(m, node, used_key);
    if (total < 0)
        return; /* newer versions leave it to Placement */
    Stock *stock = get_stock(host, resource);
    if (stock->placement)
        return;
    stock->total = total;
    stock->used = MAX(0, used);
}

static void read_hypervisor(Import *m, WfNode node)
{
    g_autofree char *name = text(m, node, "Hypervisor Hostname");
    if (!name)
        name = text(m, node, "hypervisor_hostname");
    if (!name)
        return;
    Host *host = get_host(m, name);
    host->hypervisor = true;
    nova_stock(m, host, node, "vcpus", "vCPUs", "vCPUs Used");
    nova_stock(m, host, node, "ram", "Memory MB", "Memory MB Used");
    nova_stock(m, host, node, "vcpus", "vcpus", "vcpus_used");
    nova_stock(m, host, node, "ram", "memory_mb", "memory_mb_used");
    nova_stock(m, host, node, "disk", "local_gb", "local_gb_used");
    static const char *const state_keys[] = {"State", "state", "Status", "status"};
    for (guint i = 0; i < G_N_ELEMENTS(state_keys); i++) {
        g_autofree char *state = text(m, node, state_keys[i]);
        if (state && !host->down && (g_str_equal(state, "down") || g_str_equal(state, "disabled")))
            host->down = g_strdup_printf("the compute service is %s", state);
    }
}

/* {"rack": "r1"}, or "rack='r1', ssd='true'" from older clients */
static void aggregate_properties(Import *m, Host *host, WfNode node)
{
    const WfDoc *doc = m->r.doc;
    if (wf_doc_kind(doc, node) == WF_MAP) {
        WF_DOC_FOREACH (doc, node, key, value) {
            g_autofree char *name = reader_text(&m->r, key, "property");
            g_autofree char *one = name ? reader_text(&m->r, value, name) : NULL;
            if (one && !g_str_equal(name, "availability_zone"))
                add_property(host, name, one);
        }
        return;
    }
    g_autofree char *line = node ? wf_doc_dup(doc, node) : NULL;
    g_auto(GStrv) part = g_strsplit(line ? line : "", ", ", -1);
    for (guint i = 0; part[i]; i++) {
        char *equals = strchr(part[i], '=');
        if (!equals)
            continue;
        *equals = '\0';
        char *value = equals + 1;
        gsize len = strlen(value);
        if (len >= 2 && value[0] == '\'' && value[len - 1] == '\'') {
            value[len - 1] = '\0';
            value++;
        }
        add_property(host, g_strstrip(part[i]), value);
    }
}

static void read_aggregate(Import *m, WfNode node)
{
    const WfDoc *doc = m->r.doc;
    g_autofree char *name = text(m, node, "name"), *zone = text(m, node, "availability_zone");
    WfNode hosts = get(m, node, "hosts"), properties = get(m, node, "properties");
    if (!properties)
        properties = get(m, node, "metadata");
    WF_DOC_EACH (doc, hosts, item) {
        g_autofree char *host_name = reader_text(&m->r, item, "host");
        if (!host_name)
            continue;
        Host *host = get_host(m, host_name);
        if (name)
            add_property(host, "aggregate", name);
        if (zone) {
            g_free(host->zone);
            host->zone = g_strdup(zone);
        }
        aggregate_properties(m, host, properties);
    }
}

static void read_zone_service(Import *m, WfNode node)
{
    g_autofree char *zone = text(m, node, "Zone Name"), *host_name = text(m, node, "Host Name");
    g_autofree char *service = text(m, node, "Service Name");
    if (!zone || !host_name || g_strcmp0(service, "nova-compute") != 0)
        return;
    Host *host = get_host(m, host_name);
    host->hypervisor = true;
    if (!host->zone)
        host->zone = g_strdup(zone);
}

/* -- Placement ------------------------------------------------------------------------ */

static void read_provider(Import *m, WfNode node)
{
    g_autofree char *uuid = text(m, node, "uuid"), *name = text(m, node, "name");
    g_autofree char *parent = text(m, node, "parent_provider_uuid");
    if (!uuid || !name)
        return;
    Host *host = get_host(m, name);
    if (!host->uuid) {
        host->uuid = g_steal_pointer(&uuid);
        Host *by_uuid = g_hash_table_lookup(m->by_name, host->uuid);
        if (!by_uuid)
            g_hash_table_insert(m->by_name, host->uuid, host);
    }
    if (!host->parent)
        host->parent = g_steal_pointer(&parent);
}

static void placement_total(Import *m, Host *host, const char *class, WfNode node)
{
    gint64 total = number(m, node, "total"), reserved = number(m, node, "reserved");
    WfNode ratio_node = get(m, node, "allocation_ratio");
    double ratio = 1;
    if (total < 0)
        return;
    if (ratio_node && !reader_number(&m->r, ratio_node, "allocation_ratio", 10000, &ratio))
        return;
    Stock *stock = get_stock(host, resource_name(class));
    if (!stock->placement)
        stock->used = 0;
    stock->placement = true;
    double usable = (double)MAX(0, total - MAX(0, reserved)) * ratio;
    stock->total = (gint64)MIN(usable, (double)WF_LIMIT_PLACE_AMOUNT);
    gint64 used = number(m, node, "used");
    if (used >= 0)
        stock->used = used;
}

static void placement_used(Host *host, const char *class, gint64 used)
{
    Stock *stock = get_stock(host, resource_name(class));
    stock->placement = true;
    stock->used = MAX(0, used);
}

static void read_inventories(Import *m, Host *host, WfNode map)
{
    WF_DOC_FOREACH (m->r.doc, map, key, value) {
        g_autofree char *class = reader_text(&m->r, key, "resource class");
        if (class)
            placement_total(m, host, class, value);
    }
}

static void read_usages(Import *m, Host *host, WfNode map)
{
    WF_DOC_FOREACH (m->r.doc, map, key, value) {
        g_autofree char *class = reader_text(&m->r, key, "resource class");
        gint64 used;
        if (class && reader_amount(&m->r, value, class, WF_LIMIT_PLACE_AMOUNT, &used))
            placement_used(host, class, used);
    }
}

static void read_traits(Import *m, Host *host, WfNode list)
{
    WF_DOC_EACH (m->r.doc, list, item) {
        bool map = wf_doc_kind(m->r.doc, item) == WF_MAP;
        WfNode node = map ? wf_doc_get(m->r.doc, item, "name") : item;
        g_autofree char *trait = reader_text(&m->r, node, "trait");
        if (trait)
            add_property(host, trait, "true");
    }
}

/* GET /allocation_candidates: each provider with its capacity, usage and traits. */
static void read_summaries(Import *m, WfNode map)
{
    const WfDoc *doc = m->r.doc;
    WF_DOC_FOREACH (doc, map, key, value) {
        g_autofree char *uuid = reader_text(&m->r, key, "provider");
        if (!uuid)
            continue;
        Host *host = get_host(m, uuid);
        if (!host->uuid)
            host->uuid = g_strdup(uuid);
        if (!host->parent)
            host->parent = text(m, value, "parent_provider_uuid");
        WF_DOC_FOREACH (doc, get(m, value, "resources"), class_key, amounts) {
            g_autofree char *class = reader_text(&m->r, class_key, "resource class");
            gint64 capacity = number(m, amounts, "capacity"), used = number(m, amounts, "used");
            if (!class || capacity < 0)
                continue;
            placement_used(host, class, used);
            get_stock(host, resource_name(class))->total = capacity;
        }
        read_traits(m, host, get(m, value, "traits"));
    }
}

/* -- which file is it? ------------------------------------------------------------------ */

static Host *owner(Import *m)
{
    return get_host(m, m->owner);
}

/* Rows as the client prints them, told apart by the keys of each. */
static bool read_row(Import *m, WfNode row)
{
    if (get(m, row, "Hypervisor Hostname") || get(m, row, "hypervisor_hostname"))
        read_hypervisor(m, row);
    else if (get(m, row, "Zone Name"))
        read_zone_service(m, row);
    else if (get(m, row, "hosts"))
        read_aggregate(m, row);
    else if (get(m, row, "uuid") && get(m, row, "generation"))
        read_provider(m, row);
    else if (get(m, row, "resource_class") && get(m, row, "total")) {
        g_autofree char *class = text(m, row, "resource_class");
        if (class)
            placement_total(m, owner(m), class, row);
    } else if (get(m, row, "resource_class") && get(m, row, "usage")) {
        g_autofree char *class = text(m, row, "resource_class");
        gint64 used = number(m, row, "usage");
        if (class && used >= 0)
            placement_used(owner(m), class, used);
    } else if (get(m, row, "Availability Zone") || get(m, row, "RAM") || get(m, row, "VCPUs"))
        return true; /* an aggregate list names no hosts; flavors say nothing of hosts */
    else
        return false;
    return true;
}

static bool read_rows(Import *m, WfNode list)
{
    const WfDoc *doc = m->r.doc;
    WfNode first = wf_doc_first(doc, list);
    if (get(m, first, "name") && wf_doc_size(doc, first) == 1) {
        read_traits(m, owner(m), list);
        return true;
    }
    WF_DOC_EACH (doc, list, row) {
        if (!read_row(m, row))
            return false;
    }
    return true;
}

static bool read_object(Import *m, WfNode map)
{
    static const char *const lists[] = {"hypervisors", "aggregates", "resource_providers",
                                        "hypervisor",  "aggregate",  "flavors"};
    const WfDoc *doc = m->r.doc;
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
        WfNode inner = get(m, map, lists[i]);
        if (wf_doc_kind(doc, inner) == WF_SEQ)
            return g_str_equal(lists[i], "flavors") || read_rows(m, inner);
        if (wf_doc_kind(doc, inner) == WF_MAP)
            return read_row(m, inner);
    }
    if (get(m, map, "provider_summaries"))
        read_summaries(m, get(m, map, "provider_summaries"));
    else if (get(m, map, "inventories"))
        read_inventories(m, owner(m), get(m, map, "inventories"));
    else if (get(m, map, "usages"))
        read_usages(m, owner(m), get(m, map, "usages"));
    else if (get(m, map, "traits"))
        read_traits(m, owner(m), get(m, map, "traits"));
    else
        return read_row(m, map);
    return true;
}

/* "east/compute-1.json" -> "compute-1"; "compute-1.usages.json" too. */
static char *called_after(const char *file)
{
    static const char *const ends[] = {".json",   ".yaml",  ".inventories", ".inventory",
                                       ".usages", ".usage", ".traits"};
    char *base = g_path_get_basename(file);
    for (guint round = 0; round < 2; round++)
        for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
            if (g_str_has_suffix(base, ends[i]) && strlen(base) > strlen(ends[i]))
                base[strlen(base) - strlen(ends[i])] = '\0';
    return base;
}

static bool needs_owner(const WfDoc *doc)
{
    WfNode root = wf_doc_root(doc);
    if (wf_doc_kind(doc, root) == WF_MAP)
        return wf_doc_get(doc, root, "inventories") || wf_doc_get(doc, root, "usages") ||
               wf_doc_get(doc, root, "traits") || wf_doc_get(doc, root, "provider_summaries");
    WfNode first = wf_doc_kind(doc, root) == WF_SEQ ? wf_doc_first(doc, root) : 0;
    return wf_doc_kind(doc, first) == WF_MAP &&
           (wf_doc_get(doc, first, "resource_class") || wf_doc_size(doc, first) == 1);
}

static void read_source(Import *m, const WfDoc *doc)
{
    g_autofree char *name = called_after(wf_doc_name(doc));
    m->owner = name;
    m->r = (Reader){.doc = doc, .findings = m->findings, .code = WF_CODE_DATACENTER};
    WfNode root = wf_doc_root(doc);
    bool known = wf_doc_kind(doc, root) == WF_SEQ   ? read_rows(m, root)
                 : wf_doc_kind(doc, root) == WF_MAP ? read_object(m, root)
                                                    : false;
    if (!known)
        reader_fault(
            &m->r, root,
            "this is none of the lists a datacenter can be made from (weft-datacenter(5))");
}

/* -- the tree ------------------------------------------------------------------------- */

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

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_host(Tree *t, const Host *host)
{
    guint32 v = wf_dc_builder_add(t->builder, vertex_for(t, host), host->name, t->host_level, NULL);
    guint n;
    g_autofree char **names = (char **)g_hash_table_get_keys_as_array(host->properties, &n);
    qsort(names, n, sizeof(char *), compare_names);
    for (guint i = 0; i < n; i++) {
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
            Stock *sum = get_stock(up, stock->resource);
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
                add_property(host, name, ((GPtrArray *)values)->pdata[k]);
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
    for (guint l = 0; levels[l] && l < WF_LIMIT_DC_DEPTH - 1; l++)
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

WfDatacenter *wf_dc_import(const WfDcSource *sources, guint n, const char *const *levels,
                           WfFindings *findings)
{
    static const char *const usual[] = {"room", "row", "rack", "chassis", NULL};
    guint before = wf_findings_count(findings, WF_FAULT);
    Import m = {.findings = findings};
    g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func(host_free);
    g_autoptr(GHashTable) by_name = g_hash_table_new(g_str_hash, g_str_equal);
    m.hosts = hosts;
    m.by_name = by_name;
    g_autofree WfDoc **docs = g_new0(WfDoc *, n + 1);
    for (guint i = 0; i < n; i++)
        docs[i] = wf_doc_parse(sources[i].name, sources[i].bytes, findings);
    for (guint late = 0; late < 2; late++) /* first those that say which uuid is who */
        for (guint i = 0; i < n; i++)
            if (docs[i] && needs_owner(docs[i]) == (late == 1))
                read_source(&m, docs[i]);
    for (guint i = 0; i < n; i++)
        g_clear_pointer(&docs[i], wf_doc_unref);
    if (wf_findings_count(findings, WF_FAULT) > before)
        return NULL;
    fold_providers(&m);
    join_long_names(&m);
    WfDatacenter *dc = make_tree(&m, levels ? levels : usual);
    if (dc)
        warn_without_disk(&m, dc);
    return dc;
}
