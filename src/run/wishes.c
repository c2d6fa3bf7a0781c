/* Small changes of a running stack: wishes in manifests, and the head's phase. */
#include "run_priv.h"

#include <weft/progress.h>
#include <weft/text.h>

enum { REFUSAL_S = 3 };

typedef struct {
    WfStore *store;
    char *stack;
    char **components;
    Existing *existing;
    GHashTable *entries; /* name -> GArray of Found, once the VMs were read */
    WfBatch *batch;
    WfPhase phase;
    const char *refused; /* one of components: it has not failed */
    WfProgress *progress;
    WfFollow *follow;
    bool told;     /* the follower has all there is to read */
    guint refusal; /* source */
    WfRunDoneFunc done;
    gpointer user;
} Wish;

static Wish *wish_new(WfStore *store, const char *stack, WfRunDoneFunc done, gpointer user)
{
    Wish *w = g_new0(Wish, 1);

    w->store = store;
    w->stack = g_strdup(stack);
    w->done = done;
    w->user = user;
    w->existing = wf_existing_new(store, stack);
    return w;
}

static void finish(Wish *w, GError *error)
{
    g_autoptr(GError) own = error;

    w->done(own, w->user);
    if (w->follow)
        wf_store_forget(w->store, w);
    g_clear_handle_id(&w->refusal, g_source_remove);
    wf_follow_free(w->follow);
    wf_progress_free(w->progress);
    g_clear_pointer(&w->entries, g_hash_table_unref);
    wf_existing_free(w->existing);
    g_strfreev(w->components);
    g_free(w->stack);
    g_free(w);
}

/* False: it is over. */
static bool have_stack(Wish *w)
{
    if (w->existing->error)
        finish(w, g_steal_pointer(&w->existing->error));
    else if (!w->existing->head)
        finish(w, g_error_new(WF_ERROR, WF_ERROR_NOT_FOUND, "there is no stack '%s'", w->stack));
    else
        return true;
    return false;
}

/* ---- retry ---- */

typedef struct {
    ExistingVm *vm;
    WfEntry *entry;
} Found;

/* One that moved to another VM stands twice: what it is now, and what is left of it. */
static void note_entries(GHashTable *entries, ExistingVm *vm, const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        Found found = {vm, list->pdata[i]};
        GArray *all = g_hash_table_lookup(entries, found.entry->name);
        if (!all) {
            all = g_array_new(FALSE, FALSE, sizeof(Found));
            g_hash_table_insert(entries, found.entry->name, all);
        }
        g_array_append_val(all, found);
    }
}

static GHashTable *index_entries(const Existing *x)
{
    GHashTable *entries =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
    GHashTableIter iter;
    ExistingVm *vm;

    g_hash_table_iter_init(&iter, x->vms);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&vm))
        if (vm->manifest) {
            note_entries(entries, vm, vm->manifest->components);
            note_entries(entries, vm, vm->manifest->deletions);
        }
    return entries;
}

static void on_batch(WfBatch *batch G_GNUC_UNUSED, const WfBatchProgress *progress, gpointer user)
{
    GError *error = NULL;

    if (!progress->finished)
        return;
    if (progress->fenced)
        error = g_error_new(WF_ERROR, WF_ERROR_CONFLICT, "the stack is being prepared; try again");
    else if (progress->rc == WF_RC_BAD_VERSION || progress->rc == WF_RC_NODE_EXISTS)
        error = g_error_new(WF_ERROR, WF_ERROR_CONFLICT,
                            "somebody else has asked for something of the same VM; try again");
    else if (progress->rc != WF_RC_OK)
        wf_rc_set_error(&error, progress->rc, "write", progress->path ? progress->path : "");
    finish(user, error);
}

