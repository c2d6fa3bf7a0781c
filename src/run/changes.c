/* What has to be written to get from what is in the store to what is wanted.
 * Pure. The order makes every prefix harmless: rights, and chunks, come before the
 * manifests that need them, and what nobody needs any more goes after the head says
 * go. In a new stack there is nobody who has rights yet: its VMs come with all they
 * have, manifest and all, each at once, and who reads what is not there waits for it. */
#include "run_priv.h"

#include <weft/text.h>

typedef struct {
    Changes *c;
    const WfDesired *d;
    Existing *x;
    const WfKeys *keys;
    GHashTable *readers, *old_readers;
    bool is_new; /* no VM is there yet */
} Maker;

static void change_free(gpointer data)
{
    Change *change = data;
    g_free(change->path);
    g_clear_pointer(&change->data, g_bytes_unref);
    g_free(change);
}

static Change *add(Maker *k, ChangeKind kind, WfZnode what, char *path, GBytes *data, WfAcl *acl)
{
    Change *change = g_new0(Change, 1);

    change->kind = kind;
    change->what = what;
    change->path = path;
    change->data = data ? g_bytes_ref(data) : NULL;
    change->version = -1;
    change->acl = acl;
    g_ptr_array_add(k->c->list, change);
    return change;
}

static void add_tree(Maker *k, char *path)
{
    g_ptr_array_add(k->c->trees, path);
}

/* A node that never changes once it is whole, and its chunks. Which of them are there already is
 * asked for only where there are some. */
static void add_constant(Maker *k, WfZnode what, const char *path, GBytes *payload, bool there,
                         WfAcl *acl)
{
    g_autoptr(GPtrArray) packed = wf_spill_pack(payload, 0);

    if (!there)
        add(k, CHANGE_CREATE, what, g_strdup(path), packed->pdata[0], acl);
    k->c->n_same += there;
    for (guint i = 1; i < packed->len; i++) {
        g_autofree char *name = g_strdup_printf("%u", i - 1);
        bool listed = wf_existing_lists(k->x, path, name);
        k->c->n_same += listed;
        if (!listed)
            add(k, CHANGE_CREATE, WF_ZNODE_CHUNK, wf_path_chunk(path, i - 1), packed->pdata[i],
                acl);
    }
}

/* ---- recipes and models ---- */

static void add_recipes(Maker *k)
{
    g_autofree char **digests = wf_text_sorted_keys(k->d->recipes);
    WfAcl *acl = wf_rights_fleet(k->c->rights);

    for (guint i = 0; digests[i]; i++) {
        g_autofree char *path = wf_path_recipe(k->d->stack, digests[i]);
        add_constant(k, WF_ZNODE_RECIPE, path, g_hash_table_lookup(k->d->recipes, digests[i]),
                     g_hash_table_contains(k->x->recipes, digests[i]), acl);
    }
}

static void note_recipes(const WfManifest *m, GHashTable *used)
{
    const GPtrArray *lists[] = {m->components, m->deletions};

    for (guint l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++) {
            const WfEntry *e = lists[l]->pdata[i];
            for (guint a = 0; a < e->actions->len; a++) {
                const WfEntryAction *action = e->actions->pdata[a];
                if (action->recipe)
                    g_hash_table_add(used, action->recipe);
            }
        }
}

/* An agent may just be fetching what the last generation had, so that stays for one more. */
static void drop_recipes(Maker *k)
{
    g_autoptr(GHashTable) used = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char **digests = wf_text_sorted_keys(k->x->recipes);
    GHashTableIter iter;
    const ExistingVm *vm;

    if (!digests[0])
        return;
    for (guint i = 0; i < k->d->manifests->len; i++)
        note_recipes(k->d->manifests->pdata[i], used);
    g_hash_table_iter_init(&iter, k->x->vms);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&vm))
        if (vm->parsed) /* else they are noted */
            note_recipes(vm->parsed, used);
    for (guint i = 0; digests[i]; i++)
        if (!g_hash_table_contains(used, digests[i]))
            add_tree(k, wf_path_recipe(k->d->stack, digests[i]));
}

#define GENERATIONS_KEPT 5

static void add_model(Maker *k, guint64 generation, GBytes *model)
{
    g_autofree char *path = wf_path_model(k->d->stack, generation);
    g_autofree char *name = g_strdup_printf("%" G_GUINT64_FORMAT, generation);
    g_autofree char **models = wf_text_sorted_keys(k->x->models);
    WfAcl *acl = wf_rights_planner(k->c->rights); /* in use, whether or not one is written now */

    if (model)
        add_constant(k, WF_ZNODE_MODEL, path, model, g_hash_table_contains(k->x->models, name),
                     acl);
    else if (g_hash_table_contains(k->x->models, name))
        k->c->n_same++;
    for (guint i = 0; models[i]; i++) {
        guint64 old = g_ascii_strtoull(models[i], NULL, 10);
        if (old + GENERATIONS_KEPT <= generation)
            add_tree(k, wf_path_model(k->d->stack, old));
    }
}

