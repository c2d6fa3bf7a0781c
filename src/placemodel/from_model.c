/* Reading what placement needs out of a model. Values that only a running cloud knows
 * cannot be placed by: such a flavor is a fault, such a hint is left to Nova. */
#include "section.h"

#include <string.h>

#include <weft/limits.h>
#include <weft/text.h>

/* So many are listed in a hint. */
enum { FEW_FLAVORS = 12 };

typedef struct {
    const WfModel *m;
    WfPlaceProblem *p;
    const WfFlavors *flavors;
    const char *storage;
    WfFindings *findings;
    guint32 *item_of;          /* by resource: server or volume */
    GHashTable *server_groups; /* resource + 1 -> group + 1 */
    GHashTable *unknown;       /* names of flavors said to be unknown */
} Maker;

/* The value of a property as far as it is known now; new reference or NULL. */
static json_t *property(const Maker *k, WfId resource, const char *name)
{
    WfExpr expr = wf_model_resource_property(k->m, resource, name);
    return expr.node ? wf_model_value(k->m, expr, WF_VALUE_KNOWN, NULL) : NULL;
}

static WfPlace place_of(const Maker *k, WfId resource, const char *name)
{
    WfExpr expr = wf_model_resource_property(k->m, resource, name);
    return expr.node ? wf_model_expr_place(k->m, expr) : wf_model_resource_place(k->m, resource);
}

static const char *path_at(const Maker *k, WfPlace place, WfSpan *ret_span)
{
    *ret_span = wf_model_place_span(k->m, place);
    return wf_model_place_path(k->m, place);
}

/* The resource that {get_resource: name} or a plain name means; WF_NONE. */
static WfId resource_of(const Maker *k, const json_t *value)
{
    const json_t *get = json_object_get(value, "get_resource");
    const char *name = json_string_value(get ? get : value);
    return name ? wf_model_resource_find(k->m, name) : WF_NONE;
}

static bool is_type(const WfModel *m, WfId resource, const char *type)
{
    return resource != WF_NONE && g_str_equal(wf_model_resource_type(m, resource), type);
}

/* It stands where it stands, and takes no decision. */
static bool exists_already(const WfModel *m, WfId vm)
{
    return is_type(m, wf_model_vm_resource(m, vm), "OS::Heat::DeployedServer");
}

static bool is_volume(const WfModel *m, WfId r)
{
    return is_type(m, r, "OS::Cinder::Volume") && wf_model_resource_enabled(m, r);
}

/* -- flavors ------------------------------------------------------------------------ */

static gint64 amount(const Maker *k, WfId resource, const char *name)
{
    json_auto_t *value = property(k, resource, name);
    gint64 n = 0;
    if (json_is_integer(value))
        n = json_integer_value(value);
    else if (json_is_string(value)) /* a parameter given on the command line */
        n = g_ascii_strtoll(json_string_value(value), NULL, 10);
    return CLAMP(n, 0, WF_LIMIT_PLACE_AMOUNT);
}

static void own_flavor(const Maker *k, guint32 item, WfId flavor)
{
    wf_place_size(k->p, item, wf_model_resource_name(k->m, flavor));
    wf_place_need(k->p, item, "vcpus", amount(k, flavor, "vcpus"));
    wf_place_need(k->p, item, "ram", amount(k, flavor, "ram"));
    wf_place_need(k->p, item, "disk",
                  amount(k, flavor, "disk") + amount(k, flavor, "ephemeral") +
                      (amount(k, flavor, "swap") + 1023) / 1024);
}

/* Once a name: many servers have the same. */
static void unknown_flavor(const Maker *k, WfPlace at, const char *name)
{
    if (!g_hash_table_add(k->unknown, g_strdup(name)))
        return;
    wf_model_finding(k->m, at, k->findings, WF_CODE_PLACEMENT, "unknown flavor '%s'", name);
    if (!k->flavors) {
        wf_findings_hint(k->findings, "give a file of flavors with --flavors FILE, made by: "
                                      "openstack flavor list --long -f json");
        return;
    }
    const char *const *names = wf_flavors_names(k->flavors);
    const char *near = wf_text_nearest(name, names);
    g_autofree char *all = g_strjoinv(", ", (char **)names);
    if (!wf_findings_meant(k->findings, near) && *names &&
        g_strv_length((char **)names) <= FEW_FLAVORS)
        wf_findings_hint(k->findings, "the file has %s", all);
}