/* The chunks of a large manifest are new ones. */
static bool add_chunks(Wish *w, ExistingVm *vm, GError **error)
{
    g_autoptr(GBytes) payload = wf_manifest_format(vm->manifest, NULL, NULL, error);
    g_autofree char *spill = wf_path_spill(w->stack, vm->name);
    g_autofree char *node = wf_path_manifest(w->stack, vm->name);
    WfAcl *reads = wf_existing_rights(w->existing, node);
    guint first = wf_existing_next_chunk(w->existing, spill);
    gsize len;

    if (!payload)
        return false;
    g_autoptr(GPtrArray) packed = wf_spill_pack(payload, first);
    if (packed->len > 1 && !g_hash_table_contains(vm->parts, "m"))
        wf_batch_create(w->batch, spill, "", 0, reads);
    for (guint i = 1; i < packed->len; i++) {
        g_autofree char *chunk = wf_path_chunk(spill, first + i - 1);
        const void *data = g_bytes_get_data(packed->pdata[i], &len);
        wf_batch_create(w->batch, chunk, data, len, reads);
    }
    g_bytes_unref(vm->payload);
    vm->payload = g_bytes_ref(packed->pdata[0]);
    return true;
}

/* Nobody else's wish, made since it was read, is written over. */
static void set_manifest(Wish *w, const ExistingVm *vm)
{
    g_autofree char *path = wf_path_manifest(w->stack, vm->name);
    gsize len;
    const void *data = g_bytes_get_data(vm->payload, &len);

    wf_batch_set(w->batch, path, data, len, vm->version);
}

/* The chunks there were before it was set. */
static void drop_chunks(Wish *w, const ExistingVm *vm)
{
    g_autofree char *spill = wf_path_spill(w->stack, vm->name);
    GHashTable *list = wf_existing_list(w->existing, spill);
    GHashTableIter iter;
    const char *name;

    if (!list)
        return;
    g_hash_table_iter_init(&iter, list);
    while (g_hash_table_iter_next(&iter, (gpointer *)&name, NULL)) {
        g_autofree char *chunk = g_strconcat(spill, "/", name, NULL);
        wf_batch_delete(w->batch, chunk, -1);
    }
}

static bool has_failed(const WfEntry *e, const WfOutcome *o)
{
    return o && !o->doing && o->status == WF_STATUS_FAILED && g_strcmp0(o->want, e->deep) == 0;
}

/* Only what has failed: any other wish would wait at its agent until it fails. The outcome may know
 * of more wishes than a manifest that was made anew; one that nobody served yet is enough. */
static bool mark_one(Wish *w, const char *name, GHashTable *touched)
{
    const GArray *all = g_hash_table_lookup(w->entries, name);
    bool any = false;

    for (guint i = 0; i < all->len; i++) {
        const Found *found = &g_array_index(all, Found, i);
        const WfOutcome *o = wf_existing_outcome(w->existing, found->vm->name, name);
        if (!has_failed(found->entry, o) || found->entry->retry > o->retry)
            continue;
        found->entry->retry = o->retry + 1;
        g_hash_table_add(touched, found->vm);
        any = true;
    }
    return any;
}

static bool mark(Wish *w, GHashTable *touched)
{
    g_autoptr(GHashTable) marked = g_hash_table_new(g_str_hash, g_str_equal);

    for (char **name = w->components; *name; name++) {
        w->refused = *name;
        if (g_hash_table_add(marked, *name) && !mark_one(w, *name, touched))
            return false;
    }
    return true;
}

/* ---- why not: what whoever looks at the stack sees ---- */

