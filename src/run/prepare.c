/* Preparing a stack: lock, look, write in fenced batches, say go, tidy up.
 *
 * Each step reads what is there and writes only what differs, so a run that was
 * killed or cut off is completed by the next one; after a broken connection
 * this one itself begins anew. The version of the head fences: who set it last
 * is the planner, and what any other one sends is refused as a whole. */
#include "run_priv.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define LOCK_WAIT_S 15
#define RESTARTS 20
#define TREES_AT_ONCE 16

struct WfPrepare {
    WfStore *store;
    char *stack, *expected;
    const WfModel *model;
    const WfKeys *keys;
    WfFindings *findings;
    bool dry_run, with_old;
    guint lock_wait_s;
    WfPrepareFunc func;
    gpointer user;

    WfPreparePhase phase;
    Existing *existing;
    WfDesired *desired, *given; /* given: not looked at yet */
    Changes *changes;
    WfPrepareCounts counts;
    WfBatch *batch;
    guint64 generation;
    gint32 version; /* of the head: the fence */
    guint next;     /* change to be added */
    guint n_dirs;   /* folders under way */
    guint next_tree, n_trees;
    guint64 n_done;
    gint64 began;
    bool confirmed, locked, wrote, waiting;
    bool fenced; /* the head is ours, and what is there is looked at once more */
    guint restarts, timer, kick;
    GError *error;
};

static void step_lock(WfPrepare *p);
static void step_read(WfPrepare *p);

const char *wf_prepare_phase_name(WfPreparePhase phase)
{
    static const char *const names[] = {"locking", "reading", "ready",
                                        "writing", "tidying", "done"};
    return names[phase];
}

/* ---- telling ---- */

static void tell(WfPrepare *p, WfPreparePhase phase, const char *note, const GError *error)
{
    WfPrepareProgress progress = {.phase = phase,
                                  .generation = p->generation,
                                  .n_done = p->n_done,
                                  .n_total = p->counts.total,
                                  .note = note,
                                  .error = error,
                                  .partly = error && p->wrote};

    p->phase = phase;
    if (p->began)
        progress.elapsed_ms = (g_get_monotonic_time() - p->began) / 1000;
    p->func(p, &progress, p->user);
}

static void unlock(WfPrepare *p)
{
    g_autofree char *lock = wf_path_lock(p->stack);

    if (p->locked)
        wf_store_delete(p->store, lock, -1, NULL, NULL);
    p->locked = false;
}

static void on_unlocked(WfStore *store G_GNUC_UNUSED, const WfReply *reply G_GNUC_UNUSED,
                        gpointer user)
{
    WfPrepare *p = user;
    tell(p, WF_PREPARE_DONE, NULL, p->error); /* frees it */
}

/* The lock goes first, so that whoever hears of the end may begin at once. */
static void finish(WfPrepare *p, const GError *error)
{
    g_autofree char *lock = wf_path_lock(p->stack);

    g_clear_handle_id(&p->timer, g_source_remove);
    p->error = error ? g_error_copy(error) : NULL;
    if (p->locked && wf_store_is_connected(p->store)) {
        p->locked = false;
        wf_store_delete(p->store, lock, -1, on_unlocked, p);
    } else {
        tell(p, WF_PREPARE_DONE, NULL, p->error);
    }
}

static void forget_work(WfPrepare *p)
{
    g_clear_handle_id(&p->timer, g_source_remove);
    g_clear_pointer(&p->existing, wf_existing_free);
    g_clear_pointer(&p->desired, wf_desired_free);
    g_clear_pointer(&p->changes, wf_changes_free);
    if (p->batch)
        wf_batch_cancel(g_steal_pointer(&p->batch));
    if (p->store)
        wf_store_forget(p->store, p);
}

/* ---- a connection that breaks ---- */

static void on_state(WfStore *store, const WfStoreInfo *info, gpointer user);

static bool work_out(WfPrepare *p);
static void on_vms(gpointer user);

static gboolean on_again(gpointer user)
{
    WfPrepare *p = user;
    p->kick = 0;
    if (!work_out(p))
        return G_SOURCE_REMOVE;
    if (!p->store) {
        p->existing = wf_existing_new(NULL, p->stack);
        on_vms(p);
        return G_SOURCE_REMOVE;
    }
    wf_store_listen(p->store, on_state, p);
    if (wf_store_is_connected(p->store)) {
        p->waiting = false;
        step_lock(p);
    }
    return G_SOURCE_REMOVE;
}