static void read_flavor(const Maker *k, guint32 item, WfId server)
{
    json_auto_t *value = property(k, server, "flavor");
    const char *name = json_string_value(value);
    WfPlace at = place_of(k, server, "flavor");
    WfId own = resource_of(k, value);
    if (is_type(k->m, own, "OS::Nova::Flavor")) {
        own_flavor(k, item, own);
    } else if (!name) {
        wf_model_finding(k->m, at, k->findings, WF_CODE_PLACEMENT,
                         "the flavor of '%s' is %s; its size is not known",
                         wf_model_resource_name(k->m, server),
                         value ? "known only at launch" : "missing");
        if (value)
            wf_findings_hint(k->findings, "give its parameter with -P NAME=VALUE or -e FILE");
    } else if (!k->flavors || !wf_flavors_apply(k->flavors, name, k->p, item)) {
        unknown_flavor(k, at, name);
    }
}

/* -- servers and volumes ------------------------------------------------------------- */

/* An empty zone is none. A hint for one host counts where the zone names no host. */
static void read_pin(const Maker *k, guint32 item, WfId server)
{
    json_auto_t *zone = property(k, server, "availability_zone");
    json_auto_t *hints = property(k, server, "scheduler_hints");
    const char *query = json_string_value(json_object_get(hints, "query"));
    g_autofree char *host = query ? wf_place_hint_host(query) : NULL;
    const char *text = json_string_value(zone);
    if (zone && !text && !json_is_null(zone)) {
        wf_model_finding(k->m, place_of(k, server, "availability_zone"), k->findings,
                         WF_CODE_PLACEMENT, "the availability zone of '%s' is known only at launch",
                         wf_model_resource_name(k->m, server));
        wf_findings_hint(k->findings, "give its parameter with -P NAME=VALUE or -e FILE");
        return;
    }
    bool by_hint = host && !(text && strchr(text, ':'));
    g_autofree char *both = by_hint ? g_strdup_printf("%s:%s", text ? text : "", host) : NULL;
    if (both || (text && *text))
        wf_place_pin(k->p, item, both ? both : text);
}

static void add_server(const Maker *k, WfId vm)
{
    WfId resource = wf_model_vm_resource(k->m, vm);
    WfSpan span;
    const char *path = path_at(k, wf_model_vm_place(k->m, vm), &span);
    guint32 item =
        wf_place_add_item(k->p, WF_PLACE_SERVER, wf_model_vm_name(k->m, vm), path, &span);
    if (resource == WF_NONE)
        return;
    k->item_of[resource] = item;
    read_flavor(k, item, resource);
    read_pin(k, item, resource);
}

static void add_volume(const Maker *k, WfId resource)
{
    WfSpan span;
    const char *path = path_at(k, wf_model_resource_place(k->m, resource), &span);
    guint32 item = wf_place_add_item(k->p, WF_PLACE_VOLUME, wf_model_resource_name(k->m, resource),
                                     path, &span);
    k->item_of[resource] = item;
    wf_place_need(k->p, item, k->storage, amount(k, resource, "size"));
}

static guint32 item_of(const Maker *k, const json_t *value, WfPlaceKind kind)
{
    WfId resource = resource_of(k, value);
    guint32 item = resource == WF_NONE ? WF_PLACE_NONE : k->item_of[resource];
    if (item == WF_PLACE_NONE || ((WfPlaceItem *)k->p->items->pdata[item])->kind != kind)
        return WF_PLACE_NONE;
    return item;
}

static void attach(const Maker *k, guint32 server, guint32 volume)
{
    if (server != WF_PLACE_NONE && volume != WF_PLACE_NONE)
        wf_place_attach(k->p, server, volume);
}

static void read_attachment(const Maker *k, WfId resource)
{
    json_auto_t *server = property(k, resource, "instance_uuid");
    json_auto_t *volume = property(k, resource, "volume_id");
    attach(k, item_of(k, server, WF_PLACE_SERVER), item_of(k, volume, WF_PLACE_VOLUME));
}

/* Volumes a server is made with. */
static void read_devices(const Maker *k, WfId resource)
{
    static const char *const names[] = {"block_device_mapping", "block_device_mapping_v2"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        json_t *list = property(k, resource, names[i]), *device;
        size_t at;
        json_array_foreach (list, at, device) {
            const json_t *volume = json_object_get(device, "volume_id");
            attach(k, k->item_of[resource], item_of(k, volume, WF_PLACE_VOLUME));
        }
        json_decref(list);
    }
}

/* -- server groups and hints ---------------------------------------------------------- */

static const struct {
    const char *name;
    WfPolicyType type;
    bool soft;
} nova_policies[] = {
    {"affinity", WF_POLICY_COLLOCATION, false},
    {"anti-affinity", WF_POLICY_ANTI_COLLOCATION, false},
    {"soft-affinity", WF_POLICY_COLLOCATION, true},
    {"soft-anti-affinity", WF_POLICY_ANTI_COLLOCATION, true},
};