static GError *refusal(Wish *w)
{
    const GArray *all = g_hash_table_lookup(w->entries, w->refused);
    const WfRow *row = NULL;

    for (guint i = 0; i < all->len; i++) {
        const Found *found = &g_array_index(all, Found, i);
        const WfOutcome *o = wf_existing_outcome(w->existing, found->vm->name, w->refused);
        if (has_failed(found->entry, o))
            return g_error_new(WF_ERROR, WF_ERROR_CONFLICT, "'%s' is to be run again already",
                               w->refused);
        guint32 at = wf_progress_find(w->progress, found->vm->name, w->refused);
        row = at == WF_NO_ROW ? row : wf_progress_row(w->progress, at);
    }
    if (!row || row->root == WF_NO_ROW)
        return g_error_new(WF_ERROR, WF_ERROR_CONFLICT, "'%s' has not failed: it is %s", w->refused,
                           wf_state_name(row ? row->state : WF_STATE_PENDING));
    const char *root = wf_progress_row(w->progress, row->root)->name;
    return g_error_new(WF_ERROR, WF_ERROR_CONFLICT,
                       "'%s' has not failed: it is blocked by '%s', which has: retry '%s'",
                       w->refused, root, root);
}

/* Outside of the follower's own call, where it may be freed. */
static gboolean on_refusal(gpointer user)
{
    Wish *w = user;

    w->refusal = 0;
    finish(w, refusal(w));
    return G_SOURCE_REMOVE;
}

static void on_follow(WfFollow *follow, gpointer user)
{
    Wish *w = user;
    const WfHead *head = wf_progress_head(w->progress);
    bool half = head && head->phase == WF_PHASE_PREPARE; /* nothing more is to be read */

    if (w->told || !(half || wf_follow_is_loaded(follow) || wf_follow_problem(follow)))
        return;
    w->told = true;
    g_clear_handle_id(&w->refusal, g_source_remove);
    w->refusal = g_idle_add(on_refusal, w);
}

/* The follower would wait for the next session: the end of the session is heard of by a watch. */
static void on_head_watch(WfStore *store G_GNUC_UNUSED, WfWatchEvent event,
                          const char *path G_GNUC_UNUSED, gpointer user)
{
    Wish *w = user;

    if (event == WF_WATCH_LOST)
        finish(w, refusal(w));
}

static void on_watching(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Wish *w = user;

    if (!reply->watching)
        finish(w, refusal(w));
}

static void refuse(Wish *w)
{
    g_autofree char *head = wf_path_head(w->stack);

    /* a manifest that was left half written keeps the follower waiting: then what is known is told
     */
    w->refusal = g_timeout_add_seconds(REFUSAL_S, on_refusal, w);
    w->progress = wf_progress_new(w->stack);
    w->follow = wf_follow_look(w->store, w->stack, w->progress, on_follow, w);
    wf_store_exists(w->store, head, on_head_watch, on_watching, w);
}

static void on_outcomes(gpointer user)
{
    Wish *w = user;
    g_autoptr(GHashTable) touched = g_hash_table_new(NULL, NULL);
    g_autofree char *head = wf_path_head(w->stack);
    GHashTableIter iter;
    GError *error = NULL;
    ExistingVm *vm;

    if (!have_stack(w))
        return;
    if (!mark(w, touched)) {
        refuse(w);
        return;
    }
    w->batch = wf_batch_new(w->store, on_batch, w);
    wf_batch_fence(w->batch, head, w->existing->version);
    g_hash_table_iter_init(&iter, touched);
    while (g_hash_table_iter_next(&iter, (gpointer *)&vm, NULL))
        if (!add_chunks(w, vm, &error)) {
            wf_batch_cancel(w->batch);
            finish(w, error);
            return;
        }
    wf_batch_settle(w->batch);
    g_hash_table_iter_init(&iter, touched);
    while (g_hash_table_iter_next(&iter, (gpointer *)&vm, NULL))
        set_manifest(w, vm);
    wf_batch_settle(w->batch);
    g_hash_table_iter_init(&iter, touched);
    while (g_hash_table_iter_next(&iter, (gpointer *)&vm, NULL))
        drop_chunks(w, vm);
    wf_batch_finish(w->batch);
}