static void on_state(WfStore *store G_GNUC_UNUSED, const WfStoreInfo *info, gpointer user)
{
    WfPrepare *p = user;
    if (info->state == WF_STORE_CONNECTED && p->waiting) {
        p->waiting = false;
        step_lock(p);
    }
}

/* From the beginning: what was done is found done. */
static void restart(WfPrepare *p)
{
    forget_work(p);
    p->fenced = false;
    p->locked = false; /* if the session lives on, the lock is found to be ours */
    p->waiting = true;
    p->restarts++;
    p->kick = g_idle_add(on_again, p);
}

/* False: it was dealt with, and the step is over. */
static bool is_good(WfPrepare *p, WfRc rc, const char *action, const char *path)
{
    g_autoptr(GError) error = NULL;

    if (rc == WF_RC_OK)
        return true;
    if ((rc == WF_RC_UNKNOWN || rc == WF_RC_DOWN) && p->restarts < RESTARTS) {
        restart(p);
        return false;
    }
    if (rc == WF_RC_BAD_VERSION)
        g_set_error(&error, WF_ERROR, WF_ERROR_CONFLICT,
                    "another planner has changed '%s' meanwhile", path);
    else
        wf_rc_set_error(&error, rc, action, path);
    finish(p, error);
    return false;
}

static void fail(WfPrepare *p, GError *error)
{
    g_autoptr(GError) own = error;
    finish(p, own);
}

/* ---- tidying up ---- */

static void pump_trees(WfPrepare *p);

static void on_tree(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    p->n_trees--;
    if (reply->rc == WF_RC_BAD_VERSION) { /* the next planner is at work: it tidies up, too */
        p->next_tree = p->changes->trees->len;
        pump_trees(p);
        return;
    }
    if (!is_good(p, reply->rc, "delete", reply->path))
        return;
    p->n_done++;
    pump_trees(p);
}

static void pump_trees(WfPrepare *p)
{
    const GPtrArray *trees = p->changes->trees;
    g_autofree char *head = wf_path_head(p->stack);

    while (p->n_trees < TREES_AT_ONCE && p->next_tree < trees->len) {
        p->n_trees++;
        wf_store_delete_tree_fenced(p->store, trees->pdata[p->next_tree++], head, p->version,
                                    on_tree, p);
    }
    if (!p->n_trees && p->next_tree == trees->len)
        finish(p, NULL);
}

/* ---- the head ---- */

static void set_head(WfPrepare *p, WfPhase phase, WfReplyFunc func)
{
    g_autofree char *path = wf_path_head(p->stack);
    WfHead head = {.generation = p->generation, .phase = phase, .model = p->desired->digest};
    g_autoptr(GBytes) bytes = wf_head_format(&head);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);

    wf_store_set(p->store, path, data, len, p->version, func, p);
}

static void on_go(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    if (!is_good(p, reply->rc, "write", reply->path))
        return;
    p->n_done++;
    p->version = reply->stat->version;
    p->wrote = false; /* what comes now changes nothing any more */
    tell(p, WF_PREPARE_TIDYING, NULL, NULL);
    p->next_tree = p->n_trees = 0;
    pump_trees(p);
}

/* ---- writing ---- */

static void add_change(WfBatch *batch, const Change *change)
{
    gsize len = 0;
    const void *data = change->data ? g_bytes_get_data(change->data, &len) : "";

    if (change->kind == CHANGE_CREATE)
        wf_batch_create(batch, change->path, data, len, change->acl);
    else if (change->kind == CHANGE_SET)
        wf_batch_set(batch, change->path, data, len, -1);
    else
        wf_batch_set_acl(batch, change->path, change->acl);
}

static void fill(WfPrepare *p)
{
    const GPtrArray *list = p->changes->list;

    while (p->batch && p->next < list->len && wf_batch_wants_more(p->batch))
        add_change(p->batch, list->pdata[p->next++]);
    if (p->batch && p->next == list->len) {
        p->next++; /* once */
        wf_batch_finish(p->batch);
    }
}

