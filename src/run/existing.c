/* What is in the store already. Requests of one round go out together; replies
 * are told apart by their paths. */
#include "run_priv.h"

#include <string.h>

static GHashTable *set_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void vm_free(gpointer data)
{
    ExistingVm *vm = data;
    g_free(vm->name);
    g_clear_pointer(&vm->payload, g_bytes_unref);
    wf_manifest_free(vm->parsed);
    g_clear_pointer(&vm->next, g_bytes_unref);
    g_hash_table_unref(vm->parts);
    g_hash_table_unref(vm->outcomes);
    g_clear_pointer(&vm->chunks, g_ptr_array_unref);
    g_free(vm);
}

Existing *wf_existing_new(WfStore *store, const char *stack)
{
    Existing *x = g_new0(Existing, 1);
    x->store = store;
    x->stack = g_strdup(stack);
    x->recipes = set_new();
    x->anchors = set_new();
    x->models = set_new();
    x->rights =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)wf_acl_unref);
    x->lists =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    x->vms = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, vm_free);
    x->outcomes =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)wf_outcome_free);
    return x;
}

void wf_existing_free(Existing *x)
{
    if (!x)
        return;
    if (x->store)
        wf_store_forget(x->store, x);
    wf_head_free(x->head);
    g_hash_table_unref(x->recipes);
    g_hash_table_unref(x->anchors);
    g_hash_table_unref(x->models);
    g_hash_table_unref(x->rights);
    g_hash_table_unref(x->lists);
    g_hash_table_unref(x->vms);
    g_hash_table_unref(x->outcomes);
    g_clear_pointer(&x->readers, g_hash_table_unref);
    g_clear_pointer(&x->model, g_bytes_unref);
    g_clear_pointer(&x->model_chunks, g_ptr_array_unref);
    g_clear_error(&x->error);
    g_free(x->stack);
    g_free(x);
}

ExistingVm *wf_existing_vm(const Existing *x, const char *vm)
{
    return g_hash_table_lookup(x->vms, vm);
}

/* ---- rounds ---- */

static void begin(Existing *x, void (*done)(gpointer), gpointer user)
{
    x->done = done;
    x->user = user;
    x->pending = 1; /* the round itself */
}

static void one_less(Existing *x)
{
    if (--x->pending == 0)
        x->done(x->user);
}

/* Is the reply one to use? What is not there is no failure. */
static bool is_good(Existing *x, const WfReply *reply)
{
    if (reply->rc == WF_RC_OK)
        return true;
    if (reply->rc != WF_RC_NO_NODE && !x->error) {
        x->rc = reply->rc;
        wf_rc_set_error(&x->error, reply->rc, "read", reply->path);
    }
    return false;
}

static void get(Existing *x, char *path, WfReplyFunc func)
{
    x->pending++;
    wf_store_get(x->store, path, NULL, func, x);
    g_free(path);
}

static void children(Existing *x, char *path, WfReplyFunc func)
{
    x->pending++;
    wf_store_children(x->store, path, NULL, func, x);
    g_free(path);
}

static void take_names(GHashTable *set, const WfReply *reply)
{
    for (guint i = 0; i < reply->n_children; i++)
        g_hash_table_add(set, g_strdup(reply->children[i]));
}

static void take_decoded(GHashTable *set, const WfReply *reply)
{
    for (guint i = 0; i < reply->n_children; i++) {
        char *name = strcmp(reply->children[i], WF_FACTS) == 0
                         ? g_strdup(WF_FACTS)
                         : wf_zname_decode(reply->children[i]);
        if (name)
            g_hash_table_add(set, name);
    }
}

/* ---- the top: head and lists ---- */

static void on_head(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Existing *x = user;
    if (is_good(x, reply)) {
        x->there = true;
        x->version = reply->stat->version;
        if (reply->size)
            x->head = wf_head_parse(reply->data, reply->size, x->error ? NULL : &x->error);
    }
    one_less(x);
}

static void on_list(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Existing *x = user;
    g_auto(WfZpath) at = {0};
    if (is_good(x, reply) && wf_zpath_parse(reply->path, &at))
        take_names(at.kind == WF_ZNODE_RECIPES ? x->recipes
                   : at.kind == WF_ZNODE_ACLS  ? x->anchors
                                               : x->models,
                   reply);
    one_less(x);
}

static void on_vms(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Existing *x = user;
    for (guint i = 0; is_good(x, reply) && i < reply->n_children; i++) {
        char *name = wf_zname_decode(reply->children[i]);
        if (!name)
            continue;
        ExistingVm *vm = g_new0(ExistingVm, 1);
        vm->name = name;
        vm->parts = set_new();
        vm->outcomes = set_new();
        g_hash_table_insert(x->vms, vm->name, vm);
    }
    one_less(x);
}

