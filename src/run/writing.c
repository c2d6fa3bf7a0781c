/* Writing what differs. The head says `prepare` first, which is the fence: its
 * version goes with every batch and every deletion, so that nothing is written
 * once another planner has set it. Then the changes in batches, the head says
 * `go`, and last goes what nobody needs any more. */
#include "prepare_priv.h"

#define TREES_AT_ONCE 16

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
    if (!wf_prepare_is_good(p, reply->rc, "delete", reply->path))
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
        wf_prepare_finish(p, NULL);
}

/* ---- the head ---- */

/* What is completed or mended is no new generation. By the server's clock, since ours may be hours
 * off; it is said with the phase that counts. */
static gint64 since(const WfPrepare *p)
{
    const WfHead *old = p->existing->head;
    bool same = old && old->generation == p->generation && old->phase != WF_PHASE_PREPARE;

    return same ? old->since : p->fenced_at;
}

static void set_head(WfPrepare *p, WfPhase phase, WfReplyFunc func)
{
    g_autofree char *path = wf_path_head(p->stack);
    const WfHead *before = p->existing->head;
    WfHead head = {.generation = p->generation,
                   .phase = phase,
                   .model = p->desired->digest,
                   .since = since(p),
                   .accepted = before ? before->accepted : 0,
                   .ending = !p->model};
    g_autoptr(GBytes) bytes = wf_head_format(&head);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);

    wf_store_set(p->store, path, data, len, p->version, func, p);
}

static void on_go(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    if (!wf_prepare_is_good(p, reply->rc, "write", reply->path))
        return;
    p->n_done++;
    p->version = reply->stat->version;
    p->wrote = false; /* what comes now changes nothing any more */
    wf_prepare_tell(p, WF_PREPARE_TIDYING, NULL, NULL);
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
        wf_batch_set(batch, change->path, data, len, change->version);
    else
        wf_batch_set_acl(batch, change->path, change->acl);
}

static gsize size_of(const Change *change)
{
    gsize size = change->data ? g_bytes_get_size(change->data) : 0;

    return size + wf_batch_room(change->path, change->acl);
}

/* An agent that finds its manifest finds the nodes of its VM, too. */
static void keep_together(WfBatch *batch, const GPtrArray *list, guint first, guint n)
{
    gsize size = 0;

    for (guint i = 0; i < n; i++)
        size += size_of(list->pdata[first + i]);
    wf_batch_reserve(batch, n, size);
}

/* New nodes come first, so no list of rights is taken from a node before its anchor is there; and
 * manifests last: what they speak of is there before any of them is written. */
static bool begins_kind(const GPtrArray *list, guint i)
{
    const Change *change = list->pdata[i], *before = i ? list->pdata[i - 1] : change;

    return change->kind != before->kind;
}

static void fill(WfPrepare *p)
{
    const GPtrArray *list = p->changes->list;

    while (p->batch && p->next < list->len && wf_batch_wants_more(p->batch)) {
        const Change *change = list->pdata[p->next];
        if (begins_kind(list, p->next))
            wf_batch_settle(p->batch);
        if (change->together)
            keep_together(p->batch, list, p->next, change->together);
        add_change(p->batch, list->pdata[p->next++]);
    }
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
        wf_prepare_tell(p, WF_PREPARE_WRITING, NULL, NULL);
        fill(p);
        return;
    }
    if (!progress->finished)
        return; /* failed: the rest of the answers comes in */
    p->batch = NULL;
    if (progress->fenced) {
        g_autofree char *head = wf_path_head(p->stack);
        wf_prepare_is_good(p, WF_RC_BAD_VERSION, "write", head);
        return;
    }
    /* Somebody changed the tree beside us, or what was unknown is done: look again. */
    bool moved = progress->rc == WF_RC_NODE_EXISTS || progress->rc == WF_RC_NO_NODE ||
                 progress->rc == WF_RC_BAD_VERSION;
    if (moved && p->restarts < WF_PREPARE_RESTARTS)
        wf_prepare_restart(p);
    else if (wf_prepare_is_good(p, progress->rc, "write",
                                progress->path ? progress->path : p->stack))
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
    if (wf_prepare_is_good(p, rc, "create", reply->path) && !p->n_dirs)
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

static bool changes_rights(const WfPrepare *p)
{
    const GPtrArray *list = p->changes->list;
    bool any = false;

    for (guint i = 0; !any && i < list->len; i++)
        any = ((const Change *)list->pdata[i])->kind == CHANGE_ACL;
    return any;
}

static void on_announced(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    if (wf_prepare_is_good(p, reply->rc, "write", reply->path ? reply->path : p->stack))
        make_dirs(p);
}

static void begin_writing(WfPrepare *p)
{
    wf_prepare_tell(p, WF_PREPARE_WRITING, NULL, NULL);
    if (changes_rights(p))
        wf_prepare_announce_rights(p, on_announced);
    else
        make_dirs(p);
}

static void on_prepare(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    if (!wf_prepare_is_good(p, reply->rc, "write", reply->path))
        return;
    bool left = p->existing->head && p->existing->head->phase == WF_PHASE_PREPARE;
    p->version = reply->stat->version;
    p->fenced_at = reply->stat->mtime;
    p->wrote = true;
    p->n_done = 1;
    if (!left) {
        begin_writing(p);
        return;
    }
    /* Whoever left it half-way may have had batches under way while we looked. From now on none of
     * them can arrive any more, so what is seen now is what is there. */
    p->fenced = true;
    wf_prepare_forget_work(p);
    wf_prepare_read(p);
}

void wf_prepare_write(WfPrepare *p)
{
    g_return_if_fail(p->phase == WF_PREPARE_READY && !p->dry_run);
    p->confirmed = wf_prepare_write;
    if (p->store && !p->locked) { /* it was shown; now it is looked at with the lock */
        wf_prepare_restart(p);
        p->restarts = 0;
        return;
    }
    p->began = p->began ? p->began : g_get_monotonic_time();
    p->next_tree = p->n_trees = 0;
    if (p->fenced) {
        begin_writing(p);
    } else if (!wf_prepare_is_current(p)) {
        set_head(p, WF_PHASE_PREPARE, on_prepare);
    } else if (p->changes->trees->len) {
        wf_prepare_tell(p, WF_PREPARE_TIDYING, NULL, NULL);
        pump_trees(p);
    } else {
        wf_prepare_finish(p, NULL);
    }
}
