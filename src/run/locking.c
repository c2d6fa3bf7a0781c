/* The lock of a stack: one planner at a time. It is ephemeral: when it vanishes
 * its holder's session is over, and nothing that was sent in that arrives any
 * more. One that is held too long is waited for and then given way to; only a
 * planner that died on this very machine has its lock taken away, in one step with
 * a new version of the head, which fences what it may have sent. Nothing fences
 * lists of rights, so who begins to change some says so in the lock, and that one
 * is left to its session.
 *
 * What another planner did while this one waited, for its turn or for an answer,
 * nobody has asked to be taken back. So the head is looked at before the lock is
 * asked for, and has to say the same when writing begins. Where people are asked
 * nobody is kept waiting meanwhile: the lock is taken after the answer, and then
 * the stack has to be as it was shown. */
#include "prepare_priv.h"

#include <unistd.h>
#include <weft/process.h>

static void take_lock(WfPrepare *p);

static gboolean on_lock_timeout(gpointer user)
{
    WfPrepare *p = user;
    p->timer = NULL;
    wf_prepare_fail(p, g_error_new(WF_ERROR, WF_ERROR_CONFLICT,
                                   "another planner holds the lock of stack '%s'", p->stack));
    return G_SOURCE_REMOVE;
}

static void on_lock_gone(WfStore *store G_GNUC_UNUSED, WfWatchEvent event,
                         const char *path G_GNUC_UNUSED, gpointer user)
{
    WfPrepare *p = user;
    if (p->locked)
        return;
    if (event != WF_WATCH_LOST) {
        take_lock(p);
        return;
    }
    wf_prepare_detach(&p->timer);
    p->waiting = true; /* for a connection, and then for the lock again */
}

/* Where a process number is that of one process: this boot, and this container if there are
 * several. Host names do not tell, many are localhost. NULL: not known. */
static char *own_numbers(void)
{
    g_autofree char *boot = NULL, *space = g_file_read_link("/proc/self/ns/pid", NULL);

    if (!space || !g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
        return NULL;
    return g_strconcat(g_strstrip(boot), " ", space, NULL);
}

/* A planner that was killed on this machine leaves its lock until its session expires. */
static bool is_dead(const WfUp *up)
{
    g_autofree char *own = own_numbers();

    return up && !up->rights && own && g_strcmp0(up->boot, own) == 0 &&
           wf_process_is_gone(up->pid, up->start);
}

static void have_lock(WfPrepare *p)
{
    wf_prepare_detach(&p->timer);
    p->locked = true;
    wf_prepare_read(p);
}

static void push_aside(WfPrepare *p);

/* That the lock has gone or changed, its watch tells. */
static void on_pushed(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    g_autofree char *head = wf_path_head(p->stack);
    bool moved = reply->rc == WF_RC_BAD_VERSION && g_strcmp0(reply->path, head) == 0;

    if (moved) /* as a wish of somebody's may */
        push_aside(p);
    else if (reply->rc != WF_RC_NO_NODE && reply->rc != WF_RC_BAD_VERSION)
        wf_prepare_is_good(p, reply->rc, "lock", head);
}

static void on_head_read(WfStore *store, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    g_autofree char *lock = wf_path_lock(p->stack);
    g_autoptr(WfOps) ops = wf_ops_new();

    if (!wf_prepare_is_good(p, reply->rc, "read", reply->path))
        return;
    wf_ops_set(ops, reply->path, reply->data, reply->size, reply->stat->version);
    wf_ops_delete(ops, lock, p->lock_version);
    wf_store_multi(store, ops, on_pushed, p);
}

/* The head stays as it is, but for its version. */
static void push_aside(WfPrepare *p)
{
    g_autofree char *head = wf_path_head(p->stack);

    wf_store_get(p->store, head, NULL, on_head_read, p);
}

static void on_lock_read(WfStore *store, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    if (reply->rc == WF_RC_NO_NODE) {
        take_lock(p);
        return;
    }
    if (!wf_prepare_is_good(p, reply->rc, "read", reply->path))
        return;
    g_autoptr(WfUp) up = wf_up_parse(reply->data, reply->size, NULL);
    if (reply->stat->owner == wf_store_info(store)->session) {
        have_lock(p);
    } else if (is_dead(up)) {
        p->lock_version = reply->stat->version;
        push_aside(p);
    } else if (!p->timer) {
        p->was_busy = true;
        g_autofree char *note = g_strdup_printf(
            "another planner (process %" G_GINT64_FORMAT " on %s) holds the lock", up ? up->pid : 0,
            up && up->machine ? up->machine : "an unknown machine");
        p->timer =
            wf_prepare_attach(p, g_timeout_source_new_seconds(p->lock_wait_s), on_lock_timeout);
        wf_prepare_tell(p, WF_PREPARE_LOCKING, note, NULL);
    }
}

static void on_lock(WfStore *store, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    if (reply->rc == WF_RC_NODE_EXISTS)
        wf_store_get(store, reply->path, on_lock_gone, on_lock_read, p);
    else if (wf_prepare_is_good(p, reply->rc, "lock", reply->path))
        have_lock(p);
}

static GBytes *holder(bool rights)
{
    g_autofree char *boot = own_numbers();
    WfUp up = {.machine = (char *)g_get_host_name(),
               .boot = boot,
               .pid = getpid(),
               .start = wf_process_began(getpid()),
               .version = (char *)WEFT_VERSION,
               .since = g_get_real_time() / 1000,
               .rights = rights};

    return wf_up_format(&up);
}

static void take_lock(WfPrepare *p)
{
    g_autofree char *path = wf_path_lock(p->stack);
    g_autoptr(GBytes) bytes = holder(false);
    Rights *rights = wf_rights_new(p->keys);
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);

    wf_store_create(p->store, path, data, len, wf_rights_planner(rights), true, on_lock, p);
    wf_rights_free(rights);
}

