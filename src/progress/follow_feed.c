/* What was read goes to the progress and the journal, and whoever follows is told; outcomes are
 * read where states ask for them. */
#include "follow_priv.h"

#define OUTCOMES_AT_ONCE 1000
#define TOLD_WITHIN_MS 60000 /* of a watch, however bad the connection */

static gboolean on_news(gpointer user)
{
    WfFollow *f = user;
    f->news = 0;
    if (f->journal)
        fflush(f->journal); /* who is killed leaves what was known by then */
    f->func(f, f->user);
    return G_SOURCE_REMOVE;
}

void wf_follow_tell(WfFollow *f)
{
    if (!f->news)
        f->news = g_idle_add_full(G_PRIORITY_DEFAULT, on_news, f, NULL);
}

static gint64 our_time(void)
{
    return g_get_real_time() / 1000;
}

/* What was written at @written, by the servers' clock, was not written later than now; and if a
 * watch has just told of it, about now. */
static gint64 by_our_clock(WfFollow *f, gint64 written, bool fresh)
{
    gint64 now = our_time(), ahead = now - written;

    if (ahead < f->ahead - TOLD_WITHIN_MS || (fresh && ahead > f->ahead + TOLD_WITHIN_MS))
        f->ahead = ahead;
    return MIN(written + f->ahead, now);
}

static void feed(WfFollow *f, WfProgressEvent e)
{
    if (!wf_progress_feed(f->progress, &e))
        return;
    e.at = our_time();
    if (e.kind == WF_PROGRESS_ST)
        e.shift = wf_vm_list(f->progress, e.vm)->shift;
    if (f->journal && !ferror(f->journal)) { /* no line after a gap */
        g_autofree char *line = wf_progress_event_line(&e);
        if (line)
            fprintf(f->journal, "%s\n", line);
    }
    wf_follow_tell(f);
}

void wf_follow_feed_head(WfFollow *f, const void *data, gsize len, gint64 written)
{
    gint64 at = by_our_clock(f, written, false);

    feed(f, (WfProgressEvent){WF_PROGRESS_HEAD, NULL, NULL, data, len, at, at, f->ahead});
}

void wf_follow_feed_st(WfFollow *f, const char *vm, const void *data, gsize len, gint64 written,
                       bool fresh)
{
    gint64 at = by_our_clock(f, written, fresh);

    feed(f, (WfProgressEvent){WF_PROGRESS_ST, vm, NULL, data, len, our_time(), at, 0});
}

void wf_follow_feed(WfFollow *f, WfProgressKind kind, const char *vm, const char *name,
                    const void *data, gsize len)
{
    feed(f, (WfProgressEvent){kind, vm, name, data, len, our_time(), 0, 0});
}

bool wf_follow_is_cut_off(const WfReply *reply)
{
    return reply->rc == WF_RC_UNKNOWN || reply->rc == WF_RC_DOWN || reply->rc == WF_RC_CLOSED;
}

bool wf_follow_is_good(WfFollow *f, const WfReply *reply)
{
    g_autoptr(GError) error = NULL;

    if (reply->rc == WF_RC_OK || reply->rc == WF_RC_NO_NODE) {
        if (reply->rc == WF_RC_OK)
            g_clear_pointer(&f->problem, g_free);
        return reply->rc == WF_RC_OK;
    }
    if (wf_follow_is_cut_off(reply))
        return false;
    wf_rc_set_error(&error, reply->rc, "read", reply->path);
    g_free(f->problem);
    f->problem = g_strdup(error->message);
    f->denied = reply->rc == WF_RC_NO_AUTH;
    wf_follow_tell(f);
    return false;
}

bool wf_follow_is_version(const WfReply *reply, const Version *version)
{
    return version->mzxid && reply->stat->mzxid == version->mzxid &&
           reply->stat->mtime == version->mtime;
}

Version wf_follow_version_of(const WfReply *reply)
{
    return (Version){reply->stat->mzxid, reply->stat->mtime};
}

/* ---- outcomes ---- */

static void on_outcome(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfFollow *f = user;
    g_auto(WfZpath) at = {0};
    f->n_outcomes--;
    if (wf_follow_is_good(f, reply) && wf_zpath_parse(reply->path, &at))
        wf_follow_feed(f, WF_PROGRESS_OUTCOME, at.vm, at.name, reply->data, reply->size);
    wf_follow_pump_outcomes(f);
    if (!f->n_outcomes)
        wf_follow_tell(f);
}

static void read_outcome(WfFollow *f, const WfRow *row)
{
    g_autofree char *path = wf_path_outcome(f->stack, row->vm, row->name);

    f->n_outcomes++;
    wf_store_get(f->store, path, NULL, on_outcome, f);
}

void wf_follow_pump_outcomes(WfFollow *f)
{
    WfProgress *p = f->progress;

    if (f->next == G_MAXUINT32 || f->n_outcomes >= OUTCOMES_AT_ONCE)
        return;
    wf_progress_derive(p);
    for (; f->next < p->rows->len && f->n_outcomes < OUTCOMES_AT_ONCE; f->next++) {
        const Row *r = wf_row_at(p, f->next);
        bool ended = r->row.state == WF_STATE_DONE || r->row.state == WF_STATE_FAILED;
        if (!ended || r->unsettled)
            read_outcome(f, &r->row);
    }
    if (f->next >= p->rows->len)
        f->next = G_MAXUINT32;
}

void wf_follow_read_failures(const Member *m)
{
    const Vm *vm = wf_vm_list(m->follow->progress, m->name);

    for (guint i = 0; i < vm->own->len; i++) {
        const Row *r = vm->own->pdata[i];
        if ((r->told == WF_STATE_FAILED && !r->row.cause) ||
            (r->told == WF_STATE_DONE && r->row.lacks && !r->row.missing))
            read_outcome(m->follow, &r->row);
    }
}

void wf_follow_read_outdated(const Member *m)
{
    const Vm *vm = wf_vm_list(m->follow->progress, m->name);

    for (guint i = 0; i < vm->own->len; i++) {
        const Row *r = vm->own->pdata[i];
        bool ran = r->row.attempt || r->row.deleting;
        if (r->told == WF_STATE_STALE || (r->told == WF_STATE_PENDING && ran))
            read_outcome(m->follow, &r->row);
    }
}