/* ---- VMs ---- */

static void add_part(Maker *k, const ExistingVm *vm, const char *part, char *path, WfAcl *acl)
{
    bool there = vm && g_hash_table_contains(vm->parts, part);
    k->c->n_same += there;
    if (there)
        g_free(path);
    else
        add(k, CHANGE_CREATE, WF_ZNODE_OTHER, path, NULL, acl);
}

/* What only its agent writes, that makes itself: a third of what a large stack would be made of. */
static void add_vm(Maker *k, const WfManifest *m, const ExistingVm *vm)
{
    if (!vm)
        add(k, CHANGE_CREATE, WF_ZNODE_VMS, wf_path_manifest(k->d->stack, m->vm), NULL,
            wf_rights_vm_holds(k->c->rights, m->vm));
    add_part(k, vm, "o", wf_path_outcomes(k->d->stack, m->vm),
             wf_rights_vm_reads(k->c->rights, m->vm));
}

/* Who may do what with a node of @name's outcome that is there already: what was asked for is not
 * known from the manifests. */
static WfAcl *list_before(Maker *k, const char *vm_name, const char *name, const char *path)
{
    WfAcl *found = wf_existing_rights(k->x, path);
    g_autofree char *key = wf_reader_key(vm_name, name);

    return found ? wf_rights_known(k->c->rights, found)
                 : wf_rights_outcome(k->c->rights, vm_name, name,
                                     g_hash_table_lookup(k->old_readers, key));
}

/* The lists themselves are the dearest way to find out; for an outcome whose rights follow from the
 * manifests. */
static bool is_read_as_before(Maker *k, const char *key, const char *path)
{
    return !wf_existing_rights(k->x, path) && wf_readers_equal(k->readers, k->old_readers, key);
}

/* Takes the path. */
static void add_rights(Maker *k, const char *vm_name, const char *name, WfZnode what, char *path,
                       WfAcl *acl)
{
    WfAcl *before = list_before(k, vm_name, name, path);

    if (before == acl) {
        k->c->n_same++;
        g_free(path);
        return;
    }
    wf_rights_leave(k->c->rights, before);
    add(k, CHANGE_ACL, what, path, NULL, acl);
}

static void add_outcome(Maker *k, const char *vm_name, const ExistingVm *vm, const char *name,
                        bool secret)
{
    g_autofree char *key = wf_reader_key(vm_name, name);
    const GPtrArray *readers = g_hash_table_lookup(k->readers, key);
    bool there = vm && g_hash_table_contains(vm->outcomes, name);
    char *path = wf_path_outcome(k->d->stack, vm_name, name);

    if (there && !secret && is_read_as_before(k, key, path)) {
        k->c->n_same++;
        g_free(path);
        return;
    }
    WfAcl *acl = wf_rights_outcome(k->c->rights, vm_name, name, readers);
    if (there)
        add_rights(k, vm_name, name, WF_ZNODE_OUTCOME, path, acl);
    else
        add(k, CHANGE_CREATE, WF_ZNODE_OUTCOME, path, NULL, acl);
    if (!secret)
        return;
    path = wf_path_sealed(k->d->stack, vm_name, name);
    if (wf_existing_rights(k->x, path))
        add_rights(k, vm_name, name, WF_ZNODE_SEALED, path, acl);
    else
        add(k, CHANGE_CREATE, WF_ZNODE_SEALED, path, NULL, acl);
}

/* Takes the path. */
static void drop_list(Maker *k, const char *vm_name, const char *name, char *path)
{
    wf_rights_leave(k->c->rights, list_before(k, vm_name, name, path));
    g_free(path);
}

/* Its nodes are about to go. */
static void leave_outcome(Maker *k, const char *vm_name, const char *name)
{
    drop_list(k, vm_name, name, wf_path_outcome(k->d->stack, vm_name, name));
    drop_list(k, vm_name, name, wf_path_sealed(k->d->stack, vm_name, name));
}

static void drop_outcomes(Maker *k, const ExistingVm *vm, GHashTable *kept)
{
    g_autofree char **names = wf_text_sorted_keys(vm->outcomes);

    for (guint i = 0; names[i]; i++) {
        if (g_hash_table_contains(kept, names[i]))
            continue;
        leave_outcome(k, vm->name, names[i]);
        add_tree(k, wf_path_outcome(k->d->stack, vm->name, names[i]));
    }
}