void wf_existing_read_top(Existing *x, void (*done)(gpointer), gpointer user)
{
    begin(x, done, user);
    get(x, wf_path_head(x->stack), on_head);
    children(x, wf_path_recipes(x->stack), on_list);
    children(x, wf_path_acls(x->stack), on_list);
    children(x, wf_path_models(x->stack), on_list);
    children(x, wf_path_vms(x->stack), on_vms);
    one_less(x);
}

/* ---- VMs: manifests and lists of outcomes ---- */

static void on_chunk(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Existing *x = user;
    g_auto(WfZpath) at = {0};
    ExistingVm *vm = wf_zpath_parse(reply->path, &at) ? wf_existing_vm(x, at.vm) : NULL;
    if (vm && is_good(x, reply))
        g_ptr_array_add(vm->chunks, g_bytes_new(reply->data, reply->size));
    one_less(x);
}

static void on_manifest(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Existing *x = user;
    g_auto(WfZpath) at = {0};
    ExistingVm *vm = wf_zpath_parse(reply->path, &at) ? wf_existing_vm(x, at.vm) : NULL;
    if (vm && is_good(x, reply)) {
        vm->payload = g_bytes_new(reply->data, reply->size);
        vm->version = reply->stat->version;
        vm->chunks = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
        bool valid =
            wf_spill_find(reply->data, reply->size, WF_LIMIT_MANIFEST_BYTES, &vm->of, NULL);
        g_autofree char *m = wf_path_spill(x->stack, vm->name);
        for (guint i = 0; valid && i < vm->of.n; i++)
            get(x, wf_path_chunk(m, vm->of.first + i), on_chunk);
    }
    one_less(x);
}

static void on_parts(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Existing *x = user;
    g_auto(WfZpath) at = {0};
    ExistingVm *vm = wf_zpath_parse(reply->path, &at) ? wf_existing_vm(x, at.vm) : NULL;
    if (vm && is_good(x, reply)) {
        if (at.kind == WF_ZNODE_OUTCOMES)
            take_decoded(vm->outcomes, reply);
        else if (at.kind == WF_ZNODE_LIVE)
            vm->alive = reply->n_children > 0;
        else
            take_names(vm->parts, reply);
    }
    one_less(x);
}

void wf_existing_read_vms(Existing *x, void (*done)(gpointer), gpointer user)
{
    GHashTableIter iter;
    const char *vm;

    begin(x, done, user);
    g_hash_table_iter_init(&iter, x->vms);
    while (g_hash_table_iter_next(&iter, (gpointer *)&vm, NULL)) {
        get(x, wf_path_manifest(x->stack, vm), on_manifest);
        children(x, wf_path_manifest(x->stack, vm), on_parts);
        children(x, wf_path_outcomes(x->stack, vm), on_parts);
    }
    one_less(x);
}

/* ---- what they say ---- */

/* NULL: it is not there, or not all of it. */
static GBytes *whole_manifest(const ExistingVm *vm)
{
    gsize len = 0;
    const void *data = vm->payload ? g_bytes_get_data(vm->payload, &len) : NULL;

    if (!len)
        return NULL;
    return vm->of.n ? wf_spill_join(data, len, vm->chunks, NULL) : g_bytes_ref(vm->payload);
}

/* What is to be written is compared as text: nearly all of it is there already but for digests, and
 * reading that costs more than all the rest. A manifest that nobody can read (half written, of a
 * later version) counts as none: it is written anew. */
static void take_manifest(ExistingVm *vm, WfManifest *desired, const WfKeys *keys)
{
    g_autoptr(GBytes) whole = whole_manifest(vm);
    g_autoptr(GBytes) next = whole && desired ? wf_desired_format(desired, keys, NULL) : NULL;
    bool alike = next && wf_manifest_alike(next, whole);
    gsize len;

    vm->same = alike && g_bytes_equal(next, whole);
    if (whole && !alike) {
        const void *data = g_bytes_get_data(whole, &len);
        vm->parsed = wf_manifest_parse(data, len, vm->name, NULL);
    }
    vm->manifest = alike ? desired : vm->parsed;
    vm->next = alike ? g_steal_pointer(&next) : NULL;
}

void wf_existing_take_manifests(Existing *x, const WfDesired *d, const WfKeys *keys,
                                GHashTable *readers)
{
    g_autoptr(GPtrArray) manifests = g_ptr_array_new();
    guint n_alike = 0;
    GHashTableIter iter;
    ExistingVm *vm;

    g_hash_table_iter_init(&iter, x->vms);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&vm)) {
        wf_store_breathe(x->store);
        take_manifest(vm, d ? g_hash_table_lookup(d->vms, vm->name) : NULL, keys);
        n_alike += vm->next != NULL;
        if (vm->manifest)
            g_ptr_array_add(manifests, vm->manifest);
    }
    bool all = d && n_alike == manifests->len && n_alike == d->manifests->len;
    x->readers = all ? g_hash_table_ref(readers) : wf_readers_new(manifests);
}

