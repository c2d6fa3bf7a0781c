/* What goes: components that old manifests have and new ones lack. Their entries
 * move from the old manifest into the list of deletions, with everybody who
 * must have let go of them first. */
#include "run_priv.h"

#include <string.h>

#include <weft/text.h>

static WfEntry *find_entry(const GPtrArray *entries, const char *name)
{
    for (guint i = 0; entries && i < entries->len; i++)
        if (strcmp(((WfEntry *)entries->pdata[i])->name, name) == 0)
            return entries->pdata[i];
    return NULL;
}

static GHashTable *index_of(const WfManifest *m)
{
    GHashTable *by_name = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; m && i < m->components->len; i++) {
        WfEntry *e = m->components->pdata[i];
        g_hash_table_insert(by_name, e->name, e);
    }
    return by_name;
}

static const char *new_deep(const WfDesired *d, const char *vm, const char *component)
{
    const WfManifest *m = g_hash_table_lookup(d->vms, vm);
    const WfEntry *e = m ? find_entry(m->components, component) : NULL;

    return e ? e->deep : NULL;
}

/* Is it deleted already? Then its node may go at once. One without an outcome may not: its recipe
 * may be running at this moment, and only its agent knows. */
static bool is_settled(const Existing *x, const char *vm, const char *name)
{
    const WfOutcome *o = wf_existing_outcome(x, vm, name);

    return !o || o->status == WF_STATUS_DELETED;
}

static WfManifest *manifest_for(WfDesired *d, const ExistingVm *vm)
{
    WfManifest *m = g_hash_table_lookup(d->vms, vm->name);

    if (m || !vm->alive)
        return m;
    m = wf_manifest_new(vm->name);
    m->jobs = vm->manifest->jobs;
    m->planner = g_strdup(vm->manifest->planner);
    for (guint i = 0; i < vm->manifest->auth->len; i++)
        if (g_str_has_prefix(vm->manifest->auth->pdata[i], "fleet:"))
            g_ptr_array_add(m->auth, g_strdup(vm->manifest->auth->pdata[i]));
    g_ptr_array_add(d->manifests, m);
    g_hash_table_insert(d->vms, m->vm, m);
    return m;
}

static void move_gone(const Existing *x, const ExistingVm *vm, WfManifest *into, GPtrArray *entries,
                      GHashTable *kept, GHashTable *gone)
{
    for (guint i = 0; i < entries->len;) {
        WfEntry *e = entries->pdata[i];
        WfEntry *stays = g_hash_table_lookup(kept, e->name);
        if (stays) { /* wishes outlive an update */
            stays->retry = MAX(stays->retry, e->retry);
            stays->pause |= e->pause;
        }
        if (stays || is_settled(x, vm->name, e->name)) {
            i++;
            continue;
        }
        g_ptr_array_steal_index(entries, i);
        e->pause = false;
        g_ptr_array_add(into->deletions, e);
        g_hash_table_insert(gone, wf_reader_key(vm->name, e->name), e);
    }
}

/* A consumer is named once, and one producer may have very many: pairs of the two. */
static bool is_new(GHashTable *pairs, const WfEntry *e, const char *vm, const char *consumer)
{
    return g_hash_table_add(pairs, g_strdup_printf("%p\n%s\n%s", (const void *)e, vm, consumer));
}

/* One that has moved stands in the manifests of two VMs, and both have to let go. */
static char *consumer_key(const char *vm, const char *name)
{
    return g_strconcat(vm, "/", name, NULL);
}

static void add_consumer(const WfDesired *d, WfEntry *e, const char *vm, const char *name)
{
    g_autofree char *key = consumer_key(vm, name);

    g_ptr_array_add(e->consumers, wf_entry_read_new(key, vm, name, new_deep(d, vm, name)));
}

static void note_consumers(const WfDesired *d, GHashTable *gone, GHashTable *pairs, const char *vm,
                           const WfEntry *reader)
{
    const GPtrArray *lists[] = {reader->reads, reader->after};

    for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++) {
            const WfEntryRead *read = lists[l]->pdata[i];
            g_autofree char *key = wf_reader_key(read->vm, read->name);
            WfEntry *e = g_hash_table_lookup(gone, key);
            if (e && e != reader && is_new(pairs, e, vm, reader->name))
                add_consumer(d, e, vm, reader->name);
        }
}