static void add_outcomes(Maker *k, const WfManifest *m, const ExistingVm *vm)
{
    g_autoptr(GHashTable) now = g_hash_table_new(g_str_hash, g_str_equal);

    if (m->facts_deep) {
        g_hash_table_add(now, (gpointer)WF_FACTS);
        add_outcome(k, m->vm, vm, WF_FACTS, false);
    }
    for (guint i = 0; i < m->components->len; i++) {
        const WfEntry *e = m->components->pdata[i];
        g_hash_table_add(now, e->name);
        add_outcome(k, m->vm, vm, e->name, wf_entry_has_secret(e));
    }
    for (guint i = 0; i < m->deletions->len; i++) {
        const WfEntry *e = m->deletions->pdata[i];
        g_hash_table_add(now, e->name);
        add_outcome(k, m->vm, vm, e->name, false);
    }
    if (vm)
        drop_outcomes(k, vm, now);
}

/* All but the @kept; false: there are no others. */
static bool drop_chunks(Maker *k, const char *spill, WfChunks kept)
{
    GHashTable *list = wf_existing_list(k->x, spill);
    guint before = k->c->trees->len;

    if (!list)
        return false;
    g_autofree char **names = wf_text_sorted_keys(list);
    for (guint i = 0; names[i]; i++) {
        const char *name = names[i];
        guint64 n;
        bool keep = kept.n && g_ascii_string_to_unsigned(name, 10, kept.first,
                                                         kept.first + kept.n - 1, &n, NULL);
        if (!keep)
            add_tree(k, g_strdup_printf("%s/%s", spill, name));
    }
    return k->c->trees->len > before;
}

/* As it was found but for its version: whoever made chunks for a later one does not get it in
 * then, and they can go, with those that somebody who was killed has left. */
static void sweep_chunks(Maker *k, const ExistingVm *vm, const char *spill)
{
    bool again = drop_chunks(k, spill, vm->of);

    k->c->n_same += vm->of.n + !again;
    if (again)
        add(k, CHANGE_SET, WF_ZNODE_MANIFEST, wf_path_manifest(k->d->stack, vm->name), vm->payload,
            NULL)
            ->version = vm->version;
}

/* Its chunks first, in a folder that is there if one was ever needed. Nobody else's wish, made
 * since it was read, is written over. */
static void set_manifest(Maker *k, const char *vm_name, const ExistingVm *vm, GPtrArray *packed,
                         guint first)
{
    WfAcl *reads = wf_rights_vm_reads(k->c->rights, vm_name);
    g_autofree char *spill = wf_path_spill(k->d->stack, vm_name);

    if (packed->len > 1)
        add_part(k, vm, "m", g_strdup(spill), reads);
    for (guint i = 1; i < packed->len; i++)
        add(k, CHANGE_CREATE, WF_ZNODE_CHUNK, wf_path_chunk(spill, first + i - 1), packed->pdata[i],
            reads);
    Change *change = add(k, CHANGE_SET, WF_ZNODE_MANIFEST, wf_path_manifest(k->d->stack, vm_name),
                         packed->pdata[0], NULL);
    if (vm)
        change->version = vm->version;
    drop_chunks(k, spill, (WfChunks){0}); /* of all versions before this one */
}

/* @first: the change that makes the VM. */
static bool goes_at_once(const Maker *k, const GPtrArray *packed, guint first)
{
    return k->is_new && packed->len == 1 && k->c->list->len - first < WF_LIMIT_MULTI_OPS &&
           g_bytes_get_size(packed->pdata[0]) < WF_LIMIT_MULTI_BYTES / 2;
}

/* @nodes: the first change of its VM. */
static bool add_manifest(Maker *k, const WfManifest *m, const ExistingVm *vm, guint nodes,
                         GError **error)
{
    g_autofree char *spill = wf_path_spill(k->d->stack, m->vm);

    if (vm && vm->same) {
        sweep_chunks(k, vm, spill);
        return true;
    }
    g_autoptr(GBytes) payload =
        vm && vm->next ? g_bytes_ref(vm->next) : wf_desired_format(m, k->keys, error);
    if (!payload) {
        g_prefix_error(error, "VM '%s': ", m->vm);
        return false;
    }
    g_autoptr(GPtrArray) packed = wf_spill_pack(payload, vm ? vm->of.first : 0);
    if (vm && vm->payload && vm->manifest && g_bytes_equal(vm->payload, packed->pdata[0])) {
        sweep_chunks(k, vm, spill);
        return true;
    }
    if (goes_at_once(k, packed, nodes)) {
        Change *made = k->c->list->pdata[nodes];
        made->data = g_bytes_ref(packed->pdata[0]);
        made->together = k->c->list->len - nodes;
        return true;
    }
    guint first = wf_existing_next_chunk(k->x, spill);
    g_autoptr(GPtrArray) fresh = wf_spill_pack(payload, first);
    set_manifest(k, m->vm, vm, fresh, first);
    return true;
}

