/* Reading a payload that may be cut into chunks. */
#include "agent_priv.h"

struct Fetch {
    WfStore *store;
    char *chunks_path;
    gsize max;
    FetchDone done;
    gpointer user;
    GBytes *head;
    GPtrArray *chunks;
    WfChunks of;
};

void wf_fetch_cancel(Fetch *f)
{
    if (!f)
        return;
    wf_store_forget(f->store, f);
    g_free(f->chunks_path);
    g_clear_pointer(&f->head, g_bytes_unref);
    g_clear_pointer(&f->chunks, g_ptr_array_unref);
    g_free(f);
}

static void finish(Fetch *f, GBytes *bytes, WfRc rc, const GError *error)
{
    FetchDone done = f->done;
    gpointer user = f->user;
    wf_fetch_cancel(f);
    done(bytes, rc, error, user);
}

static void join(Fetch *f)
{
    g_autoptr(GError) error = NULL;
    gsize len;
    const void *data = g_bytes_get_data(f->head, &len);
    g_autoptr(GBytes) whole = wf_spill_join(data, len, f->chunks, &error);
    finish(f, whole, WF_RC_OK, error);
}

static void on_chunk(WfStore *store, const WfReply *reply, gpointer user)
{
    (void)store;
    Fetch *f = user;
    if (reply->rc != WF_RC_OK) {
        finish(f, NULL, reply->rc == WF_RC_NO_NODE ? WF_RC_BAD_VERSION : reply->rc, NULL);
        return;
    }
    g_ptr_array_add(f->chunks, g_bytes_new(reply->data, reply->size));
    if (f->chunks->len == f->of.n)
        join(f);
}

static void on_head(WfStore *store, const WfReply *reply, gpointer user)
{
    Fetch *f = user;
    g_autoptr(GError) error = NULL;
    if (reply->rc != WF_RC_OK) {
        finish(f, NULL, reply->rc, NULL);
        return;
    }
    f->head = g_bytes_new(reply->data, reply->size);
    if (!wf_spill_find(reply->data, reply->size, f->max, &f->of, &error)) {
        finish(f, NULL, WF_RC_OK, error);
        return;
    }
    f->chunks = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    if (!f->of.n) {
        join(f);
        return;
    }
    for (guint i = 0; i < f->of.n; i++) {
        g_autofree char *path = wf_path_chunk(f->chunks_path, f->of.first + i);
        wf_store_get(store, path, NULL, on_chunk, f);
    }
}

Fetch *wf_fetch(WfStore *store, const char *path, const char *chunks, gsize max, FetchDone done,
                gpointer user)
{
    Fetch *f = g_new0(Fetch, 1);
    f->store = store;
    f->chunks_path = g_strdup(chunks);
    f->max = max;
    f->done = done;
    f->user = user;
    wf_store_get(store, path, NULL, on_head, f);
    return f;
}
