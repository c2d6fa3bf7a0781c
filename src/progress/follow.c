/* Follows a running stack: watches the head and each VM's `st` and presence, reads
 * manifests when the head says that a generation is complete, and the outcome
 * of what failed. Watches are one-shot: each read sets the next one.
 *
 * A watch outlives a broken connection, so what is still watched afterwards has not
 * changed. A new session looks at everything, but takes in only what did: a head
 * that is the same names manifests that are the same. */
#include "follow_priv.h"

/* Presence is watched too as long as all watches of the session stay below its limit. */
#define VMS_WITH_PRESENCE 4500

static void set_known(Member *m, bool *known, bool value)
{
    m->follow->n_unknown += (guint)*known - (guint)value;
    *known = value;
}

static void member_free(gpointer data)
{
    Member *m = data;
    set_known(m, &m->manifest_known, true);
    set_known(m, &m->st_known, true);
    set_known(m, &m->up_known, true);
    wf_store_forget(m->follow->store, m);
    g_free(m->name);
    g_clear_pointer(&m->head, g_bytes_unref);
    g_clear_pointer(&m->chunks, g_ptr_array_unref);
    g_free(m);
}

/* ---- one VM: manifest ---- */

static void take_manifest(Member *m)
{
    gsize len;
    const void *data = g_bytes_get_data(m->head, &len);
    g_autoptr(GBytes) whole = wf_spill_join(data, len, m->chunks, NULL);

    if (m->cut)
        return; /* read again when there is a connection */
    set_known(m, &m->manifest_known, true);
    wf_follow_tell(m->follow);
    if (!whole)
        return; /* overtaken: the head changes when the next one is complete */
    data = g_bytes_get_data(whole, &len);
    wf_follow_feed(m->follow, WF_PROGRESS_MANIFEST, m->name, NULL, data, len);
    wf_follow_read_failures(m); /* its state may have come before */
    wf_follow_read_outdated(m);
}

static void on_chunk(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Member *m = user;
    if (wf_follow_is_good(m->follow, reply))
        g_ptr_array_add(m->chunks, g_bytes_new(reply->data, reply->size));
    else
        m->cut |= wf_follow_is_cut_off(reply);
    if (--m->n_chunks == 0)
        take_manifest(m);
}

/* It was listed and is gone: whoever takes VMs away, or brings them back, changes the head. */
static void drop_member(Member *m)
{
    WfFollow *f = m->follow;
    wf_follow_feed(f, WF_PROGRESS_MANIFEST, m->name, NULL, "", 0);
    wf_follow_tell(f);
    g_hash_table_remove(f->members, m->name);
}

static void on_manifest(WfStore *store, const WfReply *reply, gpointer user)
{
    Member *m = user;
    WfChunks of;
    if (reply->rc == WF_RC_NO_NODE) {
        drop_member(m);
        return;
    }
    if (!wf_follow_is_good(m->follow, reply) || m->n_chunks)
        return;
    g_clear_pointer(&m->head, g_bytes_unref);
    g_clear_pointer(&m->chunks, g_ptr_array_unref);
    m->head = g_bytes_new(reply->data, reply->size);
    m->chunks = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    if (!wf_spill_find(reply->data, reply->size, WF_LIMIT_MANIFEST_BYTES, &of, NULL)) {
        set_known(m, &m->manifest_known, true); /* as far as it can be */
        wf_follow_tell(m->follow);
        return;
    }
    g_autofree char *spill = wf_path_spill(m->follow->stack, m->name);
    m->n_chunks = of.n;
    m->cut = false;
    for (guint i = 0; i < of.n; i++) {
        g_autofree char *path = wf_path_chunk(spill, of.first + i);
        wf_store_get(store, path, NULL, on_chunk, m);
    }
    if (!of.n)
        take_manifest(m);
}

/* ---- one VM: state and presence ---- */

static void read_st(Member *m);
static void read_up(Member *m);

static bool watches_presence(const WfFollow *f)
{
    return !f->looks && g_hash_table_size(f->members) <= VMS_WITH_PRESENCE;
}

static void on_st_watch(WfStore *store G_GNUC_UNUSED, WfWatchEvent event,
                        const char *path G_GNUC_UNUSED, gpointer user)
{
    Member *m = user;
    m->st_watched = false;
    m->st_changed = event == WF_WATCH_CHANGED;
    if (event != WF_WATCH_LOST)
        read_st(m);
}

static void on_st_there(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Member *m = user;
    m->st_watched |= reply->watching;
    if (reply->rc == WF_RC_OK)
        read_st(m);
}

