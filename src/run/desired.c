/* What a model asks for: one manifest a VM. Components are taken in topological
 * order, so that each one's deep digest is there when its readers need it. What
 * is in a manifest of one of them is made in entries.c. */
#include "desired_priv.h"

#include <string.h>

/* Of the values, not of how they are written: composing, or another way to write the same name, is
 * no other server. */
static char *vm_digest(Builder *b, WfId vm)
{
    WfId resource = wf_model_vm_resource(b->m, vm);
    WfExpr properties =
        resource == WF_NONE ? (WfExpr){0, 0} : wf_model_resource_properties(b->m, resource);
    json_t *value = properties.node ? wf_model_value(b->m, properties, WF_VALUE_KNOWN, NULL) : NULL;
    json_auto_t *server =
        json_pack("[s, o]", wf_model_vm_name(b->m, vm), value ? value : json_null());

    return wf_digest_json(b->key, "facts", server);
}

static void count_readers(Builder *b)
{
    guint32 n_nodes = wf_model_n_nodes(b->m);
    g_autofree guint32 *last = g_new(guint32, n_nodes);

    /* Components stand VM by VM in no order: the last reader's VM catches most repetitions, and
     * the number is only a hint. */
    memset(last, 0xff, n_nodes * sizeof *last);
    for (guint32 e = 0; e < wf_model_n_edges(b->m); e++) {
        WfEdge edge;
        wf_model_edge(b->m, e, &edge);
        WfId vm = wf_model_node_vm(b->m, edge.to);
        if (edge.cross_vm && last[edge.from] != vm)
            b->readers[edge.from]++;
        last[edge.from] = vm;
    }
}

static void add_manifests(Builder *b)
{
    g_autofree char *planner = wf_keys_planner_auth(b->keys);
    g_autofree char *fleet = wf_keys_fleet_auth(b->keys);

    for (WfId vm = 0; vm < wf_model_n_vms(b->m); vm++) {
        guint32 n, node = wf_model_n_components(b->m) + vm;
        b->deep[node] = vm_digest(b, vm);
        wf_model_vm_components(b->m, vm, &n);
        if (!n && !wf_model_vm_publishes(b->m, vm))
            continue;
        WfManifest *manifest = wf_manifest_new(wf_model_vm_name(b->m, vm));
        manifest->facts_deep = wf_model_vm_publishes(b->m, vm) ? g_strdup(b->deep[node]) : NULL;
        manifest->jobs = wf_model_vm_jobs(b->m, vm);
        manifest->planner = wf_identity(planner);
        g_ptr_array_add(manifest->auth, g_strdup(fleet));
        g_ptr_array_add(b->desired->manifests, manifest);
        g_hash_table_insert(b->desired->vms, manifest->vm, manifest);
    }
}

static bool build_all(Builder *b, GError **error)
{
    const WfGraph *g = wf_model_graph(b->m);
    guint32 n_nodes = wf_model_n_nodes(b->m);
    g_autofree guint32 *order = g_new(guint32, n_nodes + 1);
    bool ok = true;

    if (wf_graph_order(g, order, NULL) < n_nodes) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the components wait for each other");
        return false;
    }
    for (guint32 i = 0; i < n_nodes; i++) {
        wf_store_breathe(b->store);
        wf_part_tell(b->part, 0, b->to, i, n_nodes);
        if (wf_model_node_is_vm(b->m, order[i]))
            continue;
        b->c = order[i];
        b->vm = wf_model_component_vm(b->m, b->c);
        WfManifest *manifest =
            b->vm == WF_NONE ? NULL
                             : g_hash_table_lookup(b->desired->vms, wf_model_vm_name(b->m, b->vm));
        if (manifest)
            ok &= wf_desired_add_entry(b, manifest);
        if (!b->deep[b->c])
            b->deep[b->c] = g_strdup("");
        b->desired->n_components++;
    }
    if (!ok)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "the model cannot be run as it is");
    return ok;
}

char *wf_run_model_digest(const WfKeys *keys, const char *plan_digest)
{
    return wf_digest(wf_keys_digest_key(keys), "model", plan_digest, strlen(plan_digest));
}

WfDesired *wf_desired_empty(const WfKeys *keys, const char *stack)
{
    WfDesired *d = g_new0(WfDesired, 1);

    d->stack = g_strdup(stack);
    d->digest = wf_run_model_digest(keys, "");
    d->manifests = g_ptr_array_new_with_free_func((GDestroyNotify)wf_manifest_free);
    d->vms = g_hash_table_new(g_str_hash, g_str_equal);
    d->recipes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    return d;
}

typedef struct {
    const WfKeys *keys;
    const char *vm;
} Sealer;

static char *seal(const char *text, gsize len, gpointer data)
{
    const Sealer *s = data;
    return wf_keys_seal_to_vm(s->keys, s->vm, text, len);
}

GBytes *wf_desired_format(const WfManifest *m, const WfKeys *keys, GError **error)
{
    Sealer sealer = {keys, m->vm};

    return wf_manifest_format(m, seal, &sealer, error);
}

void wf_part_tell(const WfPart *part, double from, double to, guint done, guint n)
{
    if (part && part->func && done % 128 == 0)
        part->func(from + (to - from) * done / MAX(n, 1), part->user);
}

WfDesired *wf_desired_work_out(const DesiredOptions *o, GError **error)
{
    const WfModel *m = o->model;
    g_autoptr(WfDesired) d = wf_desired_empty(o->keys, o->stack);
    g_autoptr(GHashTable) texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint32 n_nodes = wf_model_n_nodes(m);
    Builder b = {.m = m,
                 .keys = o->keys,
                 .key = wf_keys_digest_key(o->keys),
                 .store = o->store,
                 .findings = o->findings,
                 .part = o->part,
                 .to = o->to,
                 .desired = d,
                 .texts = texts,
                 .deep = g_new0(char *, n_nodes + 1),
                 .readers = g_new0(guint32, n_nodes + 1)};
    g_autofree char *digest = wf_digest_text(wf_plan_model_digest(m));

    g_free(d->digest);
    d->digest = wf_run_model_digest(o->keys, digest);
    wf_store_breathe(o->store);
    count_readers(&b);
    wf_store_breathe(o->store);
    add_manifests(&b);
    bool ok = build_all(&b, error);
    for (guint32 i = 0; i < n_nodes; i++)
        g_free(b.deep[i]);
    g_free(b.deep);
    g_free(b.readers);
    return ok ? g_steal_pointer(&d) : NULL;
}

WfDesired *wf_desired_new(const WfModel *m, const WfKeys *keys, const char *stack,
                          WfFindings *findings, GError **error)
{
    return wf_desired_work_out(
        &(DesiredOptions){.model = m, .keys = keys, .stack = stack, .findings = findings}, error);
}

void wf_desired_free(WfDesired *d)
{
    if (!d)
        return;
    g_free(d->stack);
    g_free(d->digest);
    g_clear_pointer(&d->vms, g_hash_table_unref);
    g_clear_pointer(&d->manifests, g_ptr_array_unref);
    g_clear_pointer(&d->recipes, g_hash_table_unref);
    g_free(d);
}