static void on_batch(WfBatch *batch G_GNUC_UNUSED, const WfBatchProgress *progress, gpointer user)
{
    WfPrepare *p = user;
    p->n_done = 1 + progress->n_done;
    if (!progress->finished && progress->rc == WF_RC_OK) {
        tell(p, WF_PREPARE_WRITING, NULL, NULL);
        fill(p);
        return;
    }
    if (!progress->finished)
        return; /* failed: the rest of the answers comes in */
    p->batch = NULL;
    if (progress->fenced) {
        g_autofree char *head = wf_path_head(p->stack);
        is_good(p, WF_RC_BAD_VERSION, "write", head);
        return;
    }
    /* Somebody changed the tree beside us, or what was unknown is done: look again. */
    bool moved = progress->rc == WF_RC_NODE_EXISTS || progress->rc == WF_RC_NO_NODE;
    if (moved && p->restarts < RESTARTS)
        restart(p);
    else if (is_good(p, progress->rc, "write", progress->path ? progress->path : p->stack))
        set_head(p, WF_PHASE_GO, on_go);
}

static void write_all(WfPrepare *p)
{
    g_autofree char *head = wf_path_head(p->stack);

    p->next = 0;
    p->batch = wf_batch_new(p->store, on_batch, p);
    wf_batch_fence(p->batch, head, p->version);
    fill(p);
}

static void on_dir(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    WfRc rc = reply->rc == WF_RC_NODE_EXISTS ? WF_RC_OK : reply->rc;
    p->n_dirs--;
    if (is_good(p, rc, "create", reply->path) && !p->n_dirs)
        write_all(p);
}

static void make_dirs(WfPrepare *p)
{
    WfAcl *own = wf_rights_planner(p->changes->rights);
    WfAcl *shared = wf_rights_fleet(p->changes->rights);
    g_autofree char *acls = wf_path_acls(p->stack), *recipes = wf_path_recipes(p->stack);
    g_autofree char *models = wf_path_models(p->stack), *vms = wf_path_vms(p->stack);

    p->n_dirs = 4;
    wf_store_create(p->store, acls, "", 0, own, false, on_dir, p);
    wf_store_create(p->store, recipes, "", 0, shared, false, on_dir, p);
    wf_store_create(p->store, models, "", 0, own, false, on_dir, p);
    wf_store_create(p->store, vms, "", 0, own, false, on_dir, p);
}

static void begin_writing(WfPrepare *p)
{
    tell(p, WF_PREPARE_WRITING, NULL, NULL);
    make_dirs(p);
}

static void on_prepare(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    if (!is_good(p, reply->rc, "write", reply->path))
        return;
    bool left = p->existing->head && p->existing->head->phase == WF_PHASE_PREPARE;
    p->version = reply->stat->version;
    p->wrote = true;
    p->n_done = 1;
    if (!left) {
        begin_writing(p);
        return;
    }
    /* A planner that stopped half-way may have had batches under way while we looked. From now on
     * none of them can arrive any more, so what is seen now is what is there. */
    p->fenced = true;
    forget_work(p);
    step_read(p);
}

static bool is_current(const WfPrepare *p)
{
    const WfHead *head = p->existing->head;

    return head && head->phase != WF_PHASE_PREPARE &&
           g_strcmp0(head->model, p->desired->digest) == 0 && !p->changes->list->len;
}

void wf_prepare_write(WfPrepare *p)
{
    g_return_if_fail(p->phase == WF_PREPARE_READY && !p->dry_run);
    p->confirmed = true;
    p->began = p->began ? p->began : g_get_monotonic_time();
    p->next_tree = p->n_trees = 0;
    if (p->fenced) {
        begin_writing(p);
    } else if (!is_current(p)) {
        set_head(p, WF_PHASE_PREPARE, on_prepare);
    } else if (p->changes->trees->len) {
        tell(p, WF_PREPARE_TIDYING, NULL, NULL);
        pump_trees(p);
    } else {
        finish(p, NULL);
    }
}

/* ---- what there is to do ---- */