static void on_st(WfStore *store, const WfReply *reply, gpointer user)
{
    Member *m = user;
    bool good = wf_follow_is_good(m->follow, reply);
    bool fresh = m->st_changed;
    m->st_changed = false;
    m->st_watched |= reply->watching;
    if (!good && reply->rc != WF_RC_NO_NODE)
        return;
    if (!good && !m->follow->looks) /* only asking whether it is there leaves a watch behind */
        wf_store_exists(store, reply->path, on_st_watch, on_st_there, m);
    set_known(m, &m->st_known, true);
    if (good && wf_follow_is_version(reply, &m->st))
        return;
    m->st = good ? wf_follow_version_of(reply) : (Version){0};
    if (good && reply->size) {
        wf_follow_feed_st(m->follow, m->name, reply->data, reply->size, reply->stat->mtime, fresh);
        wf_follow_read_failures(m);
        /* it may have come since it was looked for */
        if (!watches_presence(m->follow) && !wf_vm_list(m->follow->progress, m->name)->up)
            read_up(m);
    } else {
        wf_follow_tell(m->follow);
    }
}

static void read_st(Member *m)
{
    g_autofree char *path = wf_path_st(m->follow->stack, m->name);
    wf_store_get(m->follow->store, path, m->follow->looks ? NULL : on_st_watch, on_st, m);
}

static void on_up_watch(WfStore *store G_GNUC_UNUSED, WfWatchEvent event,
                        const char *path G_GNUC_UNUSED, gpointer user)
{
    Member *m = user;
    m->up_watched = false;
    if (event != WF_WATCH_LOST)
        read_up(m);
}

static void on_up(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    Member *m = user;
    bool up = wf_follow_is_good(m->follow, reply);
    m->up_watched |= reply->watching;
    if (!wf_follow_is_cut_off(reply))
        set_known(m, &m->up_known, true);
    if (up || reply->rc == WF_RC_NO_NODE)
        wf_follow_feed(m->follow, WF_PROGRESS_UP, m->name, NULL, up ? "{}" : "", up ? 2 : 0);
}

static void read_up(Member *m)
{
    g_autofree char *path = wf_path_up(m->follow->stack, m->name);
    wf_store_exists(m->follow->store, path, watches_presence(m->follow) ? on_up_watch : NULL, on_up,
                    m);
}

/* ---- all VMs ---- */

static Member *member_new(WfFollow *f, const char *name)
{
    Member *m = g_new0(Member, 1);

    m->follow = f;
    m->name = g_strdup(name);
    f->n_unknown += 3;
    g_hash_table_insert(f->members, m->name, m);
    return m;
}

static gboolean drop_unlisted(gpointer key G_GNUC_UNUSED, gpointer value, gpointer user)
{
    Member *m = value;
    WfFollow *f = user;
    if (!m->listed)
        wf_follow_feed(f, WF_PROGRESS_MANIFEST, m->name, NULL, "", 0);
    return !m->listed;
}

/* Replies come in the order of the requests: what runs is told before how it goes, so that a
 * journal of it begins with all components. */
static void on_vms(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfFollow *f = user;
    g_autoptr(GPtrArray) fresh = g_ptr_array_new();
    GHashTableIter iter;
    Member *m;
    if (!wf_follow_is_good(f, reply) && reply->rc != WF_RC_NO_NODE)
        return;
    f->listed = true; /* somebody took the node away: then there is no VM */
    g_hash_table_iter_init(&iter, f->members);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&m))
        m->listed = false;
    for (guint i = 0; i < reply->n_children; i++) {
        g_autofree char *name = wf_zname_decode(reply->children[i]);
        if (!name)
            continue;
        if (!g_hash_table_contains(f->members, name))
            g_ptr_array_add(fresh, member_new(f, name));
        m = g_hash_table_lookup(f->members, name);
        m->listed = true;
        set_known(m, &m->manifest_known, false);
        g_autofree char *path = wf_path_manifest(f->stack, name);
        wf_store_get(f->store, path, NULL, on_manifest, m);
    }
    for (guint i = 0; i < fresh->len; i++) {
        read_st(fresh->pdata[i]);
        read_up(fresh->pdata[i]);
    }
    g_hash_table_foreach_remove(f->members, drop_unlisted, f);
    wf_follow_tell(f);
}

/* ---- the head ---- */

static void read_head(WfFollow *f);

static void on_head_watch(WfStore *store G_GNUC_UNUSED, WfWatchEvent event,
                          const char *path G_GNUC_UNUSED, gpointer user)
{
    if (event != WF_WATCH_LOST)
        read_head(user);
}

/* A read that finds nothing leaves no watch behind; asking whether it is there does. */
static void on_head_there(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    if (reply->rc == WF_RC_OK)
        read_head(user);
}

static void await_head(WfFollow *f)
{
    g_autofree char *path = wf_path_head(f->stack);
    wf_store_exists(f->store, path, on_head_watch, on_head_there, f);
}