static void refuse_unknown(const Wish *w, const char *name, GError **error)
{
    g_autofree const char **there = (const char **)g_hash_table_get_keys_as_array(w->entries, NULL);
    const char *near = wf_text_nearest(name, there);

    g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "stack '%s' has no component '%s'%s%s%s",
                w->stack, name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static bool find_all(Wish *w, GError **error)
{
    w->entries = index_entries(w->existing);
    for (char **name = w->components; *name; name++)
        if (!g_hash_table_contains(w->entries, *name)) {
            refuse_unknown(w, *name, error);
            return false;
        }
    return true;
}

static void on_vms(gpointer user)
{
    Wish *w = user;
    GError *error = NULL;

    if (!have_stack(w))
        return;
    wf_existing_take_manifests(w->existing, NULL, NULL, NULL);
    if (!find_all(w, &error)) {
        finish(w, error);
        return;
    }
    g_autoptr(GHashTable) asked = g_hash_table_new(NULL, NULL);
    wf_existing_begin(w->existing, on_outcomes, w);
    for (char **name = w->components; *name; name++) {
        const GArray *all = g_hash_table_lookup(w->entries, *name);
        for (guint i = 0; i < all->len; i++) {
            ExistingVm *vm = g_array_index(all, Found, i).vm;
            wf_existing_ask_outcome(w->existing, vm->name, *name);
            if (g_hash_table_add(asked, vm))
                wf_existing_ask_spill(w->existing, vm->name);
        }
    }
    wf_existing_end(w->existing);
}

static void on_top(gpointer user)
{
    Wish *w = user;
    if (have_stack(w))
        wf_existing_read_vms(w->existing, on_vms, w);
}

void wf_retry_start(WfStore *store, const char *stack, const char *const *components,
                    WfRunDoneFunc done, gpointer user)
{
    Wish *w = wish_new(store, stack, done, user);

    w->components = g_strdupv((char **)components);
    wf_existing_read_top(w->existing, on_top, w);
}

/* ---- the phase ---- */

static void begin_phase(Wish *w);

/* Who wants nothing more to start wants that of whatever somebody else has asked for meanwhile; who
 * lets it go on may not know that it was just held. */
static void on_set(WfStore *store, const WfReply *reply, gpointer user)
{
    Wish *w = user;
    GError *error = NULL;

    if (reply->rc == WF_RC_BAD_VERSION && w->phase != WF_PHASE_GO) {
        wf_existing_free(w->existing);
        w->existing = wf_existing_new(store, w->stack);
        begin_phase(w);
        return;
    }
    if (reply->rc == WF_RC_BAD_VERSION)
        error = g_error_new(WF_ERROR, WF_ERROR_CONFLICT,
                            "somebody else has changed stack '%s' just now; try again", w->stack);
    else if (reply->rc != WF_RC_OK)
        wf_rc_set_error(&error, reply->rc, "write", reply->path);
    finish(w, error);
}

static void on_phase_top(gpointer user)
{
    Wish *w = user;
    g_autofree char *path = wf_path_head(w->stack);

    if (!have_stack(w))
        return;
    if (w->existing->head->phase == WF_PHASE_PREPARE) {
        finish(w, g_error_new(WF_ERROR, WF_ERROR_CONFLICT,
                              "stack '%s' is being prepared, or was left half prepared: nothing "
                              "starts in it until a prepare has come to its end",
                              w->stack));
        return;
    }
    w->existing->head->phase = w->phase;
    g_autoptr(GBytes) bytes = wf_head_format(w->existing->head);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);
    wf_store_set(w->store, path, data, len, w->existing->version, on_set, w);
}

static void begin_phase(Wish *w)
{
    wf_existing_read_top(w->existing, on_phase_top, w);
}

void wf_phase_start(WfStore *store, const char *stack, WfPhase phase, WfRunDoneFunc done,
                    gpointer user)
{
    Wish *w = wish_new(store, stack, done, user);

    w->phase = phase;
    begin_phase(w);
}