void wf_prepare_announce_rights(WfPrepare *p, WfReplyFunc func)
{
    g_autofree char *lock = wf_path_lock(p->stack), *head = wf_path_head(p->stack);
    g_autoptr(GBytes) bytes = holder(true);
    g_autoptr(WfOps) ops = wf_ops_new();
    gsize len;
    const void *data = g_bytes_get_data(bytes, &len);

    wf_ops_check(ops, head, p->version); /* else the lock may be another's by now */
    wf_ops_set(ops, lock, data, len, -1);
    wf_store_multi(p->store, ops, func, p);
}

/* ---- what was there before ---- */

/* What cannot be read is dealt with by the look that follows. */
static void on_head_seen(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    WfRc rc = reply->rc == WF_RC_NO_NODE ? WF_RC_OK : reply->rc; /* torn down just now */
    if (!wf_prepare_is_good(p, rc, "read", reply->path))
        return;
    p->seen = reply->size ? wf_head_parse(reply->data, reply->size, NULL) : NULL;
    p->has_seen = true;
    take_lock(p);
}

/* ---- asking for it ---- */

static void on_head_made(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    WfRc rc = reply->rc == WF_RC_NODE_EXISTS ? WF_RC_OK : reply->rc;
    if (!wf_prepare_is_good(p, rc, "create", reply->path))
        return;
    if (p->has_seen)
        take_lock(p);
    else
        wf_store_get(p->store, reply->path, NULL, on_head_seen, p);
}

static void on_top_made(WfStore *store, const WfReply *reply, gpointer user)
{
    WfPrepare *p = user;
    g_autofree char *head = wf_path_head(p->stack);
    if (!wf_prepare_is_good(p, reply->rc, "create", reply->path))
        return;
    Rights *rights = wf_rights_new(p->keys);
    wf_store_create(store, head, "", 0, wf_rights_fleet(rights), false, on_head_made, p);
    wf_rights_free(rights);
}

/* Stacks of different keys share /weft: whoever may reach the ensemble may add one, and nobody sees
 * more of another's than its name. */
void wf_prepare_lock(WfPrepare *p)
{
    if (p->dry_run || (p->as_shown && !p->confirmed)) {
        wf_prepare_read(p);
        return;
    }
    g_autoptr(WfAcl) acl = wf_acl_new();
    wf_acl_add(acl, WF_PERM_READ | WF_PERM_CREATE | WF_PERM_DELETE, NULL);
    wf_prepare_tell(p, WF_PREPARE_LOCKING, NULL, NULL);
    wf_store_make_path(p->store, "/weft", acl, on_top_made, p);
}