static void count(WfPrepare *p)
{
    WfPrepareCounts *n = &p->counts;

    *n = (WfPrepareCounts){.removed = p->changes->trees->len};
    for (guint i = 0; i < p->changes->list->len; i++) {
        const Change *change = p->changes->list->pdata[i];
        n->vms += change->what == WF_ZNODE_VMS;
        n->manifests += change->what == WF_ZNODE_MANIFEST;
        n->outcomes += change->what == WF_ZNODE_OUTCOME && change->kind == CHANGE_CREATE;
        n->recipes += change->what == WF_ZNODE_RECIPE;
        n->rights += change->kind == CHANGE_ACL;
        n->anchors += change->what == WF_ZNODE_ACL;
        n->chunks += change->what == WF_ZNODE_CHUNK;
    }
    n->total = p->changes->list->len + n->removed + (is_current(p) ? 0 : 2);
}

static guint64 generation_to_write(const WfPrepare *p)
{
    const WfHead *head = p->existing->head;

    if (!head)
        return 1;
    bool same = g_strcmp0(head->model, p->desired->digest) == 0;
    return same ? head->generation : head->generation + 1;
}

/* Was this very model accepted? Then it stands whole where it belongs. */
static bool is_stored(const WfPrepare *p)
{
    const WfHead *head = p->existing->head;
    char name[24];

    g_snprintf(name, sizeof name, "%" G_GUINT64_FORMAT, p->generation);
    return head && head->phase != WF_PHASE_PREPARE && head->generation == p->generation &&
           g_hash_table_contains(p->existing->models, name);
}

static void on_known(gpointer user)
{
    WfPrepare *p = user;
    GError *error = NULL;

    if (p->existing->error) {
        if (is_good(p, p->existing->rc, "read", p->stack))
            fail(p, g_steal_pointer(&p->existing->error));
        return;
    }
    wf_existing_find_readers(p->existing);
    wf_changes_add_deletions(p->desired, p->existing);
    wf_store_breathe(p->store);
    g_autoptr(GHashTable) readers = wf_readers_new(p->desired->manifests);
    wf_changes_add_capabilities(p->desired, p->keys, readers);
    wf_store_breathe(p->store);
    /* Composing and sealing is half the work of a prepare that finds everything in place. */
    g_autoptr(GBytes) model =
        p->model && !is_stored(p) ? wf_stored_pack(p->model, p->keys, p->store, &error) : NULL;
    wf_store_breathe(p->store);
    if (!error)
        p->changes = wf_changes_new(p->desired, p->existing, p->keys, p->generation, model, &error);
    if (!p->changes) {
        fail(p, error);
        return;
    }
    count(p);
    p->phase = WF_PREPARE_READY;
    if (p->confirmed)
        wf_prepare_write(p);
    else
        tell(p, WF_PREPARE_READY, NULL, NULL);
}

static void ask(WfPrepare *p)
{
    const WfHead *head = p->existing->head;
    g_autofree char *model = wf_path_model(p->stack, p->generation);

    if (!p->store) {
        on_known(p);
        return;
    }
    wf_existing_begin(p->existing, on_known, p);
    wf_changes_ask(p->desired, p->existing);
    wf_existing_ask_list(p->existing, model);
    if (p->with_old && head)
        wf_existing_ask_model(p->existing, head->phase == WF_PHASE_PREPARE ? head->generation - 1
                                                                           : head->generation);
    wf_existing_end(p->existing);
}

/* Before the lock is taken: it is seconds of work for a large model, and a session that is lost
 * over it holds nothing yet. */
static bool work_out(WfPrepare *p)
{
    GError *error = NULL;

    if (!p->given)
        p->given = p->model ? wf_desired_new(p->model, p->keys, p->stack, p->findings, &error)
                            : wf_desired_empty(p->keys, p->stack);
    if (!p->given)
        fail(p, error);
    return p->given != NULL;
}

static bool is_expected(WfPrepare *p)
{
    const WfHead *head = p->existing->head;
    const char *found = head && head->model ? head->model : "";

    if (!p->expected || strcmp(p->expected, found) == 0)
        return true;
    fail(p, g_error_new(WF_ERROR, WF_ERROR_STALE,
                        "the plan is stale: stack '%s' has changed since it was made", p->stack));
    return false;
}

static void on_vms(gpointer user)
{
    WfPrepare *p = user;

    if (p->existing->error) {
        if (is_good(p, p->existing->rc, "read", p->stack))
            fail(p, g_steal_pointer(&p->existing->error));
        return;
    }
    if (p->fenced && p->version != p->existing->version) {
        g_autofree char *head = wf_path_head(p->stack);
        is_good(p, WF_RC_BAD_VERSION, "write", head);
        return;
    }
    p->version = p->existing->version;
    if (!work_out(p)) /* if it was not used up by what is looked at once more */
        return;
    p->desired = g_steal_pointer(&p->given);
    p->generation = generation_to_write(p);
    if (p->confirmed || is_expected(p))
        ask(p);
}

