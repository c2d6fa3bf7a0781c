/* Many writes, packed into multis, several under way.
 *
 * A packet costs a server ten times what an operation in it costs, so the
 * packing is what makes preparing a stack fast; the window hides the round
 * trips. One connection keeps the order, so a later multi may build on an
 * earlier one that is still under way; but it is carried out even if that one is
 * refused, so what must not be asks for wf_batch_settle(). */
#include "weft/limits.h"
#include "weft/store.h"

#include <string.h>

enum { WINDOW = 8 };

typedef struct {
    WfOps *ops; /* or, if NULL, a change of ACL: */
    char *path;
    WfAcl *acl;
    guint n;    /* ops, without the fence */
    bool waits; /* until all before it was carried out */
} Packet;

struct WfBatch {
    WfStore *store; /* NULL once it was closed */
    WfBatchFunc func;
    gpointer user;
    char *fence;
    gint32 fence_version;
    WfOps *filling; /* or NULL */
    GQueue packets; /* of Packet: full, not sent */
    GQueue sent;    /* of Packet, in order */
    WfBatchProgress progress;
    char *failed_path;
    bool settles; /* the next packet waits */
    bool finishing, cancelled;
    guint holds; /* frames that still use the batch */
};

static void packet_free(gpointer data)
{
    Packet *packet = data;
    wf_ops_unref(packet->ops);
    wf_acl_unref(packet->acl);
    g_free(packet->path);
    g_free(packet);
}

static void batch_free(WfBatch *batch)
{
    g_queue_clear_full(&batch->packets, packet_free);
    g_queue_clear_full(&batch->sent, packet_free);
    wf_ops_unref(batch->filling);
    g_free(batch->fence);
    g_free(batch->failed_path);
    g_free(batch);
}

WfBatch *wf_batch_new(WfStore *store, WfBatchFunc func, gpointer user)
{
    WfBatch *batch = g_new0(WfBatch, 1);
    batch->store = store;
    batch->func = func;
    batch->user = user;
    g_queue_init(&batch->packets);
    g_queue_init(&batch->sent);
    return batch;
}

void wf_batch_fence(WfBatch *batch, const char *path, gint32 version)
{
    g_free(batch->fence);
    batch->fence = g_strdup(path);
    batch->fence_version = version;
}

/* ---- sending ----------------------------------------------------------- */

static void on_answer(WfStore *store, const WfReply *reply, gpointer user);

static void send_packet(WfBatch *batch, Packet *packet)
{
    g_queue_push_tail(&batch->sent, packet);
    if (packet->ops)
        wf_store_multi(batch->store, packet->ops, on_answer, batch);
    else
        wf_store_set_acl(batch->store, packet->path, packet->acl, -1, on_answer, batch);
}

static bool may_send(const WfBatch *batch)
{
    const Packet *next = batch->packets.length ? batch->packets.head->data : NULL;

    return batch->store && next && batch->sent.length < (next->waits ? 1 : WINDOW);
}

static void pump(WfBatch *batch)
{
    while (may_send(batch))
        send_packet(batch, g_queue_pop_head(&batch->packets));
}

static void queue_packet(WfBatch *batch, Packet *packet)
{
    packet->waits = batch->settles;
    batch->settles = false;
    g_queue_push_tail(&batch->packets, packet);
    pump(batch);
}

static void seal(WfBatch *batch)
{
    if (!batch->filling)
        return;
    Packet *packet = g_new0(Packet, 1);
    packet->ops = g_steal_pointer(&batch->filling);
    packet->n = wf_ops_n(packet->ops) - (batch->fence ? 1 : 0);
    queue_packet(batch, packet);
}

static bool is_over(const WfBatch *batch)
{
    return batch->finishing && batch->sent.length == 0 && batch->packets.length == 0;
}

static void record_failure(WfBatch *batch, const WfReply *reply)
{
    if (reply->rc == WF_RC_CLOSED)
        batch->store = NULL;
    if (batch->progress.rc != WF_RC_OK)
        return;
    batch->progress.rc = reply->rc;
    batch->failed_path = g_strdup(reply->path);
    batch->progress.path = batch->failed_path;
    batch->progress.fenced = batch->fence && reply->index == 0 &&
                             (reply->rc == WF_RC_BAD_VERSION || reply->rc == WF_RC_NO_NODE) &&
                             g_strcmp0(reply->path, batch->fence) == 0;
    g_queue_clear_full(&batch->packets, packet_free);
    g_clear_pointer(&batch->filling, wf_ops_unref);
}

/* Tells the caller, for the last time if all is over; then the batch is freed
 * as soon as no frame uses it. */