/* On a VM that is gone there is nobody any more who could let go. */
static void refresh_consumers(const WfDesired *d, GHashTable *pairs, WfEntry *e)
{
    for (guint i = e->consumers->len; i-- > 0;) {
        WfEntryRead *r = e->consumers->pdata[i];
        if (!g_hash_table_contains(d->vms, r->vm)) {
            g_ptr_array_remove_index(e->consumers, i);
            continue;
        }
        g_free(r->key);
        r->key = consumer_key(r->vm, r->name);
        g_free(r->deep);
        r->deep = g_strdup(new_deep(d, r->vm, r->name));
        is_new(pairs, e, r->vm, r->name);
    }
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const ExistingVm *const *)a)->name, (*(const ExistingVm *const *)b)->name);
}

/* Hash tables have no order, and what is written must have one. */
static GPtrArray *sorted_vms(const Existing *x)
{
    GPtrArray *vms = g_ptr_array_new();
    GHashTableIter iter;
    ExistingVm *vm;

    g_hash_table_iter_init(&iter, x->vms);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&vm))
        if (vm->manifest)
            g_ptr_array_add(vms, vm);
    g_ptr_array_sort(vms, by_name);
    return vms;
}

static int consumers_by_name(gconstpointer a, gconstpointer b)
{
    const WfEntryRead *x = *(WfEntryRead *const *)a, *y = *(WfEntryRead *const *)b;
    int by = strcmp(x->vm, y->vm);

    return by ? by : strcmp(x->name, y->name);
}

bool wf_changes_add_deletions(WfDesired *d, const Existing *x)
{
    g_autoptr(GPtrArray) vms = sorted_vms(x);
    g_autoptr(GHashTable) gone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) pairs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    WfEntry *e;

    for (guint i = 0; i < vms->len; i++) {
        ExistingVm *vm = vms->pdata[i];
        WfManifest *into = vm->parsed ? manifest_for(d, vm) : NULL;
        if (!into)
            continue; /* nothing goes; or the VM does, and all it had with it */
        g_autoptr(GHashTable) kept = index_of(into);
        move_gone(x, vm, into, vm->manifest->components, kept, gone);
        move_gone(x, vm, into, vm->manifest->deletions, kept, gone);
    }
    if (!g_hash_table_size(gone))
        return false;
    g_hash_table_iter_init(&iter, gone);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&e))
        refresh_consumers(d, pairs, e);
    for (guint i = 0; i < vms->len; i++) {
        const ExistingVm *vm = vms->pdata[i];
        const WfManifest *now = g_hash_table_lookup(d->vms, vm->name);
        for (guint k = 0; now && k < vm->manifest->components->len; k++)
            note_consumers(d, gone, pairs, vm->name, vm->manifest->components->pdata[k]);
        for (guint k = 0; now && k < now->deletions->len; k++)
            note_consumers(d, gone, pairs, vm->name, now->deletions->pdata[k]);
    }
    g_hash_table_iter_init(&iter, gone);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&e))
        g_ptr_array_sort(e->consumers, consumers_by_name);
    return true;
}

static void add_capability(WfManifest *m, const char *auth, const Existing *x)
{
    ExistingVm *vm = x ? wf_existing_vm(x, m->vm) : NULL;

    if (g_ptr_array_find_with_equal_func(m->auth, auth, g_str_equal, NULL))
        return;
    g_ptr_array_add(m->auth, g_strdup(auth));
    if (vm) {
        vm->same = false;
        g_clear_pointer(&vm->next, g_bytes_unref);
    }
}