static void add_nova_policy(const Maker *k, guint32 group, guint32 other, const char *name,
                            WfPlace at)
{
    for (guint i = 0; i < G_N_ELEMENTS(nova_policies); i++) {
        if (!g_str_equal(name, nova_policies[i].name))
            continue;
        WfPlacePolicy policy = {.type = nova_policies[i].type,
                                .group = group,
                                .other = other,
                                .level = WF_PLACE_LEVEL_LEAF,
                                .weight = nova_policies[i].soft ? WF_PLACE_WEIGHT_UNIT : 0,
                                .label = (char *)name};
        policy.path = (char *)path_at(k, at, &policy.span);
        wf_place_add_policy(k->p, &policy);
        return;
    }
    wf_model_finding(k->m, at, k->findings, WF_CODE_PLACEMENT,
                     "'%s' is no policy of a server group", name);
}

static guint32 server_group(const Maker *k, WfId resource)
{
    gpointer key = GUINT_TO_POINTER(resource + 1);
    guint32 group = GPOINTER_TO_UINT(g_hash_table_lookup(k->server_groups, key));
    if (group)
        return group - 1;
    WfSpan span;
    const char *path = path_at(k, wf_model_resource_place(k->m, resource), &span);
    group = wf_place_add_group(k->p, wf_model_resource_name(k->m, resource), path, &span);
    g_hash_table_insert(k->server_groups, key, GUINT_TO_POINTER(group + 1));
    json_auto_t *policies = property(k, resource, "policies");
    json_t *policy;
    size_t at;
    json_array_foreach (policies, at, policy) {
        if (json_is_string(policy))
            add_nova_policy(k, group, WF_PLACE_NONE, json_string_value(policy),
                            place_of(k, resource, "policies"));
    }
    return group;
}

/* same_host and different_host: a name, a reference, or a list of them. */
static void read_host_hint(const Maker *k, WfId resource, json_t *value, const char *policy)
{
    WfPlace at = place_of(k, resource, "scheduler_hints");
    const char *name = wf_model_resource_name(k->m, resource);
    g_autofree char *others = g_strdup_printf("hint of %s", name);
    guint32 one = WF_PLACE_NONE, many = WF_PLACE_NONE;
    size_t n = json_is_array(value) ? json_array_size(value) : value != NULL;
    for (size_t i = 0; i < n; i++) {
        const json_t *entry = json_is_array(value) ? json_array_get(value, i) : value;
        guint32 other = item_of(k, entry, WF_PLACE_SERVER);
        if (other == WF_PLACE_NONE || other == k->item_of[resource])
            continue; /* a server outside of this template: Nova knows it */
        if (one == WF_PLACE_NONE) {
            WfSpan span;
            const char *path = path_at(k, at, &span);
            one = wf_place_add_group(k->p, name, path, &span);
            many = wf_place_add_group(k->p, others, path, &span);
            wf_place_group_add(k->p, one, k->item_of[resource]);
            add_nova_policy(k, one, many, policy, at);
        }
        wf_place_group_add(k->p, many, other);
    }
}

static void read_hints(const Maker *k, WfId resource)
{
    json_auto_t *hints = property(k, resource, "scheduler_hints");
    WfId group = resource_of(k, json_object_get(hints, "group"));
    if (is_type(k->m, group, "OS::Nova::ServerGroup"))
        wf_place_group_add(k->p, server_group(k, group), k->item_of[resource]);
    read_host_hint(k, resource, json_object_get(hints, "same_host"), "affinity");
    read_host_hint(k, resource, json_object_get(hints, "different_host"), "anti-affinity");
}

/* -- disk ------------------------------------------------------------------------------ */

/* Where no host has any, disks are shared and no host runs short of them: nothing to count. */
static void forget_disk(const Maker *k)
{
    const WfDatacenter *dc = k->p->dc;
    guint32 disk = wf_dc_resource(dc, "disk");
    for (guint32 h = 0; h < dc->n_hosts; h++)
        if (wf_dc_capacity(dc, h, disk) > 0)
            return;
    for (guint i = 0; i < k->p->items->len; i++) {
        WfPlaceItem *it = k->p->items->pdata[i];
        for (guint n = it->needs->len; n-- > 0;)
            if (g_array_index(it->needs, WfPlaceNeed, n).resource == disk)
                g_array_remove_index(it->needs, n);
    }
}

/* -- the DAG ---------------------------------------------------------------------------- */