/* ---- the last round: single questions ---- */

/* One that nobody can read says nothing, as an empty one does. */
static void on_outcome(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Existing *x = user;
    g_auto(WfZpath) at = {0};
    if (is_good(x, reply) && wf_zpath_parse(reply->path, &at)) {
        WfOutcome *o = wf_outcome_parse(reply->data, reply->size, NULL);
        o = o ? o : wf_outcome_new();
        g_clear_pointer(&o->outputs, json_decref); /* of many they would be large */
        g_clear_pointer(&o->log, g_free);
        g_hash_table_insert(x->outcomes, wf_reader_key(at.vm, at.name), o);
    }
    one_less(x);
}

static void on_model_chunk(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Existing *x = user;
    if (is_good(x, reply))
        g_ptr_array_add(x->model_chunks, g_bytes_new(reply->data, reply->size));
    one_less(x);
}

static void on_model(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Existing *x = user;
    WfChunks of;
    if (is_good(x, reply)) {
        x->model = g_bytes_new(reply->data, reply->size);
        x->model_chunks = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
        bool valid = wf_spill_find(reply->data, reply->size, WF_LIMIT_FILE_BYTES, &of, NULL);
        for (guint i = 0; valid && i < of.n; i++)
            get(x, wf_path_chunk(reply->path, of.first + i), on_model_chunk);
    }
    one_less(x);
}

static void on_named_list(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Existing *x = user;
    if (is_good(x, reply)) {
        GHashTable *set = set_new();
        take_names(set, reply);
        g_hash_table_insert(x->lists, g_strdup(reply->path), set);
    }
    one_less(x);
}

void wf_existing_begin(Existing *x, void (*done)(gpointer), gpointer user)
{
    begin(x, done, user);
}

void wf_existing_ask_outcome(Existing *x, const char *vm, const char *component)
{
    get(x, wf_path_outcome(x->stack, vm, component), on_outcome);
}

const WfOutcome *wf_existing_outcome(const Existing *x, const char *vm, const char *component)
{
    g_autofree char *key = wf_reader_key(vm, component);

    return g_hash_table_lookup(x->outcomes, key);
}

void wf_existing_ask_alive(Existing *x, const char *vm)
{
    children(x, wf_path_live(x->stack, vm), on_parts);
}

void wf_existing_ask_model(Existing *x)
{
    get(x, wf_path_model(x->stack, x->head->accepted), on_model);
}

void wf_existing_ask_list(Existing *x, const char *path)
{
    children(x, g_strdup(path), on_named_list);
}

GHashTable *wf_existing_list(const Existing *x, const char *path)
{
    return g_hash_table_lookup(x->lists, path);
}

bool wf_existing_lists(const Existing *x, const char *path, const char *child)
{
    GHashTable *set = wf_existing_list(x, path);

    return set && g_hash_table_contains(set, child);
}

#define CHUNK_NUMBERS (1u << 29)

guint wf_existing_next_chunk(const Existing *x, const char *path)
{
    GHashTable *set = wf_existing_list(x, path);
    guint64 next = 0, number;
    GHashTableIter iter;
    const char *name;

    if (!set)
        return 0;
    g_hash_table_iter_init(&iter, set);
    while (g_hash_table_iter_next(&iter, (gpointer *)&name, NULL))
        if (g_ascii_string_to_unsigned(name, 10, 0, CHUNK_NUMBERS, &number, NULL))
            next = MAX(next, number + 1);
    return (guint)next;
}

static void on_rights(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Existing *x = user;
    if (is_good(x, reply)) {
        WfAcl *acl = wf_acl_new();
        for (guint i = 0; i < wf_acl_n(reply->acl); i++)
            wf_acl_add(acl, wf_acl_perms(reply->acl, i), wf_acl_identity(reply->acl, i));
        g_hash_table_insert(x->rights, g_strdup(reply->path), acl);
    }
    one_less(x);
}

void wf_existing_ask_rights(Existing *x, const char *path)
{
    x->pending++;
    wf_store_get_acl(x->store, path, on_rights, x);
}

WfAcl *wf_existing_rights(const Existing *x, const char *path)
{
    return g_hash_table_lookup(x->rights, path);
}

void wf_existing_ask_spill(Existing *x, const char *vm)
{
    g_autofree char *spill = wf_path_spill(x->stack, vm), *node = wf_path_manifest(x->stack, vm);

    wf_existing_ask_list(x, spill);
    wf_existing_ask_rights(x, node);
}

void wf_existing_end(Existing *x)
{
    one_less(x);
}