static void on_top(gpointer user)
{
    WfPrepare *p = user;
    if (!p->existing->error)
        wf_existing_read_vms(p->existing, on_vms, p);
    else
        on_vms(p);
}

static void on_synced(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    WfRc rc = reply->rc == WF_RC_NO_NODE ? WF_RC_OK : reply->rc;
    if (is_good(p, rc, "read", reply->path))
        wf_existing_read_top(p->existing, on_top, p);
}

static void step_read(WfPrepare *p)
{
    tell(p, WF_PREPARE_READING, NULL, NULL);
    p->existing = wf_existing_new(p->store, p->stack);
    /* A new session on another server of the ensemble may lag behind what we know of. */
    wf_store_sync(p->store, "/weft", on_synced, p);
}

/* ---- the lock ---- */

static void take_lock(WfPrepare *p);

static gboolean on_lock_timeout(gpointer user)
{
    WfPrepare *p = user;
    p->timer = 0;
    fail(p, g_error_new(WF_ERROR, WF_ERROR_CONFLICT, "another planner holds the lock of stack '%s'",
                        p->stack));
    return G_SOURCE_REMOVE;
}

static void on_lock_gone(WfStore *store G_GNUC_UNUSED, WfWatchEvent event,
                         const char *path G_GNUC_UNUSED, gpointer user)
{
    WfPrepare *p = user;
    if (event != WF_WATCH_LOST && !p->locked)
        take_lock(p);
}

/* A planner that was killed on this machine leaves its lock until its session expires. */
static bool is_dead(const WfUp *up)
{
    return up && g_strcmp0(up->machine, g_get_host_name()) == 0 && up->pid > 0 &&
           kill((pid_t)up->pid, 0) != 0 && errno == ESRCH;
}

static void have_lock(WfPrepare *p)
{
    g_clear_handle_id(&p->timer, g_source_remove);
    p->locked = true;
    step_read(p);
}

static void on_lock_read(WfStore *store, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    if (reply->rc == WF_RC_NO_NODE) {
        take_lock(p);
        return;
    }
    if (!is_good(p, reply->rc, "read", reply->path))
        return;
    g_autoptr(WfUp) up = wf_up_parse(reply->data, reply->size, NULL);
    if (reply->stat->owner == wf_store_info(store)->session) {
        have_lock(p);
    } else if (is_dead(up)) {
        wf_store_delete(store, reply->path, reply->stat->version, NULL, NULL);
    } else if (!p->timer) {
        g_autofree char *note = g_strdup_printf(
            "another planner (process %" G_GINT64_FORMAT " on %s) holds the lock", up ? up->pid : 0,
            up && up->machine ? up->machine : "an unknown machine");
        p->timer = g_timeout_add_seconds(p->lock_wait_s, on_lock_timeout, p);
        tell(p, WF_PREPARE_LOCKING, note, NULL);
    }
}

static void on_lock(WfStore *store, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    if (reply->rc == WF_RC_NODE_EXISTS)
        wf_store_get(store, reply->path, on_lock_gone, on_lock_read, p);
    else if (is_good(p, reply->rc, "lock", reply->path))
        have_lock(p);
}

static void take_lock(WfPrepare *p)
{
    g_autofree char *path = wf_path_lock(p->stack);
    WfUp up = {.machine = (char *)g_get_host_name(),
               .pid = getpid(),
               .version = (char *)WEFT_VERSION,
               .since = g_get_real_time() / 1000};
    g_autoptr(GBytes) bytes = wf_up_format(&up);
    Rights *rights = wf_rights_new(p->keys);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);

    wf_store_create(p->store, path, data, len, wf_rights_planner(rights), true, on_lock, p);
    wf_rights_free(rights);
}

static void on_head_made(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    WfRc rc = reply->rc == WF_RC_NODE_EXISTS ? WF_RC_OK : reply->rc;
    if (is_good(p, rc, "create", reply->path))
        take_lock(p);
}