/* One flow for each pair of VMs, as heavy as values go between them. */
static void flows_of_dag(const Maker *k, const guint32 *item_of_vm)
{
    g_autoptr(GHashTable) weights =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (guint32 e = 0; e < wf_model_n_edges(k->m); e++) {
        WfEdge edge;
        wf_model_edge(k->m, e, &edge);
        if (edge.kind != WF_EDGE_DATA || !edge.cross_vm)
            continue;
        WfId a = wf_model_node_vm(k->m, edge.from), b = wf_model_node_vm(k->m, edge.to);
        if (a == WF_NONE || b == WF_NONE)
            continue;
        gint64 pair = (gint64)MIN(a, b) << 32 | MAX(a, b);
        gpointer n = g_hash_table_lookup(weights, &pair);
        if (!n)
            g_array_append_val(pairs, pair);
        g_hash_table_insert(weights, g_memdup2(&pair, sizeof pair),
                            GUINT_TO_POINTER(GPOINTER_TO_UINT(n) + 1));
    }
    for (guint i = 0; i < pairs->len; i++) {
        gint64 pair = g_array_index(pairs, gint64, i);
        guint32 a = item_of_vm[pair >> 32], b = item_of_vm[pair & G_MAXUINT32];
        if (a != WF_PLACE_NONE && b != WF_PLACE_NONE)
            wf_place_flow(k->p, a, b, GPOINTER_TO_UINT(g_hash_table_lookup(weights, &pair)), false);
    }
}

static void add_resources(const Maker *k, guint32 *item_of_vm)
{
    guint32 n = wf_model_n_resources(k->m);
    for (WfId vm = 0; vm < wf_model_n_vms(k->m); vm++) {
        bool exists = exists_already(k->m, vm);
        item_of_vm[vm] = exists ? WF_PLACE_NONE : k->p->items->len;
        if (!exists)
            add_server(k, vm);
    }
    for (WfId r = 0; r < n; r++)
        if (is_volume(k->m, r))
            add_volume(k, r);
    for (WfId r = 0; r < n; r++) {
        if (!wf_model_resource_enabled(k->m, r))
            continue;
        if (is_type(k->m, r, "OS::Cinder::VolumeAttachment"))
            read_attachment(k, r);
        else if (wf_model_resource_kind(k->m, r) == WF_RESOURCE_SERVER &&
                 k->item_of[r] != WF_PLACE_NONE)
            read_devices(k, r);
    }
}

void wf_place_check_section(const WfModel *m, WfFindings *findings)
{
    g_autoptr(WfPlaceProblem) p = wf_place_problem_new(NULL);
    const WfSpan nowhere = {0};

    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        if (!exists_already(m, vm))
            wf_place_add_item(p, WF_PLACE_SERVER, wf_model_vm_name(m, vm), wf_model_path(m),
                              &nowhere);
    for (WfId r = 0; r < wf_model_n_resources(m); r++)
        if (is_volume(m, r))
            wf_place_add_item(p, WF_PLACE_VOLUME, wf_model_resource_name(m, r), wf_model_path(m),
                              &nowhere);
    placemodel_read_section(m, p, findings);
}

WfPlaceProblem *wf_place_from_model(const WfModel *m, WfDatacenter *dc, const WfFlavors *flavors,
                                    const WfPlaceModelOptions *options, WfFindings *findings)
{
    static const WfPlaceModelOptions usual = {0};
    options = options ? options : &usual;
    guint before = wf_findings_count(findings, WF_FAULT);
    guint32 n = wf_model_n_resources(m);
    g_autoptr(WfPlaceProblem) p = wf_place_problem_new(dc);
    g_autofree guint32 *items = g_new(guint32, n + 1);
    g_autofree guint32 *item_of_vm = g_new0(guint32, wf_model_n_vms(m) + 1);
    g_autoptr(GHashTable) groups = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) unknown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Maker k = {.m = m,
               .p = p,
               .flavors = flavors,
               .storage = options->storage_resource ? options->storage_resource : "storage",
               .findings = findings,
               .item_of = items,
               .server_groups = groups,
               .unknown = unknown};
    for (guint32 r = 0; r < n; r++)
        items[r] = WF_PLACE_NONE;
    add_resources(&k, item_of_vm);
    forget_disk(&k);
    placemodel_read_section(m, p, findings);
    for (WfId r = 0; r < n; r++)
        if (wf_model_resource_kind(m, r) == WF_RESOURCE_SERVER && items[r] != WF_PLACE_NONE)
            read_hints(&k, r);
    if (options->affinity_from_dag)
        flows_of_dag(&k, item_of_vm);
    return wf_findings_count(findings, WF_FAULT) == before ? g_steal_pointer(&p) : NULL;
}
