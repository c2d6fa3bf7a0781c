/* Looking before writing: what the model asks for is worked out, what is in the
 * store is read in three rounds (the top, the VMs, and single questions that only
 * the comparison raises), and the difference is what there is to do. */
#include "prepare_priv.h"

#include <string.h>

/* How much of the work of a look is done then, as measured with a large model. */
#define DONE_DESIRED 0.4
#define DONE_READ 0.45
#define DONE_PACKED 0.65

/* ---- what there is to do ---- */

bool wf_prepare_is_current(const WfPrepare *p)
{
    const WfHead *head = p->existing->head;

    return head && head->phase != WF_PHASE_PREPARE &&
           g_strcmp0(head->model, p->desired->digest) == 0 && !p->changes->list->len;
}

static void count(WfPrepare *p)
{
    WfPrepareCounts *n = &p->counts;
    guint by_part[N_CHANGE_PARTS] = {0};

    for (guint i = 0; i < p->changes->list->len; i++) {
        const Change *change = p->changes->list->pdata[i];
        by_part[wf_change_part(change)]++;
        by_part[PART_MANIFEST] += change->together > 0; /* it comes with its VM */
    }
    *n = (WfPrepareCounts){.vms = by_part[PART_VM],
                           .manifests = by_part[PART_MANIFEST],
                           .outcomes = by_part[PART_OUTCOME],
                           .sealed = by_part[PART_SEALED],
                           .recipes = by_part[PART_RECIPE],
                           .models = by_part[PART_MODEL],
                           .chunks = by_part[PART_CHUNK],
                           .folders = by_part[PART_FOLDER],
                           .rights = by_part[PART_RIGHTS],
                           .anchors = by_part[PART_ANCHOR],
                           .heads = wf_prepare_is_current(p) ? 0 : 2, /* being prepared, and go */
                           .removed = p->changes->trees->len};
    n->total = p->changes->list->len + n->heads + n->removed;
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

/* It may be looked at again, and told again, until there is an answer. */
static void note_shown(WfPrepare *p)
{
    const WfHead *head = p->existing->head;

    p->shown = p->meant;
    if (!p->as_shown)
        return;
    g_clear_pointer(&p->seen, wf_head_free);
    p->has_seen = true;
    if (head) {
        p->seen = g_new0(WfHead, 1);
        *p->seen = *head;
        p->seen->model = g_strdup(head->model);
    }
}

/* A look after the answer has to find what was answered to; later ones find a part of it done. */
static bool is_as_shown(WfPrepare *p)
{
    if (!p->as_shown || p->wrote || !p->counts.total || p->meant == p->shown)
        return true;
    wf_prepare_fail(p, g_error_new(WF_ERROR, WF_ERROR_CONFLICT,
                                   "stack '%s' has changed since that was shown: nothing was "
                                   "written, look at what is to be done now",
                                   p->stack));
    return false;
}

static void find_readers(WfPrepare *p)
{
    g_clear_pointer(&p->readers, g_hash_table_unref);
    p->readers = wf_readers_new(p->desired->manifests);
}

static void add_deletions(WfPrepare *p)
{
    if (!wf_changes_add_deletions(p->desired, p->existing))
        return;
    find_readers(p);
    wf_changes_add_capabilities(p->desired, p->keys, p->readers, p->existing);
}

static void on_known(gpointer user)
{
    WfPrepare *p = user;
    GError *error = NULL;

    if (p->existing->error) {
        if (wf_prepare_is_good(p, p->existing->rc, "read", p->stack))
            wf_prepare_fail(p, g_steal_pointer(&p->existing->error));
        return;
    }
    wf_part_tell(&p->part, DONE_READ, DONE_READ, 0, 1);
    add_deletions(p);
    wf_store_breathe(p->store);
    /* Composing and sealing is half the work of a prepare that finds everything in place. */
    g_autoptr(GBytes) model =
        p->model && !is_stored(p) ? wf_stored_pack(p->model, p->keys, p->store, &error) : NULL;
    wf_store_breathe(p->store);
    if (!error)
        p->changes = wf_changes_new(&(ChangesOptions){.desired = p->desired,
                                                      .existing = p->existing,
                                                      .keys = p->keys,
                                                      .readers = p->readers,
                                                      .generation = p->generation,
                                                      .model = model,
                                                      .part = &p->part,
                                                      .from = DONE_PACKED},
                                    &error);
    if (!p->changes) {
        wf_prepare_fail(p, error);
        return;
    }
    count(p);
    p->meant = wf_changes_hash(p->changes, p->generation);
    p->phase = WF_PREPARE_READY;
    if (!p->confirmed) {
        note_shown(p);
        wf_prepare_tell(p, WF_PREPARE_READY, NULL, NULL);
    } else if (is_as_shown(p)) {
        p->confirmed(p);
    }
}

static void ask(WfPrepare *p)
{
    g_autofree char *model = wf_path_model(p->stack, p->generation);

    if (!p->store) {
        on_known(p);
        return;
    }
    wf_existing_begin(p->existing, on_known, p);
    wf_changes_ask(p->desired, p->existing);
    wf_existing_ask_list(p->existing, model);
    if (p->with_old && p->existing->head)
        wf_existing_ask_model(p->existing);
    wf_existing_end(p->existing);
}

/* ---- looking ---- */

/* Before the lock is taken: it is seconds of work for a large model, and a session that is lost
 * over it holds nothing yet. */
bool wf_prepare_work_out(WfPrepare *p)
{
    GError *error = NULL;
    DesiredOptions options = {.model = p->model,
                              .keys = p->keys,
                              .stack = p->stack,
                              .store = p->store,
                              .part = &p->part,
                              .to = DONE_DESIRED,
                              .findings = p->findings};

    if (!p->given)
        p->given =
            p->model ? wf_desired_work_out(&options, &error) : wf_desired_empty(p->keys, p->stack);
    if (p->given && p->digest) {
        g_free(p->given->digest);
        p->given->digest = g_strdup(p->digest);
    }
    if (p->given)
        return true;
    wf_prepare_fail(p, error); /* perhaps nothing of it is left now */
    return false;
}

static bool is_expected(WfPrepare *p)
{
    const WfHead *head = p->existing->head;
    const char *found = head && head->model ? head->model : "";

    if (!p->expected || strcmp(p->expected, found) == 0)
        return true;
    wf_prepare_fail(p, g_error_new(WF_ERROR, WF_ERROR_STALE,
                                   "the plan is stale: stack '%s' has changed since it was made",
                                   p->stack));
    return false;
}

/* Is what is there still what this prepare began with? False: it has failed. */
static bool is_as_seen(WfPrepare *p)
{
    const WfHead *head = p->existing->head, *seen = p->seen;
    /* Whoever wrote it has finished; had he died over it, nothing could have been taken back. */
    bool ended = head && seen && p->was_busy && seen->phase == WF_PHASE_PREPARE &&
                 head->phase != WF_PHASE_PREPARE;
    bool same = !head == !seen && !ended &&
                (!head || (head->generation == seen->generation &&
                           g_strcmp0(head->model, seen->model) == 0));

    /* Ours it may be after a broken connection; or somebody else's who wanted the same. */
    if (!p->has_seen || p->wrote || same || (p->as_shown && !p->confirmed) ||
        (head && g_strcmp0(head->model, p->desired->digest) == 0))
        return true;
    g_autofree char *what =
        head ? g_strdup_printf("another planner has prepared generation %" G_GUINT64_FORMAT
                               " of stack '%s' meanwhile",
                               head->generation, p->stack)
             : g_strdup_printf("stack '%s' has been torn down meanwhile", p->stack);
    wf_prepare_fail(p,
                    g_error_new(WF_ERROR, WF_ERROR_CONFLICT,
                                "%s: nothing was written, look at what is to be done now", what));
    return false;
}

static void on_vms(gpointer user)
{
    WfPrepare *p = user;

    if (p->existing->error) {
        if (wf_prepare_is_good(p, p->existing->rc, "read", p->stack))
            wf_prepare_fail(p, g_steal_pointer(&p->existing->error));
        return;
    }
    if (p->fenced && p->version != p->existing->version) {
        g_autofree char *head = wf_path_head(p->stack);
        wf_prepare_is_good(p, WF_RC_BAD_VERSION, "write", head);
        return;
    }
    p->version = p->existing->version;
    if (!wf_prepare_work_out(p)) /* if it was not used up by what is looked at once more */
        return;
    p->desired = g_steal_pointer(&p->given);
    p->generation = generation_to_write(p);
    if (!is_as_seen(p) || (!p->confirmed && !is_expected(p)))
        return;
    find_readers(p);
    wf_changes_add_capabilities(p->desired, p->keys, p->readers, NULL);
    wf_existing_take_manifests(p->existing, p->desired, p->keys, p->readers);
    ask(p);
}

void wf_prepare_read_nothing(WfPrepare *p)
{
    p->existing = wf_existing_new(NULL, p->stack);
    on_vms(p);
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
    if (wf_prepare_is_good(p, rc, "read", reply->path))
        wf_existing_read_top(p->existing, on_top, p);
}

void wf_prepare_read(WfPrepare *p)
{
    wf_prepare_tell(p, WF_PREPARE_READING, NULL, NULL);
    p->existing = wf_existing_new(p->store, p->stack);
    /* A new session on another server of the ensemble may lag behind what we know of. */
    wf_store_sync(p->store, "/weft", on_synced, p);
}