static void report(WfBatch *batch)
{
    batch->holds++;
    do {
        bool last = is_over(batch);
        batch->progress.finished = last;
        WfBatchProgress progress = batch->progress;
        if (batch->func && !batch->cancelled)
            batch->func(batch, &progress, batch->user);
        batch->cancelled |= last;
    } while (!batch->cancelled && is_over(batch)); /* finished by the caller, with nothing left */
    if (--batch->holds == 0 && batch->cancelled && batch->sent.length == 0)
        batch_free(batch);
}

static void on_answer(WfStore *store G_GNUC_UNUSED, const WfReply *reply, gpointer user)
{
    WfBatch *batch = user;
    Packet *packet = g_queue_pop_head(&batch->sent);
    if (reply->rc == WF_RC_OK) {
        batch->progress.n_done += packet->n;
        batch->progress.bytes_done += packet->ops ? wf_ops_bytes(packet->ops) : 0;
    } else {
        record_failure(batch, reply);
    }
    packet_free(packet);
    if (!batch->cancelled)
        pump(batch);
    report(batch);
}

/* ---- filling ----------------------------------------------------------- */

static bool has_room(const WfBatch *batch, guint n, gsize bytes)
{
    return wf_ops_n(batch->filling) + n <= WF_LIMIT_MULTI_OPS &&
           wf_ops_bytes(batch->filling) + bytes <= WF_LIMIT_MULTI_BYTES;
}

void wf_batch_reserve(WfBatch *batch, guint n, gsize bytes)
{
    if (batch->filling && !has_room(batch, n, bytes))
        seal(batch);
}

gsize wf_batch_room(const char *path, const WfAcl *acl)
{
    return strlen(path) + 64 * (1 + (acl ? wf_acl_n(acl) : 0));
}

/* The list to add an op of about @bytes to; NULL if nothing is to be sent any more. */
static WfOps *room_for(WfBatch *batch, gsize bytes)
{
    if (batch->progress.rc != WF_RC_OK || batch->finishing || batch->cancelled)
        return NULL;
    WfOps *ops = batch->filling;
    guint fences = batch->fence ? 1 : 0;
    if (ops && wf_ops_n(ops) > fences && !has_room(batch, 1, bytes))
        seal(batch);
    if (!batch->filling) {
        batch->filling = wf_ops_new();
        if (batch->fence)
            wf_ops_check(batch->filling, batch->fence, batch->fence_version);
    }
    batch->progress.n_added++;
    return batch->filling;
}

void wf_batch_create(WfBatch *batch, const char *path, const void *data, gsize size, WfAcl *acl)
{
    WfOps *ops = room_for(batch, size + wf_batch_room(path, acl));
    if (ops)
        wf_ops_create(ops, path, data, size, acl, false);
}

void wf_batch_set(WfBatch *batch, const char *path, const void *data, gsize size, gint32 version)
{
    WfOps *ops = room_for(batch, size + wf_batch_room(path, NULL));
    if (ops)
        wf_ops_set(ops, path, data, size, version);
}

void wf_batch_delete(WfBatch *batch, const char *path, gint32 version)
{
    WfOps *ops = room_for(batch, wf_batch_room(path, NULL));
    if (ops)
        wf_ops_delete(ops, path, version);
}

void wf_batch_set_acl(WfBatch *batch, const char *path, WfAcl *acl)
{
    if (batch->progress.rc != WF_RC_OK || batch->finishing || batch->cancelled)
        return;
    seal(batch);
    Packet *packet = g_new0(Packet, 1);
    packet->path = g_strdup(path);
    packet->acl = wf_acl_ref(acl);
    packet->n = 1;
    batch->progress.n_added++;
    queue_packet(batch, packet);
}

void wf_batch_settle(WfBatch *batch)
{
    seal(batch);
    batch->settles = true;
}

bool wf_batch_wants_more(const WfBatch *batch)
{
    return batch->packets.length < WINDOW;
}

void wf_batch_finish(WfBatch *batch)
{
    if (batch->finishing || batch->cancelled)
        return;
    seal(batch);
    batch->finishing = true;
    if (!is_over(batch))
        return;
    if (!batch->store) { /* closed: no answer can come any more */
        if (batch->holds == 0)
            report(batch);
        return;
    }
    Packet *empty = g_new0(Packet, 1);
    empty->ops = wf_ops_new();
    send_packet(batch, empty);
}

void wf_batch_cancel(WfBatch *batch)
{
    batch->cancelled = true;
    g_queue_clear_full(&batch->packets, packet_free);
    if (batch->holds == 0 && batch->sent.length == 0)
        batch_free(batch);
}