void wf_changes_add_capabilities(WfDesired *d, const WfKeys *keys, GHashTable *readers,
                                 const Existing *x)
{
    GHashTableIter iter;
    const char *key;
    const GPtrArray *list;

    g_hash_table_iter_init(&iter, readers);
    while (g_hash_table_iter_next(&iter, (gpointer *)&key, (gpointer *)&list)) {
        if (list->len <= WF_READERS_LISTED)
            continue;
        char *auth = wf_keys_capability_auth(keys, key);
        for (guint i = 0; i < list->len; i++)
            add_capability(g_hash_table_lookup(d->vms, list->pdata[i]), auth, x);
        wf_secret_free(auth);
    }
    for (guint i = 0; i < d->manifests->len; i++)
        g_ptr_array_sort(((WfManifest *)d->manifests->pdata[i])->auth, wf_text_order);
}

/* ---- questions ---- */

static void ask_gone(const WfDesired *d, Existing *x, const ExistingVm *vm)
{
    const GPtrArray *lists[] = {vm->manifest->components, vm->manifest->deletions};
    g_autoptr(GHashTable) kept = index_of(g_hash_table_lookup(d->vms, vm->name));

    for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++) {
            const WfEntry *e = lists[l]->pdata[i];
            if (!g_hash_table_contains(kept, e->name))
                wf_existing_ask_outcome(x, vm->name, e->name);
        }
}

/* Is it there? Perhaps since its outputs were secret before, with rights of then. */
static void ask_sealed(const WfDesired *d, Existing *x, const ExistingVm *vm)
{
    const WfManifest *m = g_hash_table_lookup(d->vms, vm->name);

    for (guint i = 0; m && i < m->components->len; i++) {
        const WfEntry *e = m->components->pdata[i];
        if (!wf_entry_has_secret(e) || !g_hash_table_contains(vm->outcomes, e->name))
            continue;
        g_autofree char *path = wf_path_sealed(x->stack, vm->name, e->name);
        wf_existing_ask_rights(x, path);
    }
}

static void ask_rights(Existing *x, const ExistingVm *vm, const char *name)
{
    g_autofree char *outcome = wf_path_outcome(x->stack, vm->name, name);
    g_autofree char *sealed = wf_path_sealed(x->stack, vm->name, name);

    wf_existing_ask_rights(x, outcome);
    wf_existing_ask_rights(x, sealed);
}

static void note_names(GHashTable *names, const GPtrArray *entries)
{
    for (guint i = 0; i < entries->len; i++)
        g_hash_table_add(names, ((WfEntry *)entries->pdata[i])->name);
}

/* The rights of an outcome follow from the manifests in the store if it is in one of them: but not
 * beside a prepare that was left half-way, which may have given and taken some already. */
static void ask_unknown_rights(Existing *x, const ExistingVm *vm)
{
    bool half = x->head && x->head->phase == WF_PHASE_PREPARE;
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTableIter iter;
    const char *name;

    if (vm->manifest && !half) {
        g_hash_table_add(known, (gpointer)WF_FACTS);
        note_names(known, vm->manifest->components);
        note_names(known, vm->manifest->deletions);
    }
    g_hash_table_iter_init(&iter, vm->outcomes);
    while (g_hash_table_iter_next(&iter, (gpointer *)&name, NULL))
        if (!g_hash_table_contains(known, name))
            ask_rights(x, vm, name);
}

void wf_changes_ask(const WfDesired *d, Existing *x)
{
    GHashTableIter iter;
    ExistingVm *vm;
    const char *digest;
    GBytes *recipe;

    g_hash_table_iter_init(&iter, x->vms);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&vm)) {
        g_autofree char *m = wf_path_spill(x->stack, vm->name);
        if (!g_hash_table_contains(d->vms, vm->name))
            wf_existing_ask_alive(x, vm->name);
        if (vm->parsed)
            ask_gone(d, x, vm);
        ask_sealed(d, x, vm);
        ask_unknown_rights(x, vm);
        if (g_hash_table_contains(vm->parts, "m"))
            wf_existing_ask_list(x, m);
    }
    g_hash_table_iter_init(&iter, d->recipes);
    while (g_hash_table_iter_next(&iter, (gpointer *)&digest, (gpointer *)&recipe))
        if (g_bytes_get_size(recipe) > WF_LIMIT_ZNODE_BYTES &&
            g_hash_table_contains(x->recipes, digest)) {
            g_autofree char *path = wf_path_recipe(x->stack, digest);
            wf_existing_ask_list(x, path);
        }
}