static void drop_vm(Maker *k, const ExistingVm *vm)
{
    GHashTableIter iter;
    const char *name;

    wf_rights_vm_goes(k->c->rights, vm->name);
    g_hash_table_iter_init(&iter, vm->outcomes);
    while (g_hash_table_iter_next(&iter, (gpointer *)&name, NULL))
        leave_outcome(k, vm->name, name);
    add_tree(k, wf_path_manifest(k->d->stack, vm->name));
}

static void drop_vms(Maker *k)
{
    g_autofree char **names = wf_text_sorted_keys(k->x->vms);

    for (guint i = 0; names[i]; i++) {
        const ExistingVm *vm = wf_existing_vm(k->x, names[i]);
        if (!g_hash_table_contains(k->d->vms, vm->name) && !vm->alive)
            drop_vm(k, vm);
    }
}

/* ---- anchors ---- */

/* A list that loses its last node and comes back can keep a server from starting again, so one that
 * is about to lose a node is on an anchor, for ever. First of all, whatever came to need them: so
 * they are put in front at the end. */
static void add_anchors(Maker *k)
{
    g_autoptr(GHashTable) anchors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) rest = g_steal_pointer(&k->c->list);
    GHashTableIter iter;
    WfAcl *acl;

    g_hash_table_iter_init(&iter, k->c->rights->leaving);
    while (g_hash_table_iter_next(&iter, (gpointer *)&acl, NULL))
        g_hash_table_insert(anchors, wf_acl_hash(acl), acl);
    g_autofree char **hashes = wf_text_sorted_keys(anchors);
    k->c->list = g_ptr_array_new_full(rest->len + g_hash_table_size(anchors), change_free);
    for (guint i = 0; hashes[i]; i++) {
        bool there = g_hash_table_contains(k->x->anchors, hashes[i]);
        k->c->n_same += there;
        if (!there)
            add(k, CHANGE_CREATE, WF_ZNODE_ACL, wf_path_acl(k->d->stack, hashes[i]), NULL,
                g_hash_table_lookup(anchors, hashes[i]));
    }
    g_ptr_array_extend_and_steal(k->c->list, g_steal_pointer(&rest));
}

/* Behind all others, in the order they have. */
static void sort_last(Changes *c, ChangeKind kind)
{
    g_autoptr(GPtrArray) last = g_ptr_array_new();
    guint n = 0;

    for (guint i = 0; i < c->list->len; i++) {
        Change *change = c->list->pdata[i];
        if (change->kind == kind)
            g_ptr_array_add(last, change);
        else
            c->list->pdata[n++] = change;
    }
    for (guint i = 0; i < last->len; i++)
        c->list->pdata[n++] = last->pdata[i];
}

Changes *wf_changes_new(const ChangesOptions *o, GError **error)
{
    const GPtrArray *manifests = o->desired->manifests;
    Existing *x = o->existing;
    Changes *c = g_new0(Changes, 1);
    Maker k = {.c = c,
               .d = o->desired,
               .x = x,
               .keys = o->keys,
               .readers = o->readers,
               .old_readers = x->readers,
               .is_new = !g_hash_table_size(x->vms)};
    bool ok = true;

    c->list = g_ptr_array_new_with_free_func(change_free);
    c->trees = g_ptr_array_new_with_free_func(g_free);
    c->rights = wf_rights_new(o->keys);
    add_recipes(&k);
    add_model(&k, o->generation, o->model);
    for (guint i = 0; ok && i < manifests->len; i++) {
        const WfManifest *m = manifests->pdata[i];
        const ExistingVm *vm = wf_existing_vm(x, m->vm);
        guint first = c->list->len;
        wf_store_breathe(x->store);
        wf_part_tell(o->part, o->from, 1, i, manifests->len);
        add_vm(&k, m, vm);
        add_outcomes(&k, m, vm);
        ok = add_manifest(&k, m, vm, first, error);
    }
    sort_last(c, CHANGE_ACL); /* requests of their own: all in a row */
    sort_last(c, CHANGE_SET);
    drop_vms(&k);
    drop_recipes(&k);
    add_anchors(&k);
    if (!ok)
        g_clear_pointer(&c, wf_changes_free);
    return c;
}

void wf_changes_free(Changes *c)
{
    if (!c)
        return;
    g_ptr_array_unref(c->list);
    g_ptr_array_unref(c->trees);
    wf_rights_free(c->rights);
    g_free(c);
}