/* Of a later version, or broken: until it changes there is no more to say. */
static void tell_unreadable(WfFollow *f, const WfReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WfHead) head = wf_head_parse(reply->data, reply->size, &error);

    if (head)
        return;
    g_free(f->problem);
    f->problem =
        g_strdup_printf("the head of stack '%s' cannot be read: %s", f->stack, error->message);
    wf_follow_tell(f);
}

static void on_head(WfStore *store, const WfReply *reply, gpointer user)
{
    WfFollow *f = user;
    f->absent = reply->rc == WF_RC_NO_NODE || (reply->rc == WF_RC_OK && !reply->size);
    if (f->absent) { /* or still empty; the watch tells when it comes, or it was torn down */
        g_autofree char *path = wf_path_head(f->stack);
        g_free(f->problem);
        f->denied = false;
        f->problem = g_strdup_printf("there is no stack '%s'", f->stack);
        if (reply->rc == WF_RC_NO_NODE && !f->looks)
            await_head(f);
        wf_follow_tell(f);
        return;
    }
    if (!wf_follow_is_good(f, reply) ||
        (wf_follow_is_loaded(f) && wf_follow_is_version(reply, &f->head)))
        return;
    f->head = wf_follow_version_of(reply);
    f->listed = false; /* before anybody hears of it: the manifests may be others now */
    wf_follow_feed_head(f, reply->data, reply->size, reply->stat->mtime);
    const WfHead *head = wf_progress_head(f->progress);
    f->head_known = head != NULL;
    if (!head)
        tell_unreadable(f, reply);
    else if (head->phase != WF_PHASE_PREPARE) {
        g_autofree char *vms = wf_path_vms(f->stack);
        wf_store_children(store, vms, NULL, on_vms, f);
    }
}

static void read_head(WfFollow *f)
{
    g_autofree char *path = wf_path_head(f->stack);
    wf_store_get(f->store, path, f->looks ? NULL : on_head_watch, on_head, f);
}

static void read_all(WfFollow *f)
{
    GHashTableIter iter;
    Member *m;

    read_head(f);
    g_hash_table_iter_init(&iter, f->members);
    while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&m)) {
        wf_follow_read_failures(m);
        wf_follow_read_outdated(m);
        if (!m->st_watched)
            read_st(m);
        if (!m->up_watched)
            read_up(m);
    }
}

/* Reads that a broken connection swallowed have set no watch. */
static void on_state(WfStore *store G_GNUC_UNUSED, const WfStoreInfo *info, gpointer user)
{
    WfFollow *f = user;
    if (info->state == WF_STORE_CONNECTED)
        read_all(f);
    wf_follow_tell(f);
}

static gboolean on_kick(gpointer user)
{
    WfFollow *f = user;
    f->kick = 0;
    wf_store_listen(f->store, on_state, f);
    if (wf_store_is_connected(f->store))
        read_all(f);
    return G_SOURCE_REMOVE;
}

/* ---- from outside ---- */

WfFollow *wf_follow_new(WfStore *store, const char *stack, WfProgress *p, FILE *journal,
                        WfFollowFunc func, gpointer user)
{
    WfFollow *f = g_new0(WfFollow, 1);

    f->store = store;
    f->stack = g_strdup(stack);
    f->progress = p;
    f->journal = journal;
    f->func = func;
    f->next = G_MAXUINT32;
    f->user = user;
    f->members = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, member_free);
    f->kick = g_idle_add(on_kick, f);
    return f;
}

WfFollow *wf_follow_look(WfStore *store, const char *stack, WfProgress *p, WfFollowFunc func,
                         gpointer user)
{
    WfFollow *f = wf_follow_new(store, stack, p, NULL, func, user);

    f->looks = true;
    return f;
}

bool wf_follow_has(const WfFollow *f, guint64 generation)
{
    const WfHead *head = wf_progress_head(f->progress);

    return wf_follow_is_loaded(f) && head->generation >= generation;
}

bool wf_follow_is_loaded(const WfFollow *f)
{
    return f->head_known && f->listed && !f->n_unknown;
}

bool wf_follow_is_absent(const WfFollow *f)
{
    return f->absent;
}

const char *wf_follow_problem(const WfFollow *f)
{
    return f->problem;
}

bool wf_follow_is_denied(const WfFollow *f)
{
    return f->problem && f->denied;
}

void wf_follow_read_outcomes(WfFollow *f)
{
    f->next = 0;
    wf_follow_pump_outcomes(f);
    if (!f->n_outcomes)
        wf_follow_tell(f); /* all were known */
}

bool wf_follow_is_settled(const WfFollow *f)
{
    return !f->n_outcomes && f->next == G_MAXUINT32;
}

void wf_follow_free(WfFollow *f)
{
    if (!f)
        return;
    wf_store_forget(f->store, f);
    g_clear_handle_id(&f->kick, g_source_remove);
    g_clear_handle_id(&f->news, g_source_remove);
    g_hash_table_unref(f->members);
    g_free(f->problem);
    g_free(f->stack);
    g_free(f);
}
