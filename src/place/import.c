/* A datacenter out of what OpenStack prints. Every file is known by its keys, whatever
 * it is called; only files that name no resource provider belong to the one their file
 * is called after. Placement's inventories, which know reservations and allocation
 * ratios, win over the hypervisor list. */
#include <string.h>

#include "import.h"

#include <weft/limits.h>

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
    Stock *stock = import_stock(host, resource);
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
    Host *host = import_host(m, name);
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
                import_add_property(host, name, one);
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
        import_add_property(host, g_strstrip(part[i]), value);
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
        Host *host = import_host(m, host_name);
        if (name)
            import_add_property(host, "aggregate", name);
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
    Host *host = import_host(m, host_name);
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
    Host *host = import_host(m, name);
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
    Stock *stock = import_stock(host, resource_name(class));
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
    Stock *stock = import_stock(host, resource_name(class));
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
            import_add_property(host, trait, "true");
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
        Host *host = import_host(m, uuid);
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
            import_stock(host, resource_name(class))->total = capacity;
        }
        read_traits(m, host, get(m, value, "traits"));
    }
}

/* -- which file is it? ------------------------------------------------------------------ */

static Host *owner(Import *m)
{
    return import_host(m, m->owner);
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

WfDatacenter *wf_dc_import(const WfDcSource *sources, guint n, const char *const *levels,
                           WfFindings *findings)
{
    static const char *const usual[] = {"room", "row", "rack", "chassis", NULL};
    guint before = wf_findings_count(findings, WF_FAULT);
    Import m = {.findings = findings};
    if (levels && g_strv_length((char **)levels) >= WF_LIMIT_DC_DEPTH) { /* hosts are one, too */
        wf_findings_add(findings, WF_CODE_DATACENTER, "-", NULL,
                        "at most %d levels above the hosts", WF_LIMIT_DC_DEPTH - 1);
        return NULL;
    }
    g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func(import_host_free);
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
    return import_make_tree(&m, levels ? levels : usual);
}