static void on_top_made(WfStore *store, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    g_autofree char *head = wf_path_head(p->stack);
    if (!is_good(p, reply->rc, "create", reply->path))
        return;
    Rights *rights = wf_rights_new(p->keys);
    wf_store_create(store, head, "", 0, wf_rights_fleet(rights), false, on_head_made, p);
    wf_rights_free(rights);
}

/* Stacks of different keys share /weft: whoever may reach the ensemble may add one, and nobody sees
 * more of another's than its name. */
static void step_lock(WfPrepare *p)
{
    if (p->dry_run) {
        step_read(p);
        return;
    }
    g_autoptr(WfAcl) acl = wf_acl_new();
    wf_acl_add(acl, WF_PERM_READ | WF_PERM_CREATE | WF_PERM_DELETE, NULL);
    tell(p, WF_PREPARE_LOCKING, NULL, NULL);
    wf_store_make_path(p->store, "/weft", acl, on_top_made, p);
}

/* ---- from outside ---- */

WfPrepare *wf_prepare_start(WfStore *store, const WfPrepareOptions *o, WfFindings *findings,
                            WfPrepareFunc func, gpointer user)
{
    g_return_val_if_fail(store || o->dry_run, NULL);
    WfPrepare *p = g_new0(WfPrepare, 1);

    p->store = store;
    p->stack = g_strdup(o->stack);
    p->expected = g_strdup(o->expected);
    p->model = o->model;
    p->keys = o->keys;
    p->findings = findings;
    p->given = o->desired;
    p->dry_run = o->dry_run;
    p->with_old = o->with_old;
    p->lock_wait_s = o->lock_wait_s ? o->lock_wait_s : LOCK_WAIT_S;
    p->func = func;
    p->user = user;
    p->waiting = true;
    if (store) {
        char *auth = wf_keys_planner_auth(o->keys);
        wf_store_add_auth(store, auth);
        wf_secret_free(auth);
    }
    p->kick = g_idle_add(on_again, p);
    return p;
}

WfPrepareCounts wf_prepare_counts(const WfPrepare *p)
{
    return p->counts;
}

PrepareView wf_prepare_view(const WfPrepare *p)
{
    return (PrepareView){.stack = p->stack,
                         .existing = p->existing,
                         .desired = p->desired,
                         .changes = p->changes,
                         .generation = p->generation,
                         .is_current = is_current(p)};
}

char *wf_prepare_line(const WfPrepare *p, guint i)
{
    static const char *const verbs[] = {"create", "write", "rights of"};
    const GPtrArray *list = p->changes->list;

    if (i >= list->len)
        return i - list->len < p->changes->trees->len
                   ? g_strconcat("delete ", p->changes->trees->pdata[i - list->len], NULL)
                   : NULL;
    const Change *change = list->pdata[i];
    gsize size = change->data ? g_bytes_get_size(change->data) : 0;
    return size ? g_strdup_printf("%s %s (%" G_GSIZE_FORMAT " bytes)", verbs[change->kind],
                                  change->path, size)
                : g_strdup_printf("%s %s", verbs[change->kind], change->path);
}

static WfModel *accepted_model(WfPrepare *p, GError **error)
{
    gsize len;
    const Existing *x = p->existing;
    if (!x->model)
        return NULL;
    const void *data = g_bytes_get_data(x->model, &len);
    g_autoptr(GBytes) whole = wf_spill_join(data, len, x->model_chunks, error);
    return whole ? wf_stored_load(whole, p->keys, p->stack, error) : NULL;
}

WfPlan *wf_prepare_plan(WfPrepare *p, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(WfModel) old = accepted_model(p, &problem);
    g_autoptr(WfModel) new = NULL;

    if (problem) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    /* A stored model is composed, so what it is compared with has to be, too. */
    if (!p->model)
        return wf_plan_new(old, NULL, error);
    new = old ? wf_stored_same(p->model, p->stack, error) : wf_model_ref((WfModel *)p->model);
    return new ? wf_plan_new(old, new, error) : NULL;
}

void wf_prepare_free(WfPrepare *p)
{
    if (!p)
        return;
    unlock(p);
    forget_work(p);
    wf_desired_free(p->given);
    g_clear_handle_id(&p->kick, g_source_remove);
    g_free(p->stack);
    g_free(p->expected);
    g_clear_error(&p->error);
    g_free(p);
}
